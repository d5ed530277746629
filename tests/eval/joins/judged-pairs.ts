/** Judged pairs of reports: of real streams, of known events, and of invented events with their look-alikes. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type InventedEvent, partOfEvent, type Report } from '../decisions/labelled.ts'
import { readJsonLines } from '../suite.ts'

/** `right`: one happening; `storyline`: one affair, another happening. */
export type Judgement = 'right' | 'storyline' | 'wrong'

/** How a pair was found: by a reader's judgement, within or between known events, within an invented event, between look-alikes, between others. */
export type Origin = 'judged' | 'neighbours' | 'event' | 'other event' | 'invented' | 'look-alike' | 'other invented'

export type JudgedPair = { readonly a: string; readonly b: string; readonly judgement: Judgement; readonly origin: Origin }

export type StreamRow = {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly lang: string | null
  readonly source: string
  /** When it was published. */
  readonly at: number
}

/** Reports in the order of arrival. `isFinal`: looked at once, never learned from. */
export type JudgedStream = {
  readonly name: string
  readonly rows: readonly StreamRow[]
  readonly pairs: readonly JudgedPair[]
  readonly isFinal: boolean
}

const STREAMS = ['p', 'q', 'r', 's', 't']
const JUDGED = ['pairs', 'fpairs', 'recall', 'npairs'] as const
const MINUTE = 60_000

export const judgedStreams = (folder: string): readonly JudgedStream[] => {
  const own = join(import.meta.dirname, '../events')
  return [
    ...STREAMS.map((name) => realStream(join(folder, 'stream'), name)),
    invented('exam', join(folder, 'exam'), '.dev', () => true),
    invented('events', own, '', (event) => partOfEvent(event) !== 'final'),
    { ...invented('events, final', own, '', (event) => partOfEvent(event) === 'final'), isFinal: true },
  ]
}

type Written = {
  readonly id: string
  readonly title: string
  readonly text?: string
  readonly date: string
  readonly source: string
}

const realStream = (folder: string, name: string): JudgedStream => {
  const rows = rowsIn(folder, name).map(
    ({ id, title, text = '', date, source }): StreamRow => ({ id, title, text, source, lang: null, at: Date.parse(date) }),
  )
  const judged = JUDGED.flatMap((file) =>
    readJsonLines<{ stream: string; a: string; b: string; judgement: Judgement }>(folder, `${file}.jsonl`)
      .filter(({ stream }) => stream === name)
      .map(({ a, b, judgement }): JudgedPair => ({ a, b, judgement, origin: file === 'npairs' ? 'neighbours' : 'judged' })),
  )
  const known = readJsonLines<{ stream: string; event: string; id: string }>(folder, 'events.jsonl').filter(
    ({ stream }) => stream === name,
  )
  const ofEvents = pairsAmong(known, (one, other) =>
    one.event === other.event ? ['right', 'event'] : ['wrong', 'other event'],
  )
  return { name, rows, pairs: [...judged, ...ofEvents], isFinal: false }
}

const rowsIn = (folder: string, name: string): readonly Written[] => {
  const plain = join(folder, `${name}.jsonl`)
  if (existsSync(plain)) return readJsonLines<Written>(folder, `${name}.jsonl`)
  return gunzipSync(readFileSync(`${plain}.gz`))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Written)
}

type Told = Report & { readonly minutes: number; readonly lang: string; readonly outlet: string }
type Event = InventedEvent & { readonly time: string }

const invented = (name: string, folder: string, half: string, isWanted: (event: Event) => boolean): JudgedStream => {
  const events = new Map(
    readJsonLines<Event>(folder, `events${half}.jsonl`)
      .filter(isWanted)
      .map((event) => [event.id, event]),
  )
  const told = readJsonLines<Told>(folder, `reports${half}.jsonl`).flatMap((report) => {
    const event = events.get(report.event)
    return event === undefined || report.copy_of !== null
      ? []
      : [{ report, event, at: Date.parse(event.time) + report.minutes * MINUTE }]
  })
  const areAlike = (one: Event, other: Event): boolean =>
    one.lookalike === other.id || other.lookalike === one.id || (one.family !== undefined && one.family === other.family)
  return {
    name,
    isFinal: false,
    rows: told
      .map(({ report: { id, title, text, lang, outlet }, at }) => ({
        id,
        title: title ?? '',
        text: text ?? '',
        lang,
        source: `${lang}/${outlet}`,
        at,
      }))
      .toSorted((one, other) => one.at - other.at),
    pairs: pairsAmong(
      told.map(({ report, event }) => ({ id: report.id, event })),
      (one, other) =>
        one.event.id === other.event.id
          ? ['right', 'invented']
          : ['wrong', areAlike(one.event, other.event) ? 'look-alike' : 'other invented'],
    ),
  }
}

const pairsAmong = <Row extends { readonly id: string }>(
  rows: readonly Row[],
  judge: (one: Row, other: Row) => readonly [Judgement, Origin],
): readonly JudgedPair[] =>
  rows.flatMap((one, nth) =>
    rows.slice(0, nth).map((other) => {
      const [judgement, origin] = judge(one, other)
      return { a: other.id, b: one.id, judgement, origin }
    }),
  )
