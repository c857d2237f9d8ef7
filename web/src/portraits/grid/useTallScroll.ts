import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { clampPosition, measureList, positionOf, scrollTopOf } from './geometry'

/** Scrolls a list that may be taller than browsers draw; positions are true pixels of the whole list. */
export function useTallScroll(box: RefObject<HTMLElement | null>, rows: number, rowHeight: number) {
  const [seen, setSeen] = useState(600)
  const [position, setPosition] = useState(0)
  const exact = useRef(0)
  const list = measureList(rows, rowHeight, seen)
  const measured = useRef(list)
  measured.current = list

  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const watch = new ResizeObserver(() => setSeen(Math.max(rowHeight, element.clientHeight - rowHeight)))
    watch.observe(element)
    return () => watch.disconnect()
  }, [box, rowHeight, rows])

  const go = useCallback(
    (wanted: number) => {
      exact.current = clampPosition(measured.current, wanted)
      setPosition(exact.current)
      if (box.current) box.current.scrollTop = scrollTopOf(measured.current, exact.current)
    },
    [box],
  )

  useLayoutEffect(() => {
    const element = box.current
    if (!element || list.height === list.scrolled) return
    const turn = (event: WheelEvent) => {
      if (event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return
      event.preventDefault()
      go(exact.current + event.deltaY * (event.deltaMode === 1 ? rowHeight : 1))
    }
    element.addEventListener('wheel', turn, { passive: false })
    return () => element.removeEventListener('wheel', turn)
  }, [box, go, rowHeight, list.height, list.scrolled])

  const onScroll = useCallback(() => {
    const top = box.current?.scrollTop ?? 0
    // Our own move arrives here again, rounded to a pixel of the bar: the true position stays.
    if (Math.abs(scrollTopOf(measured.current, exact.current) - top) < 1.5) return
    exact.current = positionOf(measured.current, top)
    setPosition(exact.current)
  }, [box])

  const reset = useCallback(() => go(0), [go])
  const move = useCallback((by: number) => go(exact.current + by), [go])
  const shift = scrollTopOf(list, position) - position
  return { seen, position, height: list.scrolled, onScroll, reset, move, topOf: (row: number) => row * rowHeight + shift }
}
