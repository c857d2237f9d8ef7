import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { RfmGrid } from '@/api/shapes'
import { formatCount, formatShare } from '@/lib/format'
import { valueRule } from '@/portraits/rule/names'
import { Card, DefinitionLink, useLocale } from '@/ui'
import { placeGroups } from './rfm'

type Group = RfmGrid['groups'][number]

/** Recency × frequency × monetary value: two tables of two by two, shaded by share; a cell leads to its people. */
export function RfmHeat({ rfm }: { rfm: RfmGrid }) {
  const { t } = useTranslation('home')
  const placed = placeGroups(rfm.groups)
  const most = Math.max(...rfm.groups.map((group) => group.share ?? 0), 0.0001)
  const cell = (group: Group | null) => (group ? <Cell key={String(group.value)} tag={rfm.tag} group={group} most={most} /> : <div className="tg-rfm-cell" />)
  return (
    <Card title={t('rfm.title')} extra={<DefinitionLink kind="tag" name={rfm.tag} label={rfm.label} />}>
      {placed ? (
        <div className="tg-rfm">
          {placed.map(({ much, rows }) => (
            <table key={String(much)}>
              <caption>{much ? t('rfm.much') : t('rfm.little')}</caption>
              <thead>
                <tr>
                  <th aria-hidden="true" />
                  <th scope="col">{t('rfm.often')}</th>
                  <th scope="col">{t('rfm.seldom')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row, index) => (
                  <tr key={index}>
                    <th scope="row">{index === 0 ? t('rfm.recent') : t('rfm.long')}</th>
                    <td>{cell(row[0])}</td>
                    <td>{cell(row[1])}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          ))}
        </div>
      ) : (
        <div className="tg-row tg-wrap">{rfm.groups.map(cell)}</div>
      )}
      <div className="tg-quiet tg-small" style={{ marginTop: 8 }}>{t('rfm.caption')}</div>
    </Card>
  )
}

function Cell({ tag, group, most }: { tag: string; group: Group; most: number }) {
  const locale = useLocale()
  const heat = Math.round(((group.share ?? 0) / most) * 40)
  return (
    <Link
      to="/customers"
      search={{ rule: valueRule(tag, group.value) } as never}
      className="tg-rfm-cell"
      style={{ background: `color-mix(in srgb, var(--ant-color-primary) ${heat}%, var(--ant-color-bg-container))` }}
    >
      <span className="tg-rfm-name">{group.label}</span>
      <span className="tg-row tg-between tg-tabular">
        <strong>{formatCount(group.customers, locale)}</strong>
        <span>{formatShare(group.share, locale)}</span>
      </span>
    </Link>
  )
}
