import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { arrivedTogether } from '../../src/lib/arrived-together.ts'

const stream = () => new PassThrough({ objectMode: true })

test('values that come together are a group, and one that comes alone waits for no other', async () => {
  const input = stream()
  const groups = arrivedTogether(input, 3)
  for (const value of ['a', 'b']) input.write(value)
  expect((await groups.next()).value).toEqual(['a', 'b'])
  input.write('c')
  expect((await groups.next()).value).toEqual(['c'])
  for (const value of ['d', 'e', 'f', 'g']) input.write(value)
  input.end()
  expect((await groups.next()).value).toEqual(['d', 'e', 'f'])
  expect((await groups.next()).value).toEqual(['g'])
  expect((await groups.next()).done).toBe(true)
})

test('without a value there is no group', async () => {
  const input = stream()
  input.end()
  expect(await Array.fromAsync(arrivedTogether(input, 3))).toEqual([])
})

test('a failure of the source reaches the reader', async () => {
  const failing = async function* () {
    yield 1
    throw new Error('torn')
  }
  await expect(Array.fromAsync(arrivedTogether(failing(), 3))).rejects.toThrow('torn')
})
