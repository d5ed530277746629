import { expect, test } from 'vitest'
import { createReloads } from '../../src/server/reloads.ts'

test('a stop waits for the reload in progress, starts none that waits, and is no failure of either', async () => {
  const [begun, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const failures: unknown[] = []
  const seen: string[] = []
  const reloads = createReloads(
    async (closed) => {
      seen.push('begun')
      begun.resolve()
      await over.promise
      seen.push(closed.aborted ? 'closed meanwhile' : 'in force')
      throw new Error('the store is closing')
    },
    (error) => failures.push(error),
  )
  void reloads.start()
  void reloads.start()
  await begun.promise
  const closed = reloads.close().then(() => seen.push('closed'))
  over.resolve()
  await closed
  expect(seen).toEqual(['begun', 'closed meanwhile', 'closed'])
  expect(failures).toEqual([])
})

test('reloads run one after the other, also after one that fails', async () => {
  const failures: unknown[] = []
  const runs: number[] = []
  const reloads = createReloads(
    async () => {
      runs.push(runs.length)
      await Promise.resolve()
      if (runs.length === 1) throw new Error('no room')
    },
    (error) => failures.push(error),
  )
  void reloads.start()
  void reloads.start()
  await expect.poll(() => runs.length).toBe(2)
  await reloads.close()
  expect(failures).toEqual([new Error('no room')])
})
