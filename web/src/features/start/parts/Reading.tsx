import { InputNumber, Radio, Segmented, Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Said } from '@/api/queries/uploads'
import type { GuessedFile, Uploaded } from '@/api/shapes'
import { formatDay } from '@/lib/format'
import { Card, useLocale } from '@/ui'

export interface Chosen {
  clock?: 'wall' | 'data'
}

interface Props {
  file: GuessedFile
  found: Uploaded
  said: Said
  clock: Chosen['clock']
  onChange: (some: Said) => void
  onClock: (clock: 'wall' | 'data') => void
}

const ENCODINGS = ['utf-8', 'gb18030', 'big5', 'utf-16', 'windows-1252', 'shift_jis']
const DELIMITERS = [',', ';', '\t', '|'] as const
const ZONES = Intl.supportedValuesOf('timeZone')
const NAMES: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' }

/** How the file is read, where it was found wrong; what portraits of an empty workspace are as of. */
export function Reading({ file, found, said, clock, onChange, onClock }: Props) {
  const { t } = useTranslation('start')
  const locale = useLocale()
  const id = useId()
  const encodings = [...new Set([...(file.encoding ? [file.encoding] : []), ...ENCODINGS])]
  const times = file.columns.find(({ role }) => role === 'time')
  const ambiguous = times?.reading === 'instant day first' || times?.reading === 'instant month first'
  const newest = formatDay(file.shape?.newest, locale)
  const zones = [...new Set([found.guess.time_zone, 'UTC', ...ZONES])]
  return (
    <Card title={t('reading.title')}>
      <div className="start-reading">
        {file.format === 'csv' && (
          <>
            <label htmlFor={`${id}e`}>{t('reading.encoding')}</label>
            <Select
              id={`${id}e`}
              value={said.encoding ?? file.encoding ?? undefined}
              options={encodings.map((value) => ({ value, label: <span data-verbatim>{value.toUpperCase()}</span> }))}
              onChange={(encoding: string) => onChange({ encoding })}
            />
            <label htmlFor={`${id}d`}>{t('reading.delimiter')}</label>
            <Select
              id={`${id}d`}
              value={said.delimiter ?? file.delimiter ?? undefined}
              options={DELIMITERS.map((value) => ({ value, label: t(`reading.${NAMES[value]}`) }))}
              onChange={(delimiter: string) => onChange({ delimiter })}
            />
          </>
        )}
        {file.sheets.length > 0 && (
          <>
            <label htmlFor={`${id}s`}>{t('reading.sheet')}</label>
            <Select
              id={`${id}s`}
              value={file.sheet ?? file.sheets[0]}
              options={file.sheets.map((value) => ({ value, label: <span data-verbatim>{value}</span> }))}
              onChange={(sheet: string) => onChange({ sheet, roles: {}, header_row: null })}
            />
          </>
        )}
        {(file.format === 'csv' || file.format === 'xlsx') && (
          <>
            <label htmlFor={`${id}h`}>{t('reading.header')}</label>
            <InputNumber
              id={`${id}h`}
              min={1}
              max={10_000}
              value={said.header_row ?? file.header_row ?? 1}
              onChange={(row) => typeof row === 'number' && onChange({ header_row: row, roles: {} })}
            />
          </>
        )}
        {ambiguous && (
          <>
            <span id={`${id}o`}>{t('reading.order')}</span>
            <Segmented
              aria-labelledby={`${id}o`}
              size="small"
              value={said.day_first ?? times?.reading === 'instant day first' ? 'day' : 'month'}
              options={[
                { value: 'day', label: t('reading.dayFirst') },
                { value: 'month', label: t('reading.monthFirst') },
              ]}
              onChange={(value) => onChange({ day_first: value === 'day' })}
            />
          </>
        )}
        <label htmlFor={`${id}z`}>{t('reading.zone')}</label>
        {found.first ? (
          <Select
            id={`${id}z`}
            showSearch
            value={found.guess.time_zone}
            options={zones.map((value) => ({ value, label: <span data-verbatim>{value}</span> }))}
            onChange={(time_zone: string) => onChange({ time_zone })}
          />
        ) : (
          <span id={`${id}z`} data-verbatim>{found.guess.time_zone}</span>
        )}
      </div>
      {found.first && found.guess.clock === 'data' && (
        <div className="start-clock">
          <div className="tg-small tg-quiet">{t('clock.why', { newest })}</div>
          <Radio.Group
            vertical
            aria-label={t('clock.label')}
            value={clock ?? found.guess.clock}
            options={[
              { value: 'data', label: t('clock.data', { newest }) },
              { value: 'wall', label: t('clock.wall') },
            ]}
            onChange={(event) => onClock(event.target.value as 'wall' | 'data')}
          />
        </div>
      )}
    </Card>
  )
}
