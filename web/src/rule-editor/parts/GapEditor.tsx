import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Events, Gap } from '../tree/rule'
import { EventSelect } from './names'
import { Sentence, Word } from './Sentence'
import { WhereEditor } from './WhereEditor'
import { WindowPicker } from './WindowPicker'

interface Props {
  gap: Gap
  onChange: (gap: Gap) => void
}

/** The usual time between one event and the next, or from one event to another. */
export function GapEditor({ gap, onChange }: Props) {
  const { t } = useTranslation('rule-editor')
  const { then, window, ...rest } = gap
  const write = (change: { gap?: Events; then?: Events | null; window?: Gap['window'] | null }) => {
    const next = { then, window, ...change }
    onChange({
      gap: change.gap ?? rest.gap,
      ...(next.then ? { then: next.then } : {}),
      ...(next.window ? { window: next.window } : {}),
    })
  }
  return (
    <Sentence
      en={['word', 'start', 'then', 'window']}
      zh={['window', 'word', 'start', 'then']}
      pieces={{
        word: <Word>{then ? t('gapFrom') : t('gapBetween')}</Word>,
        start: <EventsEditor events={gap.gap} onChange={(start) => write({ gap: start })} />,
        then: then ? (
          <>
            <Word>{t('gapTo')}</Word>
            <EventsEditor events={then} onChange={(next) => write({ then: next })} />
            <Button size="small" type="text" onClick={() => write({ then: null })}>
              {t('gapSame')}
            </Button>
          </>
        ) : (
          <Button size="small" type="text" onClick={() => write({ then: { event: gap.gap.event } })}>
            {t('gapOther')}
          </Button>
        ),
        window: <WindowPicker value={window} onChange={(next) => write({ window: next ?? null })} />,
      }}
    />
  )
}

/** An event and the condition on its rows. */
export function EventsEditor({ events, onChange }: { events: Events; onChange: (events: Events) => void }) {
  return (
    <>
      <EventSelect value={events.event} onChange={(event) => onChange({ event })} />
      <WhereEditor
        event={events.event}
        where={events.where}
        onChange={(where) => onChange(where ? { event: events.event, where } : { event: events.event })}
      />
    </>
  )
}
