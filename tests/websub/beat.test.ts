import { expect, test } from 'vitest'
import { SenderClosedError } from '../../src/fetch/sender.ts'
import { createBeat } from '../../src/websub/beat.ts'

const open = () => {
  const desk = { runs: 0, elapsed: 0, writable: true, failing: null as Error | null, failures: [] as unknown[] }
  const gate = { wait: Promise.resolve() }
  const beat = createBeat({
    isWritable: () => desk.writable,
    elapsed: () => desk.elapsed,
    failed: (error) => desk.failures.push(error),
    async work() {
      desk.runs += 1
      await gate.wait
      if (desk.failing !== null) throw desk.failing
    },
  })
  const poke = async (): Promise<number> => {
    beat.poke()
    await beat.rest()
    return desk.runs
  }
  return { desk, beat, gate, poke }
}

test('pokes while it runs make it run once more, not once each', async () => {
  const { desk, beat, gate } = open()
  const free = Promise.withResolvers<void>()
  gate.wait = free.promise
  for (let pokes = 0; pokes < 5; pokes += 1) beat.poke()
  expect(beat.isBusy()).toBe(true)
  await Promise.resolve()
  beat.poke()
  free.resolve()
  await beat.rest()
  expect(desk.runs).toBe(2)
  expect(beat.isBusy()).toBe(false)
})

test('a failure is told, and nothing is begun for ten seconds after it', async () => {
  const { desk, poke } = open()
  desk.failing = new Error('no room')
  expect(await poke()).toBe(1)
  expect(desk.failures).toEqual([desk.failing])
  desk.failing = null
  desk.elapsed = 9_999
  expect(await poke()).toBe(1)
  desk.elapsed = 10_000
  expect(await poke()).toBe(2)
})

test('a sender that was closed is no failure', async () => {
  const { desk, poke } = open()
  desk.failing = new SenderClosedError('closed')
  await poke()
  expect(desk.failures).toEqual([])
  desk.failing = null
  expect(await poke()).toBe(2)
})

test('nothing is begun while nothing can be stored, nor after the end', async () => {
  const { desk, beat, poke } = open()
  desk.writable = false
  expect(await poke()).toBe(0)
  desk.writable = true
  expect(await poke()).toBe(1)
  await beat.close()
  expect(await poke()).toBe(1)
})
