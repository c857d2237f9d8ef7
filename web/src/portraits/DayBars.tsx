import { useLocale } from '@/ui'

interface Props {
  /** Days on which something happened, oldest first. */
  days: { day: string; customers: number }[]
  /** The instant the last day speaks of. */
  until: string | null
  label: string
  count?: number
}

const WIDTH = 112
const HEIGHT = 24
const DAY = 86_400_000

/** One bar a day for the last 30 days; a day without any is a gap. */
export function DayBars({ days, until, label, count = 30 }: Props) {
  const { timeZone } = useLocale()
  if (until === null) return null
  const last = new Date(`${new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date(until))}T00:00:00Z`).getTime()
  const most = Math.max(1, ...days.map((each) => each.customers))
  const step = WIDTH / count
  return (
    <svg className="tg-spark" width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
      <title>{label}</title>
      <line x1={0} x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} stroke="var(--ant-color-border-secondary)" />
      {days.map((each) => {
        const place = count - 1 - Math.round((last - new Date(`${each.day}T00:00:00Z`).getTime()) / DAY)
        if (place < 0 || place >= count) return null
        const height = Math.max(1.5, (each.customers / most) * (HEIGHT - 2))
        return <rect key={each.day} x={place * step} y={HEIGHT - 1 - height} width={step - 1} height={height} fill="var(--ant-color-primary)" />
      })}
    </svg>
  )
}
