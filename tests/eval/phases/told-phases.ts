/** Ours: 60 stories, each told in three phases or four from announcement to outcome, by reports in eight languages; some come late. */
import { createFactFinder } from '../../../src/grouping/features/report-facts.ts'
import type { PhaseReport } from '../../../src/grouping/stories/phase-features.ts'
import { type Part, partOfEvent } from '../decisions/labelled.ts'
import { readJsonLines } from '../suite.ts'

/** `minutes` after the story's first report; `phase` counts from 0. */
export type ToldReport = {
  readonly story: string
  readonly phase: number
  readonly minutes: number
  readonly lang: string
  readonly title: string
  readonly text: string
}
export type ToldStory = { readonly id: string; readonly part: Part; readonly reports: readonly ToldReport[] }

const MINUTE = 60_000
const PARTS: readonly Part[] = ['train', 'train', 'check', 'final']

/** All stories, their reports in the order of arrival. */
export const toldStories = (): readonly ToldStory[] =>
  storiesFrom(
    readJsonLines<ToldReport>(import.meta.dirname, 'reports.jsonl'),
    (id) => PARTS[Number(id.slice(1)) % 4] ?? 'final',
  )

type InventedReport = {
  readonly event: string
  readonly minutes: number
  readonly lang: string
  readonly title: string | null
  readonly text: string | null
  readonly copy_of: string | null
}

/** The invented events, each of which is one phase. */
export const toldAtOnce = (): readonly ToldStory[] => {
  const events = readJsonLines<Parameters<typeof partOfEvent>[0]>(`${import.meta.dirname}/../events`, 'events.jsonl')
  const parts = new Map(events.map((event) => [event.id, partOfEvent(event)]))
  const reports = readJsonLines<InventedReport>(`${import.meta.dirname}/../events`, 'reports.jsonl')
  return storiesFrom(
    reports
      .filter(({ copy_of: original }) => original === null)
      .map(({ event, title, text, ...report }) => ({
        ...report,
        story: event,
        phase: 0,
        title: title ?? '',
        text: text ?? '',
      })),
    (id) => parts.get(id) ?? 'final',
  )
}

const storiesFrom = (reports: readonly ToldReport[], partOf: (story: string) => Part): readonly ToldStory[] =>
  [...Map.groupBy(reports, ({ story }) => story)].map(([id, of]) => ({
    id,
    part: partOf(id),
    reports: of.toSorted((a, b) => a.minutes - b.minutes),
  }))

/** Returns a function that gives what of a report is compared. */
export const createPhaseReader = () => {
  const factsOf = createFactFinder()
  return ({ lang, title, text, minutes }: ToldReport, vector: Int8Array | null): PhaseReport => {
    const at = minutes * MINUTE
    const content = { title, text, language: lang, html: '', canonicalUrl: null, publishedAt: at, ...NO_TAGS }
    return { at, language: lang, facts: factsOf(content), vector }
  }
}
const NO_TAGS = { topics: [], doubtful: [], entities: [], places: [] }
