import { expect, test } from 'vitest'
import { createFlights } from '../../src/lib/flights.ts'

test('landed waits for all that are under way, failed ones too; each landing is told', async () => {
  let landings = 0
  const flights = createFlights(() => {
    landings += 1
  })
  let arrive = (): void => {}
  const first = flights.add(new Promise<void>((resolve) => (arrive = resolve)))
  const second = flights.add(Promise.reject(new Error('lost')))
  expect(flights.size()).toBe(2)
  await expect(second).rejects.toThrow('lost')
  expect({ size: flights.size(), landings }).toEqual({ size: 1, landings: 1 })
  const landed = flights.landed()
  arrive()
  await landed
  await first
  expect({ size: flights.size(), landings }).toEqual({ size: 0, landings: 2 })
})
