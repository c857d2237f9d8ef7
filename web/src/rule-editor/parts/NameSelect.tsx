import { Select } from 'antd'
import { useMemo } from 'react'

export interface NameOption {
  value: string
  label: string
  /** Said after the label, quietly: a name in rules, a unit, a number of rows. */
  hint?: string
}

export interface NameGroup {
  label: string
  options: NameOption[]
}

interface Props {
  value: string
  label: string
  options: NameOption[] | NameGroup[]
  onChange: (value: string) => void
  placeholder?: string
  className?: string
  wide?: boolean
}

const isGroup = (each: NameOption | NameGroup): each is NameGroup => 'options' in each

/** One of the names of the workspace: searched by label and by name; a name that is not there stays in sight. */
export function NameSelect({ value, label, options, onChange, placeholder, className, wide = false }: Props) {
  const known = useMemo(() => options.flatMap((each) => (isGroup(each) ? each.options : [each])), [options])
  const lost = value !== '' && !known.some((each) => each.value === value)
  return (
    <Select
      size="small"
      variant="filled"
      className={className}
      aria-label={label}
      value={value === '' ? undefined : value}
      placeholder={placeholder ?? label}
      status={lost ? 'error' : undefined}
      showSearch={{
        filterOption: (typed, option) => {
          const found = option as unknown as NameOption | undefined
          return `${found?.label ?? ''} ${found?.value ?? ''}`.toLowerCase().includes(typed.toLowerCase())
        },
      }}
      popupMatchSelectWidth={false}
      listHeight={320}
      options={options as { value: string; label: string }[]}
      optionRender={(option) => <NameLine option={option.data as NameOption} />}
      style={wide ? { minWidth: 140 } : undefined}
      onChange={onChange}
    />
  )
}

function NameLine({ option }: { option: NameOption }) {
  return (
    <span className="re-name">
      <span>{option.label}</span>
      {option.hint !== undefined && <span className="tg-quiet tg-small">{option.hint}</span>}
    </span>
  )
}
