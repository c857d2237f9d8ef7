import { Fragment, type ReactNode } from 'react'
import { useLanguage } from '@/lib/appearance'

export type Piece = Record<string, ReactNode>

interface Props {
  pieces: Piece
  /** The order of the pieces in each language: a sentence goes differently in Chinese. */
  en: string[]
  zh: string[]
}

/** Parts of a row in the order of the reader's language. Not reordered by CSS, so that Tab goes as the eyes go. */
export function Sentence({ pieces, en, zh }: Props) {
  const order = useLanguage() === 'zh' ? zh : en
  return (
    <>
      {order.map((key) => (
        <Fragment key={key}>{pieces[key]}</Fragment>
      ))}
    </>
  )
}

/** A word between the inputs of a row. */
export function Word({ children }: { children: ReactNode }) {
  return <span className="re-word">{children}</span>
}
