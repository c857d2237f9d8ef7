import { useTranslation } from 'react-i18next'
import type { GuessedFile } from '@/api/shapes'
import { Card } from '@/ui'

/** The first rows as they stand in the file, each column with what it is taken for. */
export function FirstRows({ file }: { file: GuessedFile }) {
  const { t } = useTranslation('start')
  return (
    <Card title={t('rows.first')} flush>
      <div className="start-rows" tabIndex={0} role="region" aria-label={t('rows.first')}>
        <table>
          <thead>
            <tr>
              {file.columns.map((column) => (
                <th key={column.name} scope="col" className={column.role === null ? 'tg-quiet' : undefined}>
                  <div data-verbatim>{column.name}</div>
                  <div className="tg-small start-rows-role">{column.role_label ?? ' '}</div>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {file.sample.map((row, at) => (
              <tr key={at} data-verbatim>
                {row.map((cell, index) => (
                  <td key={index} className={file.columns[index]?.role === null ? 'tg-quiet' : undefined}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
