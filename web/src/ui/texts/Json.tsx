import { CopyButton } from './Code'
import { layOutJson, splitJson } from './json'
import './code.css'

/** JSON as it was sent, coloured, with a copy button; anything else as the text it is. Never markup. */
export function JsonBlock({ text, label, height = 320 }: { text: string; label: string; height?: number }) {
  return (
    <div className="tg-code" data-verbatim>
      <div className="tg-code-tools">
        <CopyButton text={text} />
      </div>
      <pre tabIndex={0} aria-label={label} style={{ maxHeight: height }}>
        <code>
          {splitJson(layOutJson(text)).map((token, place) =>
            token.kind === 'plain' ? token.text : <span key={place} className={`tg-json-${token.kind}`}>{token.text}</span>,
          )}
        </code>
      </pre>
    </div>
  )
}
