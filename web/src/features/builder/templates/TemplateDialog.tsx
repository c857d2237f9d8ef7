import { Modal, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import i18next from 'i18next'
import { Field, foldName, type Rule, type World } from '@/rule-editor'
import { castRoles, isReady, TEMPLATES, type Cast, type Role, type Template } from './templates'

interface Props {
  open: boolean
  world: World
  onChoose: (rule: Rule, words: { label: { en: string; zh: string } }) => void
  onClose: () => void
}

/** Templates for which the workspace has the events; whoever calls them otherwise says which event is meant. */
export function TemplateDialog({ open, world, onChoose, onClose }: Props) {
  const { t } = useTranslation('builder')
  const [said, setSaid] = useState<Cast>({})
  const cast = useMemo(() => castRoles(world, said), [world, said])
  const ready = TEMPLATES.filter((template) => isReady(template, cast))
  const others = TEMPLATES.filter((template) => !isReady(template, cast))
  const roles = [...new Set(others.flatMap((template) => template.roles))].filter(
    (role) => cast[role] === undefined || said[role] !== undefined,
  )
  const choose = (template: Template) => {
    if (!isReady(template, cast)) return
    const words = t(`templates.${template.id}.label`)
    onChoose(template.make(cast), { label: { en: '', zh: '', [i18next.language === 'zh' ? 'zh' : 'en']: words } })
  }
  return (
    <Modal open={open} title={t('templates.title')} onCancel={onClose} footer={null} width={720}>
      <div className="builder-templates">
        {ready.map((template) => (
          <button key={template.id} type="button" className="builder-template" onClick={() => choose(template)}>
            <strong>{t(`templates.${template.id}.label`)}</strong>
            <span className="tg-quiet tg-small">{t(`templates.${template.id}.text`)}</span>
          </button>
        ))}
      </div>
      {ready.length === 0 && <p className="tg-quiet">{t('templates.none')}</p>}
      <h3 className="builder-h3">{t('templates.roles')}</h3>
      <div className="builder-roles">
        {(['purchase', ...roles.filter((role) => role !== 'purchase')] as Role[]).map((role) => (
          <RoleSelect
            key={role}
            role={role}
            world={world}
            cast={cast}
            onChange={(event) => setSaid({ ...said, [role]: event })}
          />
        ))}
      </div>
      {others.length > 0 && (
        <p className="tg-quiet tg-small">
          {t('templates.others', { names: others.map((each) => t(`templates.${each.id}.label`)).join(t('comma')) })}
        </p>
      )}
    </Modal>
  )
}

interface RoleProps {
  role: Role
  world: World
  cast: Cast
  onChange: (event: string | undefined) => void
}

function RoleSelect({ role, world, cast, onChange }: RoleProps) {
  const { t } = useTranslation('builder')
  const chosen = cast[role] === undefined ? undefined : world.events.get(foldName(cast[role]))?.name
  return (
    <Field label={t(`templates.role.${role}`)}>
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('templates.which')}
        value={chosen}
        options={[...world.events.values()].map((event) => ({ value: event.name, label: event.label }))}
        onChange={onChange}
      />
    </Field>
  )
}
