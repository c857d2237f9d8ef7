/** Names for the generated shapes, and for those whose routes have a wider type than the screens use. */
import type { components } from './generated/schema'

type Shapes = components['schemas']

export type Me = Shapes['Me']
export type Workspace = Shapes['WorkspaceShape']
export type Run = Shapes['RunShape']
export type RunStep = Shapes['RunStepShape']
export type RunStatus = Run['status']
export type Progress = Shapes['ProgressShape']
export type FieldChange = Shapes['FieldChangeShape']
export type PlannedChange = Shapes['PlannedShape']
export type Plan = Shapes['PlanShape']
export type Applied = Shapes['AppliedShape']
export type Definition = Shapes['DefinitionShape']
export type DefinitionItem = Shapes['DefinitionItem']
export type VersionItem = Shapes['VersionItem']
export type Diff = Shapes['DiffShape']
export type EventItem = Shapes['EventItem']
export type TraitItem = Shapes['TraitItem']
export type SourceItem = Shapes['SourceItem']
export type Uploaded = Shapes['UploadShape']
export type GuessedFile = Shapes['GuessedFile']
export type GuessedColumn = Shapes['GuessedColumn']
export type Corrections = Shapes['CorrectionsShape']
export type SeenEvent = Shapes['SeenEvent']
export type SeenProperty = Shapes['SeenProperty']
export type TrackingPlan = Shapes['TrackingPlanShape']
export type Quality = Shapes['QualityShape']
export type SourceQuality = Shapes['SourceQualityShape']
export type FieldQuality = Shapes['FieldQualityShape']
export type CheckItem = Shapes['CheckShape']
export type LiveItem = Shapes['LiveItem']
export type LiveList = Shapes['LiveList']
export type LiveDetail = Shapes['LiveDetailShape']
export type CollectHealth = Shapes['CollectHealth']
export type QuarantinedItem = Shapes['QuarantinedItem']
export type QuarantinedDetail = Shapes['QuarantinedDetail']
export type QuarantineReason = Shapes['ReasonItem']
export type QuarantineList = Shapes['QuarantineList']
export type Replayed = Shapes['Replayed']
export type Discarded = Shapes['Discarded']
export type WriteKey = Shapes['WriteKeyShape']
export type Source = Shapes['SourceShape']
export type SourceLoad = Shapes['LoadShape']
export type SourceTemplate = Shapes['TemplateItem']
/** What a template gives, with changes as they are planned. */
export type TemplateDraft = { source: string; changes: Change[]; columns: Record<string, string | null>; kept: string[] }
export type Trial = Shapes['TrialShape']
export type EventMapping = Shapes['EventMapping']
export type WantedOutput = Shapes['WantedOutput']
export type User = Shapes['UserShape']
export type Key = Shapes['KeyShape']
export type MadeKey = Shapes['MadeKey']
export type Login = Shapes['SessionShape']
export type Home = Shapes['HomeShape']
export type Kpi = Shapes['Kpi']
export type RfmGrid = Shapes['RfmGrid']

/** One change to definitions: a body puts it, null removes it; `base_version` is what was read before. */
export interface Change {
  kind: string
  name: string
  body: Record<string, unknown> | null
  base_version: number | null
}

/** One column of a list of customers. */
export interface Column {
  name: string
  label: string
  kind: 'id' | 'trait' | 'tag' | 'score' | 'segment'
  type: string
  unit: string | null
  /** Words for its values, where they have some. */
  values?: { value: unknown; label: string }[]
}

export interface Listed<Item> {
  items: Item[]
  total?: number
}
