import { Button, Form, Input, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sampleFile, useTemplateDraft, useTemplates } from '@/api/queries/sources'
import type { Applied, SourceTemplate } from '@/api/shapes'
import { ButtonLink, Card, ConfirmPlan, Empty, Failure, Loaded, useTypeWords } from '@/ui'
import { FileField } from './FileField'

/** A template: the file it wants, what it makes, what it asks; taken through its plan. */
export function TemplateForm({ name }: { name: string }) {
  const { t } = useTranslation('sources')
  const templates = useTemplates()
  return (
    <Loaded query={templates} rows={8}>
      {({ items }) => {
        const found = items.find((each) => each.name === name)
        return found ? <Inside template={found} /> : <Empty title={t('new.nothing')} action={<ButtonLink to="/sources/new">{t('new.back')}</ButtonLink>} />
      }}
    </Loaded>
  )
}

const MADE = ['event', 'trait', 'tag', 'segment'] as const
type Answers = Record<string, string | undefined>

/** What was filled in. */
const keepFilled = (answers: Answers): Record<string, string> =>
  Object.fromEntries(Object.entries(answers).flatMap(([key, value]) => (value === undefined || value.trim() === '' ? [] : [[key, value.trim()]])))

function Inside({ template }: { template: SourceTemplate }) {
  const { t } = useTranslation('sources')
  const draft = useTemplateDraft(template.name)
  const [columns, setColumns] = useState<Answers>({})
  const [own, setOwn] = useState(false)
  const [applied, setApplied] = useState<Applied | null>(null)
  const source = applied?.versions.find(({ kind }) => kind === 'source')?.name
  return (
    <div className="tg-grid">
      <div className="tg-span-5 tg-column">
        <Card title={template.label}>
          <p className="source-text">{template.description}</p>
          <Form<Answers>
            className="source-form"
            layout="vertical"
            requiredMark={false}
            onValuesChange={(_changed, answers) => setOwn(template.fields.some(({ name, type }) => type === 'file' && Boolean(answers[name])))}
            onFinish={(answers) => draft.mutate({ answers: keepFilled(answers), columns: own ? keepFilled(columns) : {} })}
          >
            {template.fields.map(({ name, label, type, required, help }) => (
              <Form.Item key={name} name={name} label={label} extra={help ?? undefined} rules={[{ required, message: t('new.required') }]}>
                {type === 'file' ? <FileField template={template.name} label={label} /> : <Input />}
              </Form.Item>
            ))}
            {draft.isError && <Failure error={draft.error} small />}
            <div className="tg-row tg-wrap source-more">
              <Button type="primary" htmlType="submit" loading={draft.isPending}>{t('new.draft')}</Button>
              {source !== undefined && <ButtonLink to={`/sources/${encodeURIComponent(source)}`}>{t('new.open')}</ButtonLink>}
            </div>
          </Form>
        </Card>
        <Card title={t('new.makes')}>
          <dl className="source-facts">
            {MADE.filter((kind) => template[`${kind}s`].length > 0).map((kind) => (
              <div key={kind} style={{ display: 'contents' }}>
                <dt>{t(`new.made.${kind}`)}</dt>
                <dd className="tg-row tg-wrap source-tables">{template[`${kind}s`].map((each) => <Tag key={each}><code className="tg-mono">{each}</code></Tag>)}</dd>
              </div>
            ))}
          </dl>
        </Card>
      </div>
      <div className="tg-span-7 tg-column">
        {template.files.map((file) => (
          <Wanted key={file.name} template={template.name} file={file} columns={own ? columns : null} onChange={setColumns} />
        ))}
      </div>
      <ConfirmPlan
        open={draft.data !== undefined}
        title={t('new.planTitle')}
        changes={draft.data?.changes ?? null}
        reason={template.label}
        onClose={() => draft.reset()}
        onApplied={setApplied}
      />
    </div>
  )
}

interface WantedProps {
  template: string
  file: SourceTemplate['files'][number]
  /** What the columns are called in somebody's own file; null: the sample is taken. */
  columns: Answers | null
  onChange: (columns: Answers) => void
}

/** The columns that a file should have, with its sample; what they are called in one's own file, where that differs. */
function Wanted({ template, file, columns, onChange }: WantedProps) {
  const { t } = useTranslation('sources')
  const words = useTypeWords()
  return (
    <Card
      title={<>{t('new.files')} <code className="tg-mono">{file.name}</code></>}
      extra={<Button size="small" href={sampleFile(template, file.name)} download>{t('new.sample')}</Button>}
      flush
    >
      <table className="source-mapping source-wanted" aria-label={t('new.files')}>
        <thead>
          <tr>
            <th scope="col">{t('trial.column')}</th>
            <th scope="col">{t('trial.type')}</th>
            <th scope="col">{t('mapping.becomes')}</th>
            {columns && <th scope="col">{t('new.inYours')}</th>}
          </tr>
        </thead>
        <tbody>
          {file.columns.map((column) => (
            <tr key={column.name}>
              <td><code className="tg-mono">{column.name}</code></td>
              <td>{words(column.type)}</td>
              <td>{column.label} {column.required && <span className="tg-quiet tg-small">{t('new.need')}</span>}</td>
              {columns && (
                <td>
                  <Input
                    size="small"
                    aria-label={t('new.yoursOf', { name: column.name })}
                    placeholder={t('new.found2')}
                    value={columns[column.name] ?? ''}
                    onChange={(event) => onChange({ ...columns, [column.name]: event.target.value })}
                  />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}
