import { describe, expect, test } from 'vitest'
import type { Evidence, ReadArticle } from '../../src/model/article.ts'
import { type ArticleId, articleId, placeId, type StoryId, sourceId, storyId } from '../../src/model/ids.ts'
import type { Assignment, CopyCandidate, IndexedReport } from '../../src/model/story.ts'
import { fingerprintOf } from '../../src/grouping/near-duplicates/fingerprint.ts'
import { JOINS } from './joins.ts'
import { meaningOf } from './meanings.ts'
import { decide } from '../../src/grouping/decide.ts'
import { createGroupingIndex, type Decision, type GroupingIndex, type Report } from '../../src/grouping/grouping-index.ts'
import { article, DAY, HOUR, NOON } from '../store/samples.ts'

type Wire = {
  readonly id: string
  readonly language: string
  readonly title: string
  readonly text: string
  readonly at: number
  readonly places?: readonly string[]
}
const WIRES: readonly Wire[] = [
  {
    id: 'port-1',
    language: 'en',
    at: NOON,
    title: 'Regulator fines LockerHub over parcel data',
    text: 'The data protection office of Poland fined LockerHub 12.4 million euros on Monday for keeping addresses of customers for five years.',
    places: ['PL'],
  },
  {
    id: 'port-2',
    language: 'en',
    at: NOON + 2 * HOUR,
    title: 'LockerHub fined 12.4 million euros in Poland over customer data',
    text: 'Poland’s data protection office said LockerHub kept customers’ addresses for five years and fined the parcel company 12.4 million euros.',
    places: ['PL'],
  },
  {
    id: 'port-ru',
    language: 'ru',
    at: NOON + 3 * HOUR,
    title: 'Польша оштрафовала LockerHub на 12,4 млн евро',
    text: 'Управление по защите данных Польши оштрафовало компанию LockerHub: адреса клиентов хранились пять лет.',
    places: ['PL'],
  },
  {
    id: 'port-zh',
    language: 'zh-Hans',
    at: NOON + 4 * HOUR,
    title: '波兰对LockerHub处以1240万欧元罚款',
    text: '波兰数据保护机构周一表示，LockerHub公司将客户地址保存五年，被罚款1240万欧元。',
    places: ['PL'],
  },
  {
    id: 'other-ru',
    language: 'ru',
    at: NOON + 4 * HOUR,
    title: 'В Эстонии открылась конференция о подводных кабелях',
    text: 'Инженеры из девяти стран обсуждают ремонт кабелей на дне Балтийского моря.',
    places: ['EE'],
  },
  {
    id: 'quiet-en',
    language: 'en',
    at: NOON + 5 * HOUR,
    title: 'Estonia trains engineers to mend cables under ice',
    text: 'A school in Tartu has opened a course for engineers who mend cables in winter.',
    places: ['EE'],
  },
  {
    id: 'port-3',
    language: 'en',
    at: NOON + 6 * HOUR,
    title: 'LockerHub to appeal Polish data fine',
    text: 'LockerHub said it would appeal the fine of 12.4 million euros by the data protection office of Poland over customers’ addresses.',
    places: ['PL'],
  },
  {
    id: 'twin-en',
    language: 'en',
    at: NOON + 3 * DAY,
    title: 'Regulator fines ParcelOne over courier contracts',
    text: 'The labour office of Portugal fined ParcelOne 3.1 million euros on Thursday for contracts that left couriers without insurance.',
    places: ['PT'],
  },
]
const NAMES = /Estonia|Эстонии|Poland|Polish|Польша|波兰|Portugal/g
const namesIn = (title: string): readonly Evidence[] =>
  [...title.matchAll(NAMES)].map(({ 0: term, index }) => ({
    term,
    field: 'title',
    start: index,
    end: index + term.length,
    kind: 'place',
  }))
const read = ({ id, language, title, text, at, places = [] }: Wire): ReadArticle => ({
  ...article(id, { title, text, language, publishedAt: at, places }),
  entities: [],
  topics: [],
  places: places.map((place) => ({ id: placeId(place), evidence: namesIn(title) })),
  fingerprint: fingerprintOf(title, text),
})

const reportOf = (wire: Wire): Report => ({
  ...read(wire),
  article: articleId(wire.id),
  story: storyId(`s-${wire.id}`),
  source: sourceId(`desk-${wire.id}`),
  arrivedAt: wire.at,
})

type Decided = { readonly assignment: Decision['assignment']; readonly story: string; readonly stored: IndexedReport }
/** What the report tells, by the first word of its id. */
const vectorOf = ({ id }: Wire) => meaningOf(id.split('-')[0] ?? '', id)
const take = (index: GroupingIndex, wire: Wire, vector = vectorOf(wire)): Decided => {
  const report = reportOf(wire)
  const decision = decide(index, report, [], vector)
  index.add(report, decision)
  const { assignment, features } = decision
  const story = assignment.kind === 'starts' ? report.story : assignment.story
  const { article, source, arrivedAt, fingerprint } = report
  return {
    assignment,
    story,
    stored: { article, story, source, arrivedAt, features, bands: fingerprint?.bands ?? null },
  }
}
const restored = (...slices: readonly (readonly Decided[])[]): GroupingIndex => {
  const index = createGroupingIndex(JOINS)
  for (const slice of slices) index.restore(slice.map(({ stored }) => stored))
  return index
}
const stream = (wires: readonly Wire[]): readonly Decided[] => {
  const index = createGroupingIndex(JOINS)
  return wires.map((wire) => take(index, wire))
}
const storyOf = (decided: readonly Decided[], id: string): string =>
  decided[WIRES.findIndex((wire) => wire.id === id)]?.story ?? ''

describe('articles as they arrive', () => {
  const decided = stream(WIRES)

  test('reports of one event in one language are one story', () => {
    expect(storyOf(decided, 'port-2')).toBe(storyOf(decided, 'port-1'))
    expect(storyOf(decided, 'port-3')).toBe(storyOf(decided, 'port-1'))
  })

  test('the first report in another language joins, and says what both name', () => {
    for (const id of ['port-ru', 'port-zh']) {
      expect(storyOf(decided, id)).toBe('s-port-1')
      const { assignment } = decided[WIRES.findIndex((wire) => wire.id === id)] ?? {}
      const [reason] = assignment?.reasons ?? []
      expect(reason?.kind).toBe('link')
      expect(reason?.detail).toMatch(/^most like port-\w+, at 0\.\d\d · .*money:EUR1\.24e\+7/)
    }
  })

  test('without vectors, the words of one language join', () => {
    const index = createGroupingIndex(JOINS)
    const [first, second] = WIRES.slice(0, 2).map((wire) => {
      const report = reportOf(wire)
      const decision = decide(index, report, [], null)
      index.add(report, decision)
      return decision
    })
    expect(first?.assignment.kind).toBe('starts')
    expect(second?.assignment).toMatchObject({ kind: 'joins', story: 's-port-1' })
  })

  test('a story that is over takes no more reports: the next one continues it', () => {
    const late = { ...(WIRES[6] ?? WIRES[0]), id: 'port-4', at: NOON + 64 * HOUR } as Wire
    const between = [20, 40].map((hours) => ({ ...late, id: `port-${hours}`, at: NOON + hours * HOUR }))
    const index = createGroupingIndex(JOINS)
    for (const wire of [...WIRES.slice(0, 4), ...between]) take(index, wire)
    const decision = decide(index, reportOf(late), [], vectorOf(late))
    expect(decision).toMatchObject({ assignment: { kind: 'starts' }, continues: 's-port-1' })
  })

  test('two stories that one report fits are one', () => {
    const [one, , other] = WIRES
    if (one === undefined || other === undefined) throw new Error('no wires')
    const index = createGroupingIndex(JOINS)
    // Each began alone, in words that the other has not.
    take(index, one, meaningOf('half', 'a'))
    take(index, { ...other, title: 'Штраф за адреса', text: 'Решение вынесено в понедельник.' }, meaningOf('whole', 'b'))
    const [half, whole] = [meaningOf('half', 'a').values, meaningOf('whole', 'b').values]
    const both = { values: half.map((value, nth) => Math.round((value + (whole[nth] ?? 0)) * 0.7)), revision: 'invented' }
    const bridge = WIRES[1] as Wire
    expect(decide(index, reportOf(bridge), [], both).late).toMatchObject({ story: 's-port-1', other: 's-port-ru' })
  })

  test('what only happens in the same country or is alike in kind stays apart', () => {
    expect(storyOf(decided, 'quiet-en')).toBe('s-quiet-en')
    expect(storyOf(decided, 'other-ru')).toBe('s-other-ru')
    expect(storyOf(decided, 'twin-en')).toBe('s-twin-en')
  })

  test('to decide changes nothing: only what is added counts', () => {
    const index = createGroupingIndex(JOINS)
    const all = WIRES.map((wire, nth) => {
      for (const other of WIRES.slice(nth).toReversed()) decide(index, reportOf(other), [], vectorOf(other))
      return take(index, wire)
    })
    expect(all).toEqual(decided)
  })

  test('the same stream gives the same stories', () => expect(stream(WIRES)).toEqual(decided))

  test.each(WIRES.map((_, index) => index))('a restart after %i articles changes nothing', (count) => {
    const again = restored(decided.slice(0, count))
    expect(WIRES.slice(count).map((wire) => take(again, wire))).toEqual(decided.slice(count))
  })
})

describe('a long stream', () => {
  const PLACES = [
    ['Estonia', 'EE'],
    ['Poland', 'PL'],
    ['Portugal', 'PT'],
  ] as const
  const LANGUAGES = ['en', 'ru', 'zh-Hans'] as const
  /** Three weeks of events that are told for two days, each in three languages. */
  const long: readonly Wire[] = Array.from({ length: 420 }, (_, number) => {
    const event = Math.floor(number / 12) * 2 + (number % 2)
    const [name, place] = PLACES[event % 3] ?? PLACES[0]
    const [country = ''] = [[name], ['Эстонии', 'Польша', 'Portugal'], ['爱沙尼亚', '波兰', 'Portugal']][number % 3] ?? []
    return {
      id: `event${event}-${number}`,
      language: LANGUAGES[number % 3] ?? 'en',
      at: NOON + number * 1.2 * HOUR,
      title: `Kaupa${event} ${country} LockerHub${event} ${event * 17 + 100}`,
      text: `Rule${event % 5} parcel${event % 7} Kaupa${event} council${number % 4} ${event * 17 + 100}`,
      places: [place],
    }
  })
  const decided = stream(long)
  const slicesOf = (all: readonly Decided[], size: number): readonly (readonly Decided[])[] =>
    Array.from({ length: Math.ceil(all.length / size) }, (_, nth) => all.slice(nth * size, (nth + 1) * size))

  test('has stories of several reports and languages', () => {
    expect(decided.filter(({ assignment }) => assignment.kind === 'joins').length).toBeGreaterThan(100)
    expect(decided.some(({ assignment }) => assignment.reasons.some(({ kind }) => kind === 'link'))).toBe(true)
  })

  test.each([60, 200, 350])('goes on after a restart at %i as if there had been none, from eight days of memories', (count) => {
    const newest = long[count - 1]?.at ?? 0
    const recent = decided.slice(0, count).filter(({ stored }) => stored.arrivedAt >= newest - 8 * DAY)
    const again = restored(...slicesOf(recent, 17))
    expect(long.slice(count).map((wire) => take(again, wire))).toEqual(decided.slice(count))
  })

  test.each([60, 200, 350])('corrected after %i, goes on as if filled again with the corrected stories', (count) => {
    const newest = long[count - 1]?.at ?? 0
    const recent = decided.slice(0, count).filter(({ stored }) => stored.arrivedAt >= newest - 8 * DAY)
    const moves = new Map<ArticleId, StoryId>()
    for (const [nth, { stored }] of recent.entries()) {
      if (nth % 5 === 0) moves.set(stored.article, storyId(`split-${stored.article}`))
      if (nth % 7 === 0) moves.set(stored.article, recent[(nth * 3) % recent.length]?.stored.story ?? stored.story)
    }
    const corrected = recent.map((one) => {
      const story = moves.get(one.stored.article) ?? one.stored.story
      return { ...one, story, stored: { ...one.stored, story } }
    })
    const streamed = createGroupingIndex(JOINS)
    for (const wire of long.slice(0, count)) take(streamed, wire)
    streamed.reassign(moves)
    const refilled = restored(corrected)
    const continued = (index: GroupingIndex) => long.slice(count).map((wire) => take(index, wire))
    expect(continued(streamed)).toEqual(continued(refilled))
  })
})

describe('a copy', () => {
  const wire: Wire = {
    id: 'wire',
    language: 'en',
    at: NOON,
    title: 'Harbour council adopts rules for lockers',
    text: 'The harbour council of Westmarch adopted rules for parcel lockers on Tuesday after two years of talks with carriers. Lockers must be open day and night, carry a notice in four languages and accept parcels of every carrier that asks.',
  }
  const original = (source: string): CopyCandidate => {
    const { fingerprint } = read(wire)
    if (fingerprint === null) throw new Error('no fingerprint')
    return { article: articleId('wire'), source: sourceId(source), story: storyId('s-wire'), fingerprint }
  }
  const again = reportOf({ ...wire, id: 'again', title: 'Lockers get a rule book' })
  const place = (alike: readonly CopyCandidate[]): Assignment =>
    decide(createGroupingIndex(JOINS), { ...again, source: sourceId('second') }, alike, null).assignment

  test('takes its place in the story of its original', () => {
    expect(place([original('first')])).toMatchObject({ kind: 'copy', of: 'wire', story: 's-wire' })
  })
  test('is never found within one source: that is a template or a revision', () => {
    expect(place([original('second')]).kind).toBe('starts')
  })
  test('is looked for among what shares its bands, in the story where that stands now', () => {
    const index = createGroupingIndex(JOINS)
    take(index, wire)
    const expected = { article: 'wire', source: 'desk-wire', story: 's-wire' }
    expect(index.duplicateCandidates(again)).toEqual([expected])
    expect(index.duplicateCandidates({ ...again, source: sourceId('desk-wire') })).toEqual([])
    index.reassign(new Map([[articleId('wire'), storyId('s-other')]]))
    expect(index.duplicateCandidates(again)).toEqual([{ ...expected, story: 's-other' }])
  })
})
