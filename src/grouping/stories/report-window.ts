/** The reports of the last days, in the order of arrival, and how often these days name each word and fact. */
import { HOUR } from '../../lib/durations.ts'
import type { Instant } from '../../model/ids.ts'
import { wordOf } from '../features/headline-words.ts'
import type { ReportFeatures } from './report-features.ts'
import { createStreamCentre } from './stream-centre.ts'
import { createVectorColumns } from '../../lib/vector-columns.ts'

/** Reports further apart than this are not of one happening. */
export const STORY_SPAN_MS = 36 * HOUR
/** Reports are kept for this long after they arrived: what follows a happening within these days continues it. */
export const WINDOW_MS = 72 * HOUR
/** The window moves on in steps, so that its contents depend on the newest report alone. */
export const STEP_MS = 12 * HOUR

export type WindowReport = ReportFeatures & {
  readonly article: string
  readonly story: string
  readonly arrivedAt: Instant
}

const windowStart = (newest: Instant): Instant => Math.floor(newest / STEP_MS) * STEP_MS - WINDOW_MS

/** A row of the window: 0 for the report that arrived first. */
export type Row = number

export type ReportWindow = ReturnType<typeof createReportWindow>

export const createReportWindow = (dimensions: number) => {
  let reports: WindowReport[] = []
  const vectors = createVectorColumns(dimensions)
  let from = Number.NEGATIVE_INFINITY
  const [words, stories] = [createWordTables(), createStoryRows()]
  const centre = createStreamCentre(dimensions)

  const place = (report: WindowReport): void => {
    const row = reports.push(report) - 1
    stories.add(report, row)
    words.add(report, row)
    vectors.put(row, centre.centred(report))
  }
  const reportAt = (row: Row): WindowReport => {
    if (reports[row] !== undefined) return reports[row]
    throw new Error(`the window has no row ${row}`)
  }
  const fill = (given: readonly WindowReport[]): void => {
    reports = []
    for (const table of [words, stories]) table.clear()
    given.forEach(place)
  }
  /** Moves the window on to where a report that arrived at `arrivedAt` is its newest. */
  const moveTo = (arrivedAt: Instant): void => {
    const start = windowStart(arrivedAt)
    if (start <= from) return
    from = start
    const kept = reports.filter((report) => report.arrivedAt >= start)
    centre.moveTo(kept)
    fill(kept)
  }

  return {
    get size() {
      return reports.length
    },
    /** The centred vectors of all rows. Valid until the window changes. */
    columns: vectors.columns,
    centred: centre.centred,
    likeness: (centred: Int8Array | null, row: Row): number | null => vectors.likeness(centred, row),
    reportAt,
    /** Rows of a story, the oldest first. */
    rowsOf: stories.rowsOf,
    /** When the story of some row began. */
    begunAt: stories.begunAt,
    ...words.lookUp,
    add(report: WindowReport): void {
      moveTo(report.arrivedAt)
      if (report.arrivedAt >= from) place(report)
    },
    reassign: (moves: ReadonlyMap<string, string>): void => fill(reports.map((one) => inStory(one, moves.get(one.article)))),
    join(ended: string, into: string): void {
      for (const row of stories.join(ended, into)) reports[row] = inStory(reportAt(row), into)
    },
  }
}

const inStory = (report: WindowReport, story = report.story): WindowReport => ({ ...report, story })

type StoryRows = { begunAt: Instant; rows: Row[] }

/** The rows of each story, the oldest first, and when it began. */
const createStoryRows = () => {
  const stories = new Map<string, StoryRows>()
  const partsOf = (story: string): StoryRows => stories.get(story) ?? { begunAt: Number.POSITIVE_INFINITY, rows: [] }
  return {
    add({ story, begunAt }: Pick<WindowReport, 'story' | 'begunAt'>, row: Row): void {
      const parts = partsOf(story)
      parts.rows.push(row)
      stories.set(story, { ...parts, begunAt: Math.min(parts.begunAt, begunAt) })
    },
    clear: (): void => stories.clear(),
    rowsOf: (story: string): readonly Row[] => partsOf(story).rows,
    begunAt: (story: string): Instant => partsOf(story).begunAt,
    /** Moves all rows of a story to another; returns them. */
    join(ended: string, into: string): readonly Row[] {
      const [one, other] = [partsOf(into), partsOf(ended)]
      stories.delete(ended)
      if (other.rows.length > 0)
        stories.set(into, {
          begunAt: Math.min(one.begunAt, other.begunAt),
          rows: [...one.rows, ...other.rows].toSorted((a, b) => a - b),
        })
      return other.rows
    },
  }
}

/** Which reports have a term or fact, and how many headlines have a word. */
const createWordTables = () => {
  const words = new Map<number, number>()
  const terms = new Map<number, Row[]>()
  const facts = new Map<string, Row[]>()
  return {
    add(report: ReportFeatures, row: Row): void {
      for (const word of report.headline) words.set(wordOf(word), (words.get(wordOf(word)) ?? 0) + 1)
      for (const term of report.terms.terms) append(terms, term, row)
      for (const fact of report.facts) append(facts, fact, row)
    },
    clear(): void {
      for (const table of [words, terms, facts]) table.clear()
    },
    lookUp: {
      rowsWithTerm: (term: number): readonly Row[] => terms.get(term) ?? [],
      rowsWithFact: (fact: string): readonly Row[] => facts.get(fact) ?? [],
      countOfWord: (word: number): number => words.get(wordOf(word)) ?? 0,
    },
  }
}

const append = <Key>(table: Map<Key, Row[]>, key: Key, row: Row): void => {
  const rows = table.get(key)
  if (rows === undefined) table.set(key, [row])
  else rows.push(row)
}

/** Reports in general count as this many reports of the window, none of which has the word or fact. */
const GENERAL_REPORTS = 300

/** How rare it is that so many reports of the window have something, in natural logarithms of its share (inverse document frequency). */
export const rarityIn = ({ size }: Pick<ReportWindow, 'size'>, count: number): number =>
  Math.log((size + GENERAL_REPORTS) / (count + 1))
