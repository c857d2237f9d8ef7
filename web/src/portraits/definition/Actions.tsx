import { DeleteOutlined, CopyOutlined, EditOutlined, EllipsisOutlined } from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '@/api/queries/session'
import type { Change } from '@/api/shapes'
import { ButtonLink, ConfirmPlan } from '@/ui'

interface Props {
  kind: 'tag' | 'segment'
  name: string
  label: string
  version: number | null
}

/** Edit, duplicate, delete a tag or segment; deleting shows first whom it moves and what it breaks. */
export function Actions({ kind, name, label, version }: Props) {
  const { t } = useTranslation('portraits')
  const navigate = useNavigate()
  const session = useSession()
  const [deleting, setDeleting] = useState<Change[] | null>(null)
  const [gone, setGone] = useState(false)
  const room = kind === 'tag' ? '/tags' : '/segments'
  if (session.data?.role === 'viewer') return null
  return (
    <>
      <ButtonLink type="primary" icon={<EditOutlined />} to={`${room}/${encodeURIComponent(name)}/edit`}>
        {t('actions.edit')}
      </ButtonLink>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'copy', icon: <CopyOutlined />, label: t('actions.duplicate') },
            { key: 'delete', icon: <DeleteOutlined />, label: t('actions.delete'), danger: true },
          ],
          onClick: ({ key }) => {
            if (key === 'copy') void navigate({ to: `${room}/new`, search: { from: name } as never })
            else setDeleting([{ kind, name, body: null, base_version: version }])
          },
        }}
      >
        <Button icon={<EllipsisOutlined />} aria-label={t('actions.more')} title={t('actions.more')} />
      </Dropdown>
      <ConfirmPlan
        open={deleting !== null}
        title={t('actions.deleteTitle', { name: label })}
        changes={deleting}
        onApplied={() => setGone(true)}
        onClose={() => {
          setDeleting(null)
          if (gone) void navigate({ to: room })
        }}
      />
    </>
  )
}
