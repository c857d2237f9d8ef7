import { CheckCircleOutlined, WarningOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Trial } from '@/api/shapes'
import { formatCount, formatDuration } from '@/lib/format'
import { Card, Failure, useLocale, useTypeWords } from '@/ui'

/** How a try went: tables, columns with types and examples; or why it failed and what to do. */
export function Connection({ trial, error, onClose }: { trial: Trial | undefined; error: unknown; onClose: () => void }) {
  const { t } = useTranslation('sources')
  const locale = useLocale()
  const words = useTypeWords()
  const relations = [...new Set(trial?.columns.map(({ table }) => table))]
  return (
    <Card title={t('trial.title')} extra={<Button size="small" type="text" onClick={onClose}>{t('close')}</Button>}>
      <div className="tg-column" data-testid="trial">
        {!trial ? (
          <Failure error={error} small />
        ) : trial.error ? (
          <Failure error={trial.error} small />
        ) : (
          <div role="status">
            <CheckCircleOutlined aria-hidden className="tg-good" /> {t('trial.fine', { took: formatDuration(trial.ms, locale), rows: formatCount(trial.rows_seen, locale) })}
          </div>
        )}
        {trial?.warnings.map((warning) => (
          <div key={warning} className="tg-warn"><WarningOutlined aria-hidden /> {warning}</div>
        ))}
        {trial && trial.tables.length > 0 && (
          <div className="tg-row tg-wrap source-tables">
            <span className="tg-quiet tg-small">{t('trial.tables')}</span>
            {trial.tables.slice(0, 24).map(({ name }) => (
              <Tag key={name}><code className="tg-mono">{name}</code></Tag>
            ))}
            {trial.tables.length > 24 && <span className="tg-quiet tg-small">{t('trial.more', { count: trial.tables.length - 24 })}</span>}
          </div>
        )}
        {relations.map((relation) => (
          <div key={relation} className="source-columns">
            <table aria-label={relation}>
              <caption><code className="tg-mono">{relation}</code></caption>
              <thead>
                <tr>
                  <th scope="col">{t('trial.column')}</th>
                  <th scope="col">{t('trial.type')}</th>
                  <th scope="col">{t('trial.examples')}</th>
                </tr>
              </thead>
              <tbody>
                {trial?.columns.filter(({ table }) => table === relation).map(({ name, type, examples }) => (
                  <tr key={name}>
                    <td><code className="tg-mono">{name}</code></td>
                    <td>{words(type)}</td>
                    <td data-verbatim>{examples.join(' · ')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        ))}
      </div>
    </Card>
  )
}
