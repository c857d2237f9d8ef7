/** What rules can say and name here: the operator table and the vocabulary, both from the server. */

export type ValueType = 'bool' | 'integer' | 'decimal' | 'float' | 'text' | 'date' | 'instant' | 'list'

export interface Operator {
  name: string
  family: string
  takes: string[]
  gives: string
  unit: string | null
  words: string
  meaning: string
  example: string
}

export interface Property {
  name: string
  label: string
  type: ValueType
  unit: string | null
}

export interface EventInfo {
  name: string
  label: string
  rows: number
  properties: Property[]
}

export interface FieldInfo extends Property {
  kind: 'trait' | 'tag' | 'score'
  values: { value: string; label: string }[]
}

export interface Named {
  name: string
  label: string
}

export interface World {
  operators: ReadonlyMap<string, Operator>
  events: ReadonlyMap<string, EventInfo>
  fields: ReadonlyMap<string, FieldInfo>
  segments: Named[]
  lists: Named[]
  purposes: Named[]
  timeZone: string
}

/** Whose names a place in a rule may use: of a customer, of the rows of one event, of one group of an event. */
export type Scope = { kind: 'customer' } | { kind: 'event'; event: string } | { kind: 'group'; event: string; property: string }

export const CUSTOMER: Scope = { kind: 'customer' }

/** The form under which two spellings are the same name. */
export function foldName(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}

export function findEvent(world: World, name: string): EventInfo | undefined {
  return world.events.get(foldName(name))
}

export function findField(world: World, name: string): FieldInfo | undefined {
  return world.fields.get(foldName(name))
}

/** A property of an event; `ts` is its instant. */
export function findProperty(world: World, event: string, name: string): Property | undefined {
  const folded = foldName(name)
  const found = findEvent(world, event)?.properties.find((each) => foldName(each.name) === folded)
  return found ?? (folded === 'ts' ? { name: 'ts', label: 'ts', type: 'instant', unit: null } : undefined)
}

/** The operators of some families, in the order of the table. */
export function listOperators(world: World, ...families: string[]): Operator[] {
  return [...world.operators.values()].filter((each) => families.includes(each.family))
}
