import { Button, Form, Input, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sampleFile, useTemplateDraft, useTemplates } from '@/api/queries/sources'
import type { Applied, SourceTemplate } from '@/api/shapes'
import { ButtonLink, Card, ConfirmPlan, Empty, Failure, Loaded, useTypeWords } from '@/ui'

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

function Inside({ template }: { template: SourceTemplate }) {
  const { t } = useTranslation('sources')
  const words = useTypeWords()
  const draft = useTemplateDraft(template.name)
  const [applied, setApplied] = useState<Applied | null>(null)
  const source = applied?.versions.find(({ kind }) => kind === 'source')?.name
  return (
    <div className="tg-grid">
      <div className="tg-span-5 tg-column">
        <Card title={template.label}>
          <p className="source-text">{template.description}</p>
          <Form<Record<string, string>>
            className="source-form"
            layout="vertical"
            requiredMark={false}
            onFinish={(answers) => draft.mutate(Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== undefined && value !== '')))}
          >
            {template.fields.map(({ name, label, required, help }) => (
              <Form.Item key={name} name={name} label={label} extra={help ?? undefined} rules={[{ required, message: t('new.required') }]}>
                <Input />
              </Form.Item>
            ))}
            {draft.isError && <Failure error={draft.error} small />}
            <div className="tg-row tg-wrap source-more">
              <Button type="primary" htmlType="submit" loading={draft.isPending}>{t('new.draft')}</Button>
              {template.files.length > 0 && <Button href={sampleFile(template.name)} download>{t('new.sample')}</Button>}
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
          <Card key={file.name} title={<>{t('new.files')} <code className="tg-mono">{file.name}</code></>} flush>
            <table className="source-mapping" aria-label={file.name}>
              <thead>
                <tr>
                  <th scope="col">{t('trial.column')}</th>
                  <th scope="col">{t('trial.type')}</th>
                  <th scope="col">{t('mapping.becomes')}</th>
                </tr>
              </thead>
              <tbody>
                {file.columns.map((column) => (
                  <tr key={column.name}>
                    <td><code className="tg-mono">{column.name}</code></td>
                    <td>{words(column.type)}</td>
                    <td>{column.label} {column.required && <span className="tg-quiet tg-small">{t('new.need')}</span>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Card>
        ))}
      </div>
      <ConfirmPlan
        open={draft.data !== undefined}
        title={t('new.planTitle')}
        changes={draft.data ?? null}
        reason={template.label}
        onClose={() => draft.reset()}
        onApplied={setApplied}
      />
    </div>
  )
}
