import { dropEmpty, writeMeta, type Meta } from '@/rule-editor'

/** The body of a segment: what it was, with what is on the screen; fields that nobody shows stay as they are. */
export function writeBody(before: Record<string, unknown> | null, meta: Meta, when: string): Record<string, unknown> {
  const { members: _list, ...rest } = before ?? {}
  return dropEmpty({ ...rest, kind: 'segment', ...writeMeta(meta), when })
}
