import { useNavigate, useRouter } from '@tanstack/react-router'
import { Button, type ButtonProps } from 'antd'
import type { MouseEvent } from 'react'

interface Props extends Omit<ButtonProps, 'href' | 'onClick'> {
  to: string
  search?: Record<string, string | undefined>
}

/** A link that looks like a button; opens in a new tab as links do. */
export function ButtonLink({ to, search, ...rest }: Props) {
  const navigate = useNavigate()
  const router = useRouter()
  const location = router.buildLocation({ to, search: (search ?? {}) as never })
  return (
    <Button
      {...rest}
      href={location.href}
      onClick={(event: MouseEvent<HTMLElement>) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
        event.preventDefault()
        void navigate({ to, search: (search ?? {}) as never })
      }}
    />
  )
}
