import { CheckCircleOutlined, MinusCircleOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Home } from '@/api/shapes'

/** The first steps in a workspace: done or not, each with the page where it is done. */
export function Checklist({ items }: { items: Home['checklist'] }) {
  const { t } = useTranslation('home')
  return (
    <ul className="tg-check">
      {items.map((item) => (
        <li key={item.name}>
          {item.done ? <CheckCircleOutlined className="tg-good" aria-label={t('begin.done')} /> : <MinusCircleOutlined className="tg-quiet" aria-label={t('begin.undone')} />}
          <Link to={item.link}>{item.label}</Link>
        </li>
      ))}
    </ul>
  )
}
