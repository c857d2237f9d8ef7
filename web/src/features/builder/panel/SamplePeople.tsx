import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Question } from '@/api/portraits/why'
import { formatValue } from '@/lib/format'
import { foldName, type World } from '@/rule-editor'
import { WhyDrawer } from '@/portraits/why/WhyDrawer'
import { useLocale } from '@/ui'
import type { Preview } from '../queries'

interface Props {
  world: World
  preview: Preview
  stale: boolean
  text: string
}

/** Ten people whom the rule holds for; one click says why. */
export function SamplePeople({ world, preview, stale, text }: Props) {
  const { t } = useTranslation('builder')
  const locale = useLocale()
  const { columns, rows } = preview.sample
  const [customer, setCustomer] = useState<string | null>(null)
  const [question, setQuestion] = useState<Question | null>(null)
  useEffect(() => {
    if (customer === null) setQuestion(null)
  }, [customer])
  if (rows.length === 0) return <div className="tg-quiet tg-small">{t('sample.nobody')}</div>
  const at = Math.max(
    0,
    columns.findIndex((column) => column.kind === 'id'),
  )
  const shown = columns.filter((_, index) => index !== at)
  const readWord = (name: string, cell: unknown): unknown =>
    world.fields.get(foldName(name))?.values.find((each) => each.value === cell)?.label ?? cell
  const open = (id: string) => {
    setQuestion({ rule: text })
    setCustomer(id)
  }
  return (
    <section className={stale ? 'builder-stale' : undefined} aria-label={t('sample.title')}>
      <table className="builder-table" data-testid="sample">
        <thead>
          <tr>
            <th scope="col">{t('sample.customer')}</th>
            {shown.map((column) => (
              <th key={column.name} scope="col">
                {column.label}
              </th>
            ))}
            <th scope="col" className="tg-num">
              {t('sample.why')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const id = String(row[at])
            return (
              <tr key={id}>
                <td className="tg-mono">{id}</td>
                {shown.map((column) => (
                  <td key={column.name}>
                    {formatValue(readWord(column.name, row[columns.indexOf(column)]), locale, {
                      type: column.type,
                      unit: column.unit,
                      yes: t('yes'),
                      no: t('no'),
                    })}
                  </td>
                ))}
                <td className="tg-num">
                  <Button
                    size="small"
                    type="link"
                    disabled={stale || text === ''}
                    aria-label={t('sample.whyOf', { id })}
                    onClick={() => open(id)}
                  >
                    {t('sample.why')}
                  </Button>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <WhyDrawer
        customer={customer ?? ''}
        open={customer !== null}
        question={question}
        onAsk={setQuestion}
        onClose={() => setCustomer(null)}
      />
    </section>
  )
}
