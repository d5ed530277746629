import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { applyCorrections } from '../../src/app/correcting.ts'
import { openInterlingua } from '../../src/app/interlingua.ts'
import { createPlacing, type Placing } from '../../src/app/placing.ts'
import { createPlacerFor } from '../../src/app/placer-for.ts'
import { isRegroupUnderWay, regroupStored, type RegroupParts } from '../../src/app/regrouping.ts'
import type { Correction } from '../../src/model/correction.ts'
import { sourceId } from '../../src/model/ids.ts'
import { openSqlite } from '../../src/store/sqlite/open.ts'
import type { Store } from '../../src/store/store.ts'
import { applyOverrides } from '../../src/grouping/arrange.ts'
import { fingerprintOf } from '../../src/grouping/near-duplicates/fingerprint.ts'
import { article, DAY, EVERYTHING, HOUR, NOON, publish, source } from '../store/samples.ts'

const interlingua = openInterlingua()
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
let placing: Placing
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polywire-regroup-'))
  store = await openSqlite({ folder })
  await store.syncSources(
    SOURCES.map((id) => source(id)),
    NOON,
  )
  placing = createPlacing(store)
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

/** As the service takes articles in: events overlap in time, each source tells of each. */
const stream = async (from: number, to: number): Promise<void> => {
  await placing.ready()
  const placerFor = createPlacerFor(() => false, placing, 'tagged')
  const reports = Array.from({ length: to - from }, (_, event) =>
    SOURCES.map((by, number) => ({ by, read: report(from + event, number) })),
  )
  for (const { by, read } of reports.flat().toSorted((a, b) => a.read.publishedAt - b.read.publishedAt))
    await publish(store, by, [read], { now: read.publishedAt, place: placerFor(sourceId(by)) })
}
const regroup = async (over: Partial<RegroupParts> = {}) =>
  await regroupStored({
    store,
    interlingua,
    grouped: 'tagged',
    now: () => NOON + 30 * DAY,
    since: null,
    progress: () => {},
    ...over,
  })

/** All that is decided and shown. */
const everything = async () => {
  const rows = (await store.stories({ filter: EVERYTHING, limit: 1000, before: null })).rows.map(({ story }) => story)
  const reasons = await Promise.all(
    rows.flatMap(({ articles }) => articles).map(async ({ id }) => (await store.decision(id))?.reasons),
  )
  return { rows, reasons, memories: await store.storyFeatures(8 * DAY), counts: { ...(await store.counts()), edition: 0 } }
}
/** As if another way to group had left every article alone. */
const scatter = async (): Promise<void> => {
  const placed = await store.placedAfter(0, 1000)
  const decisions = placed.map(({ article: { id } }) => ({
    article: id,
    placement: { kind: 'starts', reasons: [] } as const,
    fingerprint: null,
  }))
  await store.rearrange({ decisions, about: [], ties: [], notes: {}, now: NOON }, (family) => applyOverrides(family, []))
  expect((await store.counts()).stories).toBe(placed.length)
}
const withoutTimes = ({ rows, ...rest }: Awaited<ReturnType<typeof everything>>) => ({
  ...rest,
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

describe('stories rebuilt from what is stored', () => {
  test('are the same as when the articles came: nothing is written, not a byte changes', async () => {
    await stream(0, 24)
    const counts = await store.counts()
    expect(counts.stories).toBeLessThan(40)
    expect(counts.copies).toBeGreaterThan(15)
    const before = await everything()
    expect(await regroup()).toEqual({ looked: 96, decided: 0, stories: 0, gone: 0, finished: true })
    expect(await everything()).toEqual(before)
    expect(store.edition()).toBe(counts.edition)
  })

  test('come back where they were lost, with their ids, leads, copies and reasons', async () => {
    await stream(0, 24)
    const before = await everything()
    await scatter()
    const { decided, finished } = await regroup()
    expect({ isMuch: decided > 50, finished }).toEqual({ isMuch: true, finished: true })
    expect(withoutTimes(await everything())).toEqual(withoutTimes(before))
    expect((await regroup()).decided).toBe(0)
  })

  test('keep to corrections, each at its time: what came before one was placed without it, what came after with it', async () => {
    await stream(0, 10)
    await applyCorrections(store, [split('9-1', '9-2')], NOON + 3 * DAY)
    await placing.refresh()
    await stream(10, 20)
    await applyCorrections(store, [split('9-1', '9-2'), split('5-2')], NOON + 3 * DAY)
    await placing.refresh()
    await stream(20, 24)
    const before = await everything()
    expect(await regroup()).toMatchObject({ decided: 0, stories: 0 })
    await scatter()
    await regroup()
    expect(withoutTimes(await everything())).toEqual(withoutTimes(before))
  })

  test('broken off, go on where they were', async () => {
    await stream(0, 24)
    const before = await everything()
    await scatter()
    for (let round = 0; round < 30; round++) {
      const stop = new AbortController()
      let seen = 0
      const now = (): number => {
        if (++seen === 17 + round) stop.abort()
        return NOON + 30 * DAY
      }
      const { finished } = await regroup({ signal: stop.signal, now })
      expect(await isRegroupUnderWay(store)).toBe(!finished)
      if (finished) break
    }
    expect(withoutTimes(await everything())).toEqual(withoutTimes(before))
  })

  test('killed at any moment, go on and end the same', async () => {
    await stream(0, 66)
    const before = await everything()
    await scatter()
    await store.close()
    for (let kills = 0; kills < 2; kills++) {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'regroup-process.ts'), folder])
      const ended = once(child, 'exit')
      let said = ''
      for await (const text of child.stdout) {
        said += String(text)
        if (said.includes('100\n')) child.kill('SIGKILL')
      }
      await ended
    }
    store = await openSqlite({ folder })
    expect((await regroup()).looked).toBeLessThan(165)
    expect(withoutTimes(await everything())).toEqual(withoutTimes(before))
  }, 60_000)

  test('from a day on: what was seen before stays as it is, and what is decided is the same', async () => {
    await stream(0, 24)
    const before = await everything()
    expect(await regroup({ since: NOON + 2 * DAY })).toMatchObject({ decided: 0 })
    await scatter()
    const { looked } = await regroup({ since: NOON + 2 * DAY })
    expect(looked).toBeLessThan(60)
    const early = (await store.placedAfter(0, 96 - looked)).map(({ kind }) => kind)
    expect(new Set(early)).toEqual(new Set(['starts']))
    await regroup({ since: 0 })
    expect(withoutTimes(await everything())).toEqual(withoutTimes(before))
  })

  test('of a time that nothing came in: nothing to do', async () => {
    await stream(0, 2)
    expect(await regroup({ since: NOON + 90 * DAY })).toMatchObject({ looked: 0, finished: true })
  })

  test('what comes while they are rebuilt is decided by the same', async () => {
    await stream(0, 12)
    await scatter()
    let isStreamed = false
    await regroup({
      progress: () => {},
      now: () => {
        if (!isStreamed) {
          isStreamed = true
          void stream(12, 24)
        }
        return NOON + 30 * DAY
      },
    })
    const rebuilt = withoutTimes(await everything())
    await placing.refresh()
    expect(await regroup()).toMatchObject({ decided: 0, looked: 96 })
    expect(withoutTimes(await everything())).toEqual(rebuilt)
  })
})
