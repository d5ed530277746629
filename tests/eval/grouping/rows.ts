import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LabArticle } from '../../../src/cli/lab-group.ts'
import type { Groups } from '../measures.ts'
import { readJsonLines } from '../suite.ts'

/** An article whose event is known: `event` in its own language, `crossEvent` in all of them. */
export type TrueArticle = {
  readonly id: string
  readonly lang: string
  readonly title: string
  readonly text: string
  readonly event: string
  readonly crossEvent: string
}
export type DatedArticle = TrueArticle & { readonly at: number; readonly source: string; readonly copyOf: string | null }

type ClusteredRow = Omit<TrueArticle, 'event' | 'crossEvent'> & {
  readonly date: string | null
  readonly cluster: string
  readonly xcluster: string
}

const NTREX_EVENTS = join(import.meta.dirname, '../labels/ntrex-events.tsv')

/** Where streams without dates of their own begin: 15 June 2025. */
export const START = 1_750_000_000_000

/** English articles on twin events that differ in who, when or where. */
export const ecbPlus = (folder: string): readonly TrueArticle[] =>
  readJsonLines<ClusteredRow>(folder, 'stories/ecbplus.dev.jsonl').map(trueArticle)

/** News articles, their translations by people into 30 languages, and the affair that an event is part of. */
export type Translated = { readonly articles: readonly TrueArticle[]; readonly affairOf: (event: string) => string }

/**
 * The set tells documents apart and not events, and is news of one weekend: six of its 67 documents report one earthquake. A translation that
 * is joined with another report of its event is joined rightly, so which documents are of one event was read.
 */
export const ntrex = (folder: string): Translated => {
  const labels = readFileSync(NTREX_EVENTS, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
  const events = new Map(labels.map(([document = '', event = '']) => [document, event]))
  const affairs = new Map(labels.map(([, event = '', affair = '']) => [event, affair]))
  const articles = readJsonLines<ClusteredRow>(folder, 'stories/ntrex.dev.jsonl').map(trueArticle)
  return {
    articles: articles.map((article) => ({ ...article, crossEvent: events.get(article.crossEvent) ?? article.crossEvent })),
    affairOf: (event) => affairs.get(event) ?? event,
  }
}

/** Titles of the summer of 2021 in nine languages, in order of appearance, as if from 97 outlets. */
export const og2021 = (folder: string): readonly DatedArticle[] =>
  readJsonLines<ClusteredRow>(folder, 'stories/og2021.dev.jsonl')
    .map((row) => ({ ...trueArticle(row), at: Date.parse(row.date ?? ''), copyOf: null }))
    .toSorted(byArrival)
    .map((row, index) => ({ ...row, source: `s${index % 97}` }))

type ExamEvent = {
  readonly id: string
  readonly time: string
  readonly topics: readonly string[]
  readonly lookalike: string | null
}
type ExamRow = Pick<TrueArticle, 'id' | 'lang' | 'title' | 'text'> & {
  readonly event: string
  readonly outlet: string
  readonly minutes: number
  readonly copy_of?: string
}
export type Exam = {
  readonly articles: readonly DatedArticle[]
  /** Events of the field; the others are distractors, of which grouping is not asked. */
  readonly fieldEvents: ReadonlySet<string>
  /** An event and the one that it is easily taken for. */
  readonly lookalikes: ReadonlyMap<string, string>
}

/** Invented events of our field, look-alike pairs among them, as independent desks reported them in 24 languages. */
export const exam = (folder: string): Exam => {
  const events = new Map(readJsonLines<ExamEvent>(folder, 'exam/events.dev.jsonl').map((event) => [event.id, event]))
  const articles = readJsonLines<ExamRow>(folder, 'exam/reports.dev.jsonl').map(
    ({ id, lang, title, text, event, outlet, minutes, copy_of }): DatedArticle => ({
      id,
      lang,
      title,
      text,
      event: `${event}/${lang}`,
      crossEvent: event,
      at: Date.parse(events.get(event)?.time ?? '') + minutes * 60_000,
      source: `${lang}/${outlet}`,
      copyOf: copy_of ?? null,
    }),
  )
  return {
    articles: articles.toSorted(byArrival),
    fieldEvents: new Set([...events.values()].filter(({ topics }) => topics.length > 0).map(({ id }) => id)),
    lookalikes: new Map([...events.values()].flatMap(({ id, lookalike }) => (lookalike === null ? [] : [[id, lookalike]]))),
  }
}

export const labArticle = ({ id, title, text, lang, at, source }: DatedArticle): LabArticle => ({
  id,
  title,
  text,
  lang,
  date: new Date(at).toISOString(),
  source,
})

export const eventsOf = (articles: readonly TrueArticle[]): Groups => new Map(articles.map(({ id, event }) => [id, event]))
export const crossEventsOf = (articles: readonly TrueArticle[]): Groups =>
  new Map(articles.map(({ id, crossEvent }) => [id, crossEvent]))

/** The first characters, never half of one. */
export const opening = (text: string, characters: number): string => Array.from(text).slice(0, characters).join('')

const trueArticle = ({ id, lang, title, text, cluster, xcluster }: ClusteredRow): TrueArticle => ({
  id,
  lang,
  title,
  text,
  event: cluster,
  crossEvent: xcluster,
})

const byArrival = (one: { at: number; id: string }, other: { at: number; id: string }): number =>
  one.at - other.at || (one.id < other.id ? -1 : 1)
