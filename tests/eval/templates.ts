import { join } from 'node:path'
import { configuredGrouper } from './grouping/run.ts'
import { type Figure, type Outcome, percent, readJsonLines } from './suite.ts'

/** Invented: headlines that one source writes from one template, corrections and further reports of the same events, events that one source follows. */
const FOLDER = join(import.meta.dirname, 'templates')
const START = Date.parse('2026-05-04T06:00Z')
const HOUR = 3_600_000
/** A story is one happening: what follows a day later may be a story of its own that continues it. */
const STEP_HOURS = 18

type Row = {
  readonly id: string
  readonly series: string
  readonly part: 'train' | 'check'
  readonly lang: string
  readonly outlet: string
  readonly hours: number
  readonly event: string
  readonly title: string
  readonly text: string
}

/** Pairs of one series: those of one event are to be one story, or steps of one affair where a day or more is between them; the others are not. */
export const templates = async (): Promise<Outcome> => {
  const rows = readJsonLines<Row>(FOLDER, 'series.jsonl').toSorted((a, b) => a.hours - b.hours)
  const group = await configuredGrouper()
  const answers = await group(rows.map(articleOf))
  const storyOf = ({ id }: Row): string => answers.get(id)?.crossStory ?? id
  const affairOf = ({ id }: Row): string => answers.get(id)?.affair ?? id
  const figures: Figure[] = []
  const wrong: string[] = []
  for (const part of ['train', 'check'] as const) {
    const counts = { joined: 0, apart: 0, together: 0, all: 0 }
    for (const [one, other] of pairsOf(rows.filter((row) => row.part === part))) {
      const isEvent = one.event === other.event
      const isStep = isEvent && Math.abs(one.hours - other.hours) >= STEP_HOURS && affairOf(one) === affairOf(other)
      const isJoined = isStep || storyOf(one) === storyOf(other)
      counts[isEvent ? 'all' : 'apart'] += 1
      if (isJoined) counts[isEvent ? 'together' : 'joined'] += 1
      if (isJoined !== isEvent) wrong.push(`${isEvent ? 'missed' : 'joined'}: ${one.title} / ${other.title}`)
    }
    figures.push(
      { name: `${part}: of one template joined`, value: percent(counts.joined, counts.apart), bar: 10, atMost: true },
      { name: `${part}: of one event joined`, value: percent(counts.together, counts.all), bar: 90 },
    )
  }
  return { suite: 'templates', cases: rows.length, figures, wrong }
}

const articleOf = ({ id, lang, outlet, hours, event, title, text }: Row) => {
  const names = { event: `${event}/${lang}`, crossEvent: event }
  return { id, title, text, lang, ...names, source: `${lang}/${outlet}`, at: START + hours * HOUR, copyOf: null }
}

const pairsOf = (rows: readonly Row[]): readonly (readonly [Row, Row])[] =>
  [...Map.groupBy(rows, ({ series }) => series).values()].flatMap((own) =>
    own.flatMap((one, nth) => own.slice(nth + 1).map((other) => [one, other] as const)),
  )
