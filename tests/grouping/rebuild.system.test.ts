import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { withoutVectors } from '../../src/grouping/encoded-article.ts'
import { JOINS } from './joins.ts'
import { CONFIGURED_NOTE, componentOf, planOf, reclusterStored } from '../../src/grouping/apply-corrections.ts'
import { createGrouper, type Grouper } from '../../src/grouping/grouper.ts'
import { fingerprintOf } from '../../src/grouping/near-duplicates/fingerprint.ts'
import { isRebuildUnderWay, type RebuildOptions } from '../../src/grouping/rebuild.ts'
import type { Correction } from '../../src/model/correction.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { append, article, DAY, EVERYTHING, HOUR, NOON, source } from '../store/samples.ts'

const SOURCES = ['one', 'two', 'three', 'four']

/** The same words in every run. */
const words = (seed: number): (() => string) => {
  let state = seed * 2_654_435_761
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const syllables = ['ba', 'ke', 'di', 'mo', 'tu', 'ra', 'ne', 'si', 'lo', 'pu', 'ga', 'ver', 'tan', 'cor', 'min', 'sel']
    return [0, 5, 10].map((shift) => syllables[(state >>> shift) & 15]).join('')
  }
}
const sentence = (next: () => string, length: number): string => Array.from({ length }, next).join(' ')

/** The report of an event: its words, and some of its own; every fourth is a copy of the first. */
const report = (event: number, number: number) => {
  const own = words(1_000 * event + number)
  const common = words(event)
  const [title, body] = [sentence(common, 7), sentence(common, 40)]
  const isCopy = number % 4 === 3
  const text = isCopy ? `${sentence(own, 3)} ${body}` : `${body.split(' ').slice(0, 24).join(' ')} ${sentence(own, 16)}`
  const full = { title: `${title} ${isCopy ? '' : own()}`, text }
  return article(`${event}-${number}`, {
    ...full,
    topics: ['t'],
    publishedAt: NOON + event * 3 * HOUR + number * HOUR,
    fingerprint: fingerprintOf(full.title, full.text),
  })
}

let folder: string
let store: Store
let grouper: Grouper
let time = NOON

const grouperOf = (of: Store): Grouper =>
  createGrouper({
    store: of,
    joins: JOINS,
    model: () => null,
    understand: withoutVectors,
    rules: () => ({ isAtHome: () => false, grouped: 'tagged' }),
    now: () => time,
    elapsed: () => performance.now(),
    published: () => {},
    corrected: () => {},
    renewing: () => {},
  })
beforeEach(async () => {
  time = NOON
  folder = await mkdtemp(join(tmpdir(), 'polywire-rebuild-'))
  store = await openSqlite({ folder })
  await store.syncSources(
    SOURCES.map((id) => source(id)),
    NOON,
  )
  grouper = grouperOf(store)
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

/** As workers append articles and the grouper decides them: events overlap in time, each source reports each. */
const stream = async (from: number, to: number): Promise<void> => {
  const reports = Array.from({ length: to - from }, (_, event) =>
    SOURCES.map((by, number) => ({ by, read: report(from + event, number) })),
  )
  for (const { by, read } of reports.flat().toSorted((a, b) => a.read.publishedAt - b.read.publishedAt)) {
    time = read.publishedAt
    await append(store, by, [read], { now: time })
    await grouper.catchUp()
  }
}
const rebuild = async (over: Partial<RebuildOptions> = {}) => {
  time = NOON + 30 * DAY
  return await grouper.rebuild({ since: null, progress: () => {}, ...over })
}
const correct = async (...corrections: readonly Correction[]): Promise<void> => {
  await store.appendOverride(CONFIGURED_NOTE, JSON.stringify(corrections), NOON + 3 * DAY)
  await grouper.catchUp()
}

/** All that is decided and shown. */
const everything = async () => {
  const rows = (await store.stories({ filter: EVERYTHING, limit: 1000, before: null })).rows.map(({ story }) => story)
  const reasons = await Promise.all(
    rows.flatMap(({ articles }) => articles).map(async ({ id }) => (await store.decision(id))?.reasons),
  )
  const links = await Promise.all(rows.map(async ({ id }) => await store.linksOf(id)))
  return {
    rows,
    reasons,
    links,
    indexed: await store.indexed({ after: 0, limit: 1000 }),
    counts: { ...(await store.counts()), edition: 0 },
  }
}
/** As if another algorithm had left every article alone. */
const scatter = async (): Promise<void> => {
  const numbers = (await store.logged({ after: 0, limit: 1000 })).map(({ number }) => number)
  await store.commit({
    assignments: numbers.map((number) => ({ article: number, kind: 'starts', parent: null, starts: null })),
    reasons: numbers.map((number) => ({ article: number, reasons: [] })),
    features: numbers.map((number) => ({ article: number, features: null })),
    unlinked: numbers,
    isPublished: true,
    now: NOON,
  })
  const ids = (await store.logged({ after: 0, limit: 1000 })).map(({ id }) => id)
  const stories = await reclusterStored(store, await componentOf(store, ids, [], 'live'), [], NOON)
  await store.commit({ ...planOf(stories), isPublished: true, now: NOON })
  expect((await store.counts()).stories).toBe(numbers.length)
}
const withoutTimes = ({ rows, links, ...rest }: Awaited<ReturnType<typeof everything>>) => ({
  ...rest,
  links: links.map((ofStory) => ofStory.map((link) => ({ ...link, madeAt: 0 }))),
  rows: rows.map((story) => ({ ...story, updatedAt: 0 })),
})
const split = (...keys: readonly string[]): Correction => ({
  kind: 'split',
  of: keys.map((key) => `https://news.example/${key}`),
  note: null,
  by: null,
  date: null,
  line: 1,
})

/** When a process is killed, and how far it comes at most. */
const MOMENTS = [
  ['decided 96', 'decided 160'],
  ['swapped 40', 'swapped 60'],
  ['swapped 30', 'swapped 50'],
] as const

describe('stories rebuilt from what is stored', () => {
  test('are the same as when the articles came: nothing is written, not a byte changes', async () => {
    await stream(0, 24)
    const counts = await store.counts()
    expect(counts.stories).toBeLessThan(40)
    expect(counts.copies).toBeGreaterThan(15)
    const before = await everything()
    expect(await rebuild()).toEqual({ looked: 96, decided: 0, stories: 0, ended: 0, finished: true })
    expect(await everything()).toEqual(before)
    expect((await store.edition()).number).toBe(counts.edition)
  })

  test('come back where they were lost, with their ids, leads, copies and reasons', async () => {
    await stream(0, 24)
    const before = await everything()
    await scatter()
    const { decided, finished } = await rebuild()
    expect({ isMuch: decided > 50, finished }).toEqual({ isMuch: true, finished: true })
    expect(withoutTimes(await everything())).toEqual(withoutTimes(before))
    expect((await rebuild()).decided).toBe(0)
  })

  test('keep to corrections, each at its time: what came before one was decided without it, what came after with it', async () => {
    await stream(0, 10)
    await correct(split('9-1', '9-2'))
    await stream(10, 20)
    await correct(split('9-1', '9-2'), split('5-2'))
    await stream(20, 24)
    const before = await everything()
    expect(await rebuild()).toMatchObject({ decided: 0, stories: 0 })
    await scatter()
    await rebuild()
    expect(withoutTimes(await everything())).toEqual(withoutTimes(before))
  })

  test('keep to corrections that had waited for their articles', async () => {
    await correct(split('4-1'), split('9-0'), split('5-0', '5-1'), { ...split('6-0', '7-0'), kind: 'join' })
    await stream(0, 12)
    const before = await everything()
    expect(await rebuild()).toMatchObject({ decided: 0, stories: 0 })
    await scatter()
    await rebuild()
    expect(withoutTimes(await everything())).toEqual(withoutTimes(before))
  })

  test.each([
    ['each of its batches', 1],
    ['every second of its batches', 2],
  ])('interrupted after %s, go on where they were', async (_, every) => {
    await stream(0, 24)
    const before = await everything()
    await scatter()
    let looked = 0
    for (let round = 0; round < 30; round++) {
      const stop = new AbortController()
      let batches = 0
      const progress = (): void => void (++batches % every === 0 && stop.abort())
      const report_ = await rebuild({ signal: stop.signal, progress })
      looked += report_.looked
      expect(await isRebuildUnderWay(store)).toBe(!report_.finished)
      if (report_.finished) break
      // As after a restart.
      grouper = grouperOf(store)
    }
    expect(looked).toBe(96)
    expect(withoutTimes(await everything())).toEqual(withoutTimes(before))
  })

  test('killed at any moment, go on and end the same', async () => {
    await stream(0, 66)
    const before = await everything()
    await scatter()
    await store.close()
    for (const [moment, last] of MOMENTS) {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'rebuild-process.ts'), folder, last])
      onTestFinished(() => void child.kill('SIGKILL'))
      const ended = once(child, 'exit')
      let output = ''
      for await (const text of child.stdout) {
        output += String(text)
        if (output.includes(`${moment}\n`)) child.kill('SIGKILL')
      }
      await ended
      expect(output).toContain(moment)
      expect(output).not.toContain('done')
    }
    store = await openSqlite({ folder })
    grouper = grouperOf(store)
    expect((await rebuild()).looked).toBeLessThan(165)
    expect(withoutTimes(await everything())).toEqual(withoutTimes(before))
  }, 60_000)

  test('from a day on: what was seen before stays as it is, and what is decided is the same', async () => {
    await stream(0, 24)
    const before = await everything()
    expect(await rebuild({ since: NOON + 2 * DAY })).toMatchObject({ decided: 0 })
    await scatter()
    const { looked } = await rebuild({ since: NOON + 2 * DAY })
    expect(looked).toBeLessThan(60)
    const early = (await store.logged({ after: 0, limit: 96 - looked })).map(({ number }) => number)
    expect(new Set((await store.assignments({ of: early })).map(({ kind }) => kind))).toEqual(new Set(['starts']))
    await rebuild({ since: 0 })
    expect(withoutTimes(await everything())).toEqual(withoutTimes(before))
  })

  test('of a time that nothing came in: nothing to do', async () => {
    await stream(0, 2)
    expect(await rebuild({ since: NOON + 90 * DAY })).toMatchObject({ looked: 0, finished: true })
  })

  test('what comes while they are rebuilt is decided by the same', async () => {
    await stream(0, 12)
    await scatter()
    const streaming: Promise<void>[] = []
    const progress = (): void => {
      if (streaming.length === 0) streaming.push(stream(12, 24))
    }
    await rebuild({ progress })
    await Promise.all(streaming)
    const rebuilt = withoutTimes(await everything())
    expect(await rebuild()).toMatchObject({ decided: 0, looked: 96 })
    expect(withoutTimes(await everything())).toEqual(rebuilt)
  })
})
