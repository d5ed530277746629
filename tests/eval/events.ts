import { join } from 'node:path'
import type { Grouped } from '../../src/cli/lab-group.ts'
import { type InventedEvent, partOfEvent, type Report } from './decisions/labelled.ts'
import type { DatedArticle } from './grouping/rows.ts'
import { configuredGrouper } from './grouping/run.ts'
import { bCubed, type Groups, pairwise } from './measures.ts'
import { type Figure, type Outcome, percent, readJsonLines } from './suite.ts'

/** Ours: 217 events in families that resemble each other, told in 24 languages by hands that saw no lexicon. */
const FOLDER = join(import.meta.dirname, 'events')
const MINUTE = 60_000

export type Event = InventedEvent & { readonly time: string; readonly differs: string }
export type Told = Report & { readonly minutes: number; readonly lang: string; readonly outlet: string }

/** How a story is told: what its reports say together, which reports are one event, which only resemble each other. */
export const events = async (): Promise<Outcome> => {
  const all = inventedEvents()
  const reports = invented()
  const group = await configuredGrouper()
  const figures: Figure[] = []
  for (const part of ['looked at', 'final'] as const) {
    const known = new Map(
      all.filter((event) => (partOfEvent(event) === 'final') === (part === 'final')).map((one) => [one.id, one]),
    )
    const own = reports.filter(({ event }) => known.has(event))
    const answers = await group(streamOf(own, known))
    figures.push(...figuresOf(part, own, known, answers))
  }
  return { suite: 'events', cases: reports.length, figures, wrong: [] }
}

/** All reports, with other texts than they were told in: how well they are understood then. */
export const eventsToldAs = async (part: string, textOf: (report: Told) => string): Promise<readonly Figure[]> => {
  const known = new Map(inventedEvents().map((one) => [one.id, one]))
  const reports = invented().map((report) => ({ ...report, text: textOf(report) }))
  const group = await configuredGrouper()
  return figuresOf(part, reports, known, await group(streamOf(reports, known)))
}

export const inventedEvents = (): readonly Event[] => readJsonLines<Event>(FOLDER, 'events.jsonl')
export const invented = (): readonly Told[] => readJsonLines<Told>(FOLDER, 'reports.jsonl')

const streamOf = (reports: readonly Told[], events: ReadonlyMap<string, Event>): readonly DatedArticle[] =>
  reports
    .map(
      (report): DatedArticle => ({
        id: report.id,
        title: report.title ?? '',
        text: report.text ?? '',
        lang: report.lang,
        source: `${report.lang}/${report.outlet}`,
        event: `${report.event}/${report.lang}`,
        crossEvent: report.event,
        at: Date.parse(events.get(report.event)?.time ?? '') + report.minutes * MINUTE,
        copyOf: report.copy_of,
      }),
    )
    .toSorted((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1))

const figuresOf = (
  part: string,
  reports: readonly Told[],
  events: ReadonlyMap<string, Event>,
  answers: ReadonlyMap<string, Grouped>,
): readonly Figure[] => {
  const inField = reports.filter(({ event }) => (events.get(event)?.topics.length ?? 0) > 0)
  const groupsBy = (nameOf: (report: Told) => string): Groups => new Map(inField.map((report) => [report.id, nameOf(report)]))
  const found = (key: 'story' | 'crossStory') => groupsBy(({ id }) => answers.get(id)?.[key] ?? id)
  const same = pairwise(
    groupsBy(({ event, lang }) => `${event}/${lang}`),
    found('story'),
  )
  const eventOf = groupsBy(({ event }) => event)
  const across = pairwise(eventOf, found('crossStory'))
  const { right, wrong, missed, distractors, distracted } = countTags(reports, events, answers)
  const { joined, pairs } = lookalikes(inField, events, answers)
  return [
    { name: `${part}: story’s topics, precision`, value: percent(right, right + wrong), bar: 90 },
    { name: `${part}: story’s topics, recall`, value: percent(right, right + missed), bar: 80 },
    { name: `${part}: distractors tagged`, value: percent(distracted, Math.max(1, distractors)), bar: 2, atMost: true },
    { name: `${part}: pair precision`, value: same.precision, bar: 95 },
    { name: `${part}: pair recall`, value: same.recall, bar: 80 },
    { name: `${part}: across, pair precision`, value: across.precision, bar: 97 },
    { name: `${part}: across, B³`, value: bCubed(eventOf, found('crossStory')).f1, bar: 94 },
    { name: `${part}: look-alikes joined, of a hundred`, value: percent(joined, pairs), bar: 5.6, atMost: true },
  ]
}

const countTags = (reports: readonly Told[], events: ReadonlyMap<string, Event>, answers: ReadonlyMap<string, Grouped>) => {
  const counts = { right: 0, wrong: 0, missed: 0, distractors: 0, distracted: 0 }
  for (const { id, event } of reports) {
    const { topics: truth = [], ok = [] } = events.get(event) ?? {}
    const given = (answers.get(id)?.topics ?? [])
      .map((topic) => topic.id)
      .filter((topic) => !ok.includes(topic) && topic.includes('.'))
    const right = given.filter((topic) => truth.includes(topic)).length
    if (truth.length === 0) {
      counts.distractors++
      counts.distracted += given.length > 0 ? 1 : 0
      continue
    }
    counts.right += right
    counts.wrong += given.length - right
    counts.missed += truth.length - right
  }
  return counts
}

/** Pairs of events of one family: how many there are, and how many share a story. */
const lookalikes = (reports: readonly Told[], events: ReadonlyMap<string, Event>, answers: ReadonlyMap<string, Grouped>) => {
  const joined = new Set<string>()
  for (const members of Map.groupBy(reports, ({ id }) => answers.get(id)?.crossStory ?? id).values()) {
    const own = [...new Set(members.map(({ event }) => event))].toSorted()
    for (const one of own)
      for (const other of own)
        if (one < other && events.get(one)?.family === events.get(other)?.family) joined.add(`${one} ${other}`)
  }
  const told = new Set(reports.map(({ event }) => event))
  const families = Map.groupBy([...told], (event) => events.get(event)?.family ?? event)
  const pairs = [...families.values()].reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0)
  return { joined: joined.size, pairs }
}
