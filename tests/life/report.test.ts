import { describe, expect, test } from 'vitest'
import { randomFrom } from '../bench/random.ts'
import type { Lived } from './live.ts'
import { reportOf } from './report.ts'

const MB = 1_048_576
const COUNT = 40

type Sample = Lived['samples'][number]
/** A day as it was measured: news in half of it, noise of a megabyte, caches that fill in the first quarter, 3 kB an article. */
const day = (leak: (polls: number) => Partial<Sample> = () => ({})): Lived => {
  const random = randomFrom(3)
  const samples = Array.from({ length: COUNT }, (_, index): Sample => {
    const at = (index + 1) / COUNT
    const polls = index * 300
    const articles = 3_000 + 150 * (Math.floor(at * 4) * 5 + Math.min(5, Math.floor((at * COUNT) % 10)))
    const noise = random() * MB
    const heap = 100 * MB + Math.min(at, 0.25) * 80 * MB + articles * 3_000 + noise
    const level = { descriptors: 55, sockets: 23, threads: 40, resources: { Timeout: 15 } }
    const memory = { heap, external: 30 * MB + noise, buffers: 20 * MB, rss: heap + 300 * MB, workers: { 1: 60 * MB + noise } }
    return { at, polls, articles, cpuMs: 0, ...level, ...memory, ...leak(polls) }
  })
  return {
    samples,
    lost: [],
    twice: [],
    shown: 6_000,
    stored: 6_000,
    offences: [],
    errors: [],
    backups: [3_000, 6_000],
    exit: { code: 0, tookMs: 900 },
    counts: { readers: new Map([['feed 304', 1_000]]) },
  }
}
const MEMORY = { heap: 100 * MB, external: 30 * MB, buffers: 0, rss: 400 * MB, workers: { 1: 60 * MB } }

test('a day that holds has no faults, and says so', () => {
  const { faults, text } = reportOf(day())
  expect(faults).toEqual([])
  expect(text).toContain('everything holds')
})

describe('what leaks at every poll is found:', () => {
  test.each([
    ['a kilobyte', (polls: number) => ({ ...MEMORY, heap: 100 * MB + polls * 1_000 }), 'heap, MB'],
    ['a kilobyte of a thread', (polls: number) => ({ ...MEMORY, workers: { 1: 60 * MB + polls * 1_000 } }), 'heaps of threads'],
    ['ten kilobytes outside the heaps', (polls: number) => ({ ...MEMORY, rss: 400 * MB + polls * 10_000 }), 'resident, MB'],
    ['one handle in a hundred', (polls: number) => ({ descriptors: 55 + Math.floor(polls / 100) }), 'descriptors'],
    ['one timer in a hundred', (polls: number) => ({ resources: { Timeout: 15 + Math.floor(polls / 100) } }), 'timers'],
  ])('%s', (_, leak, name) => {
    const { faults } = reportOf(day(leak))
    expect(faults.length).toBeGreaterThan(0)
    expect(faults.every((fault) => fault.startsWith(name) || fault.startsWith('resources'))).toBe(true)
  })
})

describe('where news comes with every poll, so that polls and articles cannot be told apart,', () => {
  /** 4 kB an article and `leaked` bytes a poll. */
  const busy = (leaked: number): Lived => {
    const lived = day()
    const samples = lived.samples.map((sample, index) => {
      const [polls, articles] = [index * 35, 300 + index * 25]
      return { ...sample, ...MEMORY, polls, articles, heap: 100 * MB + articles * 4_000 + polls * leaked + (index % 3) * MB }
    })
    return { ...lived, samples }
  }
  test('what articles may take is no leak', () => expect(reportOf(busy(0)).faults).toEqual([]))
  test('64 kB at every poll are found', () => {
    const grew = /^heap, MB grew by \d+, at most \d+ for its polls and articles$/
    expect(reportOf(busy(64_000)).faults).toEqual([expect.stringMatching(grew)])
  })
})

test('resident memory that grows until noon is no leak', () => {
  const noon = (COUNT / 2) * 300
  expect(reportOf(day((polls) => ({ ...MEMORY, rss: 400 * MB + Math.min(polls, noon) * 10_000 }))).faults).toEqual([])
})

test('what a day lost, stored twice, published wrong or left out is a fault each', () => {
  const faultOf = (broken: Partial<Lived>): number => reportOf({ ...day(), ...broken }).faults.length
  expect(faultOf({ lost: ['http://feed-1.example/1'] })).toBe(1)
  expect(faultOf({ twice: ['http://feed-1.example/1'] })).toBe(1)
  expect(faultOf({ offences: ['/feeds/all.atom: MissingElement'] })).toBe(1)
  expect(faultOf({ errors: ['{"level":"error"}'] })).toBe(1)
  expect(faultOf({ backups: [3_000] })).toBe(1)
  expect(faultOf({ exit: { code: 1, tookMs: 900 } })).toBe(1)
  expect(faultOf({ exit: { code: 0, tookMs: 12_000 } })).toBe(1)
  expect(
    faultOf({
      counts: {
        readers: new Map([
          ['feed 304', 1_000],
          ['feed 503', 100],
        ]),
      },
    }),
  ).toBe(1)
})

test('where too little was measured to tell, it says so', () => {
  const { faults } = reportOf({ ...day(), samples: day().samples.slice(0, 12) })
  expect(faults).toContain('heap, MB: too little was measured')
})
