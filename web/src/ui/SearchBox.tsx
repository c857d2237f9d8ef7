import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'

interface Props {
  value: string
  onChange: (text: string) => void
  /** What is searched; also what stands in the empty field. */
  label: string
  width?: number
}

/** The search over a table. */
export function SearchBox({ value, onChange, label, width = 280 }: Props) {
  return (
    <Input
      allowClear
      value={value}
      style={{ width }}
      prefix={<SearchOutlined aria-hidden className="tg-quiet" />}
      placeholder={label}
      aria-label={label}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
