import { describe, expect, test } from 'vitest'
import { nextPoll, type PollEvent, type ReadFacts } from '../../src/fetch/next-poll.ts'
import { isQuarantined } from '../../src/model/quarantine.ts'
import type { AnswerFacts } from '../../src/model/fetched-feed.ts'
import { sourceId } from '../../src/model/ids.ts'
import type { Source, SourceFailure, SourceState } from '../../src/model/source.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** A Tuesday, noon. */
const NOW = Date.UTC(2026, 10, 24, 12)

const source: Source = {
  id: sourceId('a'),
  name: 'A',
  url: 'https://a.example/feed',
  site: null,
  language: null,
  country: null,
  topics: [],
  everyMs: 30 * MINUTE,
  minMs: 10 * MINUTE,
  maxMs: DAY,
  page: null,
  republish: 'excerpt',
  insecureTls: false,
  embed: true,
  websub: true,
  retryScope: 'source',
  active: true,
}
const unread: SourceState = {
  id: source.id,
  url: source.url,
  nextDue: NOW,
  intervalMs: source.everyMs,
  etag: null,
  lastModified: null,
  bodyHash: null,
  polledAt: null,
  okAt: null,
  changedAt: null,
  failures: 0,
  failure: null,
  movedTo: null,
  movedPolls: 0,
  gone: false,
  format: null,
  encoding: null,
  feedTitle: null,
  feedLink: null,
  feedLanguage: null,
  fallbackReads: 0,
  crashes: 0,
}
const known: SourceState = {
  ...unread,
  etag: '"1"',
  lastModified: 'then',
  bodyHash: 'hash',
  polledAt: NOW - HOUR,
  okAt: NOW - HOUR,
  changedAt: NOW - DAY,
}
const facts: AnswerFacts = {
  finalUrl: source.url,
  movedTo: null,
  etag: '"2"',
  lastModified: null,
  freshForMs: null,
  hub: null,
  self: null,
  fetchedAt: NOW,
  tookMs: 5,
}
const feed: ReadFacts = {
  format: 'rss20',
  encoding: 'utf-8',
  title: 'A',
  link: 'https://a.example/',
  language: 'en',
  minimumIntervalMs: null,
  skipHours: [],
  skipDays: [],
  readByFallback: false,
}
const read = (changed: number, hints: Partial<ReadFacts> = {}, answer: Partial<AnswerFacts> = {}): PollEvent => ({
  kind: 'read',
  facts: { ...facts, ...answer },
  bodyHash: 'new hash',
  feed: { ...feed, ...hints },
  changed,
})
const unchanged = (answer: Partial<AnswerFacts> = {}): PollEvent => ({ kind: 'unchanged', facts: { ...facts, ...answer } })
const failed = (failure: SourceFailure = { kind: 'refused', status: 500 }, retryAfterMs: number | null = null): PollEvent => ({
  kind: 'failed',
  failure,
  retryAfterMs,
})

const CHANCES = [0, 0.25, 0.5, 0.999]
const after = (state: SourceState, event: PollEvent, chance = 0.5): SourceState =>
  nextPoll(state, source, event, { now: NOW, chance })
/** Shortest and longest pause that chance can give. */
const pauses = (
  state: SourceState,
  event: PollEvent,
  of: Source = source,
): { readonly least: number; readonly most: number } => {
  const all = CHANCES.map((chance) => nextPoll(state, of, event, { now: NOW, chance }).nextDue - NOW)
  return { least: Math.min(...all), most: Math.max(...all) }
}
const repeat = (state: SourceState, event: PollEvent, times: number): SourceState =>
  Array.from({ length: times }).reduce<SourceState>((last) => after(last, event), state)

describe('what a good answer leaves behind', () => {
  test('a feed read whole: its validators, hash and facts', () => {
    expect(
      after({ ...known, failures: 3, failure: { kind: 'refused', status: 500 } }, read(2, { readByFallback: true })),
    ).toMatchObject({
      etag: '"2"',
      lastModified: null,
      bodyHash: 'new hash',
      polledAt: NOW,
      okAt: NOW,
      changedAt: NOW,
      failures: 0,
      failure: null,
      format: 'rss20',
      encoding: 'utf-8',
      feedTitle: 'A',
      feedLanguage: 'en',
      fallbackReads: 1,
    })
  })
  test('nothing new in it: it did not change', () =>
    expect(after(known, read(0))).toMatchObject({ changedAt: NOW - DAY, okAt: NOW }))
  test('unchanged: the body read last stays known', () =>
    expect(after(known, unchanged())).toMatchObject({ etag: '"2"', bodyHash: 'hash', okAt: NOW, changedAt: NOW - DAY }))
  test('a source that had ended and answers again is back', () =>
    expect(after({ ...known, gone: true }, read(1)).gone).toBe(false))
})

describe('what a failure leaves behind', () => {
  test.each<SourceFailure>([
    { kind: 'truncated', detail: 'x' },
    { kind: 'not-a-feed', detail: 'x' },
    { kind: 'no-items', detail: 'x' },
    { kind: 'too-hard', detail: 'x' },
    { kind: 'too-large', limitBytes: 1 },
    { kind: 'timed-out', afterMs: 1 },
  ])('$kind: validators and hash stay those of what was read', (failure) =>
    expect(after(known, failed(failure))).toMatchObject({
      etag: '"1"',
      lastModified: 'then',
      bodyHash: 'hash',
      okAt: NOW - HOUR,
      polledAt: NOW,
      failures: 1,
      failure,
      gone: false,
    }),
  )
  test('a server that rejects the validators is polled without them', () =>
    expect(after(known, failed({ kind: 'refused', status: 412 }))).toMatchObject({
      etag: null,
      lastModified: null,
      bodyHash: 'hash',
    }))
  test('410 ends it', () => expect(after(known, failed({ kind: 'gone' })).gone).toBe(true))
})

describe('a document that ends its thread', () => {
  const crashed = (via: 'poll' | 'push' = 'poll'): PollEvent => ({
    kind: 'crashed',
    failure: { kind: 'too-hard', detail: 'over 200 MB' },
    via,
  })
  const once = after(known, crashed())
  const twice = after(once, crashed())

  test('once is a failure like others; twice in a row puts its source into quarantine for a day', () => {
    expect(once).toMatchObject({ crashes: 1, failures: 1, failure: { kind: 'too-hard' } })
    expect(once.nextDue - NOW).toBeLessThan(HOUR)
    const failure = { kind: 'quarantined', detail: 'over 200 MB' }
    expect(twice).toMatchObject({ crashes: 2, failures: 2, failure, nextDue: NOW + DAY })
    expect([isQuarantined(once, NOW), isQuarantined(twice, NOW + DAY - 1), isQuarantined(twice, NOW + DAY)]).toEqual([
      false,
      true,
      false,
    ])
  })
  test('another failure in between does not make it the first again; a good answer does', () => {
    expect(after(after(once, failed()), crashed()).failure?.kind).toBe('quarantined')
    for (const good of [read(0), unchanged()]) expect(after(after(once, good), crashed()).failure?.kind).toBe('too-hard')
  })
  test('after the day one more is enough, and a good answer ends it', () => {
    expect(after(twice, crashed())).toMatchObject({ crashes: 3, failure: { kind: 'quarantined' }, nextDue: NOW + DAY })
    expect(after(twice, read(1))).toMatchObject({ crashes: 0, failures: 0, failure: null })
  })
  test('pushed counts as one that was polled, but the first does not delay the next poll', () => {
    expect(after(known, crashed('push'))).toEqual({ ...known, crashes: 1 })
    expect(after(once, crashed('push'))).toMatchObject({ crashes: 2, failure: { kind: 'quarantined' }, nextDue: NOW + DAY })
  })
})

describe('the interval follows the source', () => {
  test('the first reading says nothing about how often it changes', () =>
    expect(after(unread, read(50)).intervalMs).toBe(30 * MINUTE))
  test('shorter after a change, longer without one', () => {
    expect(after(known, read(1)).intervalMs).toBeLessThan(30 * MINUTE)
    expect(after(known, read(0)).intervalMs).toBeGreaterThan(30 * MINUTE)
    expect(after(known, unchanged()).intervalMs).toBeGreaterThan(30 * MINUTE)
  })
  test('never under the least nor over the most', () => {
    expect(repeat(known, read(9), 20).intervalMs).toBe(10 * MINUTE)
    expect(repeat(known, unchanged(), 60).intervalMs).toBe(DAY)
    expect(pauses({ ...known, intervalMs: 10 * MINUTE }, read(9)).least).toBeGreaterThanOrEqual(10 * MINUTE)
    expect(pauses({ ...known, intervalMs: DAY }, unchanged()).most).toBeLessThanOrEqual(DAY)
  })
  test('a sleeper that wakes is asked often again within a few changes', () =>
    expect(repeat({ ...known, intervalMs: DAY }, read(1), 6).intervalMs).toBeLessThan(30 * MINUTE))
  test('a source that posts every five hours settles between one and five', () => {
    let state = known
    let at = NOW
    let lastPost = NOW
    for (let polls = 0; polls < 200; polls += 1) {
      const posted = Math.floor((at - NOW) / (5 * HOUR)) > Math.floor((lastPost - NOW) / (5 * HOUR))
      lastPost = at
      state = nextPoll(state, source, posted ? read(1) : unchanged(), { now: at, chance: 0.5 })
      at = state.nextDue
    }
    const hours = (at - NOW) / HOUR
    expect(200 / (hours / 5)).toBeGreaterThan(1.5)
    expect(200 / (hours / 5)).toBeLessThan(10)
  })
  test('bounds that the operator has changed hold at once', () => {
    const narrow = { ...source, minMs: HOUR, maxMs: 2 * HOUR }
    expect(nextPoll({ ...known, intervalMs: MINUTE }, narrow, failed(), { now: NOW, chance: 0 }).intervalMs).toBe(HOUR)
    expect(nextPoll({ ...known, intervalMs: DAY }, narrow, unchanged(), { now: NOW, chance: 0 }).intervalMs).toBe(2 * HOUR)
  })
  test.each([Number.NaN, 0, -5, Number.POSITIVE_INFINITY])('an interval of %s is nonsense', (intervalMs) =>
    expect(after({ ...known, intervalMs }, failed()).intervalMs).toBe(30 * MINUTE),
  )
  test('sources that were polled together part', () => {
    const due = new Set(CHANCES.map((chance) => after(known, unchanged(), chance).nextDue))
    expect(due.size).toBe(CHANCES.length)
  })
})

describe('hints of server and feed are floors', () => {
  test.each([
    ['Cache-Control or Expires', unchanged({ freshForMs: 3 * HOUR })],
    ['ttl or sy:update', read(5, { minimumIntervalMs: 3 * HOUR })],
  ])('%s', (_, event) => {
    expect(pauses(known, event).least).toBeGreaterThanOrEqual(3 * HOUR)
    expect(pauses(known, event).most).toBeLessThan(3.5 * HOUR)
  })
  test('the longer of two counts', () =>
    expect(pauses(known, read(1, { minimumIntervalMs: 2 * HOUR }, { freshForMs: 5 * HOUR })).least).toBeGreaterThanOrEqual(
      5 * HOUR,
    ))
  test('a small one changes nothing', () => expect(pauses(known, unchanged({ freshForMs: MINUTE })).most).toBeLessThan(HOUR))
  test.each([365 * DAY, Number.MAX_SAFE_INTEGER])('%d ms count as a day', (freshForMs) => {
    expect(pauses(known, unchanged({ freshForMs })).most).toBeLessThanOrEqual(DAY)
    expect(pauses(known, read(1, { minimumIntervalMs: freshForMs })).most).toBeLessThanOrEqual(DAY)
  })
  test("the feed's ttl holds for the 304s after it, until it is read again", () => {
    const quiet = after(known, read(1, { minimumIntervalMs: 6 * HOUR }))
    expect(pauses(quiet, unchanged()).least).toBeGreaterThanOrEqual(6 * HOUR)
    expect(pauses(after(quiet, read(1)), unchanged()).most).toBeLessThan(HOUR)
  })

  test('and so does max-age, for 304s that say nothing of it, until an answer says otherwise', () => {
    for (const told of [read(1, {}, { freshForMs: 6 * HOUR }), unchanged({ freshForMs: 6 * HOUR })]) {
      const quiet = after(after(known, told), unchanged())
      expect(pauses(quiet, unchanged()).least).toBeGreaterThanOrEqual(6 * HOUR)
      expect(pauses(after(quiet, unchanged({ freshForMs: 0 })), unchanged()).most).toBeLessThan(2 * HOUR)
      expect(pauses(quiet, read(1, {}, { freshForMs: 0 })).most).toBeLessThan(2 * HOUR)
    }
  })

  const hourOf = (state: SourceState): number => new Date(state.nextDue).getUTCHours()
  test('hours to skip are skipped, and not all at once at their end', () => {
    const skipping = read(1, { skipHours: [12, 13, 14] })
    const due = CHANCES.map((chance) => after(known, skipping, chance))
    expect(due.map(hourOf)).toEqual([15, 15, 15, 15])
    expect(new Set(due.map(({ nextDue }) => nextDue)).size).toBe(4)
  })
  test('also after a 304 and after a failure', () => {
    const quiet = after(known, read(1, { skipHours: [12, 13, 14] }))
    expect(hourOf(after(quiet, unchanged()))).toBe(15)
    expect(hourOf(after(quiet, failed()))).toBe(15)
  })
  test('days to skip: into the next day', () => {
    const due = after(known, read(1, { skipDays: [2] })).nextDue
    expect(new Date(due).toISOString()).toMatch(/^2026-11-25T00/)
  })
  test('but no hint of hours and days delays a poll by more than a day', () => {
    expect(pauses(known, read(1, { skipDays: [2, 3, 4, 5, 6, 0] })).most).toBeLessThanOrEqual(DAY)
    const noon = Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => hour !== 11)
    expect(pauses(known, read(1, { skipHours: noon })).most).toBeLessThanOrEqual(DAY)
  })
  test.each([
    [{ skipHours: Array.from({ length: 24 }, (_, hour) => hour) }],
    [{ skipDays: [0, 1, 2, 3, 4, 5, 6] }],
    [{ skipHours: [99, -1, Number.NaN] }],
  ])('hints that exclude every time, or are nonsense, are ignored: %j', (hints) =>
    expect(pauses(known, read(1, hints)).most).toBeLessThan(HOUR),
  )
})

describe('failures slow a source down and never silence it', () => {
  const times = (failures: number): SourceState => ({ ...known, failures })
  test('one is forgiven, the next ones double the pause', () => {
    expect(pauses(times(0), failed()).most).toBeLessThan(40 * MINUTE)
    expect(pauses(times(1), failed()).least).toBeGreaterThanOrEqual(HOUR)
    expect(pauses(times(2), failed()).least).toBeGreaterThanOrEqual(2 * HOUR)
  })
  test.each([5, 10, 100, 1e9])('after %d in a row it is about once a day', (failures) => {
    const { least, most } = pauses(times(failures), failed())
    expect(most).toBeLessThanOrEqual(DAY)
    expect(least).toBeGreaterThan(DAY / 2)
    expect(most - least).toBeGreaterThan(HOUR / 2)
  })
  test('slower only where the source itself is slower', () => {
    const weekly = { ...source, everyMs: 7 * DAY, minMs: 7 * DAY, maxMs: 7 * DAY }
    expect(pauses({ ...times(9), intervalMs: 7 * DAY }, failed(), weekly)).toEqual({ least: 7 * DAY, most: 7 * DAY })
  })
  test('a good answer ends it', () => expect(pauses(times(9), unchanged()).most).toBeLessThan(HOUR))
  test('Retry-After is kept to', () => {
    expect(pauses(known, failed({ kind: 'refused', status: 429 }, 4 * HOUR)).least).toBeGreaterThanOrEqual(4 * HOUR)
    expect(pauses(known, failed({ kind: 'refused', status: 429 }, 4 * HOUR)).most).toBeLessThan(5 * HOUR)
  })
  test('but not for more than a day, and it never makes us come sooner', () => {
    expect(pauses(known, failed({ kind: 'refused', status: 503 }, 365 * DAY)).most).toBeLessThanOrEqual(DAY)
    expect(pauses(times(3), failed({ kind: 'refused', status: 503 }, 1_000)).least).toBeGreaterThanOrEqual(4 * HOUR)
  })
})

describe('a source moves only when it is sure', () => {
  const NEW = 'https://b.example/feed'
  const moved = unchanged({ movedTo: NEW })
  test('after three consecutive polls that name one address', () => {
    expect(repeat(known, moved, 2)).toMatchObject({ url: source.url, movedTo: NEW, movedPolls: 2 })
    expect(repeat(known, moved, 3)).toMatchObject({ url: NEW, movedTo: null, movedPolls: 0, etag: '"2"', bodyHash: 'hash' })
    expect(repeat(known, read(1, {}, { movedTo: NEW }), 3).url).toBe(NEW)
  })
  test.each([
    ['names no place', unchanged()],
    ['names another', unchanged({ movedTo: 'https://c.example/' })],
    ['fails', failed()],
  ])('a poll between them that %s starts it anew', (_, event) => {
    const state = repeat(after(repeat(known, moved, 2), event), moved, 2)
    expect(state).toMatchObject({ url: source.url, movedPolls: 2 })
  })
  const away: SourceState = { ...known, url: NEW }
  test('a few failures at the new address change nothing', () =>
    expect(repeat(away, failed(), 4)).toMatchObject({ url: NEW, etag: '"1"' }))
  test('many return it to its configured address, to be polled there soon and without validators', () => {
    const home = repeat(away, failed(), 5)
    expect(home).toMatchObject({ url: source.url, etag: null, lastModified: null, failures: 5, gone: false })
    expect(home.nextDue - NOW).toBeLessThan(HOUR)
  })
  test('a 410 at the new address does not end the source', () =>
    expect(after(away, failed({ kind: 'gone' }))).toMatchObject({ url: source.url, gone: false }))
})

describe('no clock and no chance brings it out of step', () => {
  test.each([-DAY, DAY, 365 * DAY])('times of %d ms from now in the state mean nothing to the next poll', (shift) => {
    const state = { ...known, nextDue: NOW + shift, polledAt: NOW + shift, okAt: NOW + shift, changedAt: NOW + shift }
    for (const event of [unchanged(), read(1), failed()]) expect(pauses(state, event).most).toBeLessThan(2 * source.everyMs)
  })
  test.each([Number.NaN, -3, 7])('a chance of %s', (chance) => {
    const pause = after(known, unchanged(), chance).nextDue - NOW
    expect(pause).toBeGreaterThanOrEqual(30 * MINUTE)
    expect(pause).toBeLessThan(HOUR)
  })
})

describe('a source that pushes', () => {
  const pushed = (changed: number): PollEvent => ({ kind: 'pushed', bodyHash: 'pushed hash', feed, changed })
  const polled = (event: PollEvent, of: Source = source): SourceState =>
    nextPoll(known, of, event, { now: NOW, chance: 0.5, isPushed: true })

  test('is polled four times as seldom, within its bounds, and keeps its interval for when it no longer pushes', () => {
    const state = polled(unchanged())
    expect(state.nextDue - NOW).toBe(4 * source.everyMs)
    expect(state.intervalMs).toBe(source.everyMs)
    expect(polled(unchanged(), { ...source, maxMs: HOUR }).nextDue - NOW).toBe(HOUR)
  })
  test('of which a poll brings what no push has brought is polled more often', () =>
    expect(polled(read(1)).intervalMs).toBe(source.everyMs / 2))
  test('a push updates the facts of the feed, and nothing about polls', () => {
    const troubled = { ...known, failures: 2, failure: { kind: 'refused', status: 500 } as const }
    expect(after(troubled, pushed(1))).toEqual({
      ...troubled,
      bodyHash: 'pushed hash',
      changedAt: NOW,
      format: 'rss20',
      encoding: 'utf-8',
      feedTitle: 'A',
      feedLink: 'https://a.example/',
      feedLanguage: 'en',
    })
    expect(after(known, pushed(0)).changedAt).toBe(NOW - DAY)
  })
})
