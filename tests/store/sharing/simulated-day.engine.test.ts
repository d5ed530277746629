/**
 * A day of thirty thousand sources, or of as many as SIMULATED_SOURCES says, among twenty processes that are killed, stand still and are replaced.
 * A million take ten minutes: SIMULATED_SOURCES=1000000 npx vitest run tests/store/sharing
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { HOUR } from '../samples.ts'
import type { Outcome, World } from './simulated-polling.ts'
import { STEP_MS } from './steps.ts'

const SOURCES = Number(process.env.SIMULATED_SOURCES ?? 30_000)
const WORLD = { sources: SOURCES, processes: 20, hours: 24, concurrency: SOURCES > 200_000 ? 64 : 16 }
const TROUBLE = { killedEvery: 4 * HOUR, frozenEvery: 3 * HOUR, replacedEvery: 12 * HOUR }

const simulated = async (world: World): Promise<Outcome> => {
  const [outcome] = await once(new Worker(new URL('simulating.ts', import.meta.url), { workerData: world }), 'message')
  return outcome as Outcome
}

/** Seconds within which so many of the polls began after their sources were due. */
const lateness = ({ lateness: counts, polls }: Outcome, share: number): number => {
  let begun = 0
  const step = counts.findIndex((count) => (begun += count) >= share * polls)
  return (step * STEP_MS) / 1_000
}

test('each source is polled when it is due, by one process, whatever happens to the processes', {
  timeout: 3_600_000,
}, async () => {
  const outcome = await simulated({ ...WORLD, ...TROUBLE, seed: 1 })
  const { polls, unrecorded, kills, freezes, replaced, rejoined, longestTakeOver, waiting, broken } = outcome
  const [half, most, last] = [0.5, 0.99, 1].map((share) => lateness(outcome, share))
  process.stdout.write(
    `${SOURCES} sources, ${polls} polls (${Math.round(polls / 86_400)}/s), ${unrecorded} of them not stored; ${kills} kills, ${freezes} stood still ` +
      `(${rejoined} joined anew), ${replaced} replaced; late by p50 ${half} s, p99 ${most} s, at most ${last} s; taken over within ${longestTakeOver / 1_000} s\n`,
  )
  expect(broken).toEqual([])
  expect(polls).toBeGreaterThan(10 * SOURCES)
  expect(Math.min(kills, freezes, replaced, rejoined)).toBeGreaterThan(20)
  expect(unrecorded).toBeGreaterThan(kills)
  expect(longestTakeOver).toBeLessThanOrEqual(15_000)
  expect(most).toBeLessThanOrEqual(6)
  // One may stand still for a minute.
  expect(Math.max(waiting / 1_000, last ?? 0)).toBeLessThanOrEqual(75)
})

test('the simulation finds what it looks for: where polls outlive the lease of their process, their sources are polled twice', async () => {
  const restless = { ...TROUBLE, frozenEvery: HOUR / 12 }
  const hasty = await simulated({
    ...WORLD,
    ...restless,
    sources: 40_000,
    processes: 4,
    hours: 6,
    concurrency: 64,
    seed: 1,
    keepsPolls: true,
  })
  expect(hasty.broken.join('\n')).toContain('had been claimed again when an older poll was stored')
})
