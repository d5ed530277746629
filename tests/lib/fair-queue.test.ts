import { expect, test } from 'vitest'
import { createFairQueue } from '../../src/lib/fair-queue.ts'

const queueOf = (most: number) => {
  const evicted: string[] = []
  const queue = createFairQueue<{ readonly client: string; readonly name: string }>({
    most,
    evict: ({ name }) => evicted.push(name),
  })
  const item = (name: string) => ({ client: name.slice(0, 1), name })
  return { queue, evicted, add: (name: string) => queue.add(item(name)) }
}

test('clients have their turns one after the other, each its own in the order in which they came', () => {
  const { queue, add } = queueOf(10)
  for (const name of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) add(name)
  expect(Array.from({ length: 7 }, () => queue.next()?.name)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3', undefined])
})

test('where it is full, who has most loses the newest to who has at least two fewer, and to nobody else', () => {
  const { queue, add, evicted } = queueOf(4)
  for (const name of ['a1', 'a2', 'a3', 'a4']) expect(add(name)).toBe(true)
  expect([add('a5'), add('b1'), add('b2'), add('b3'), add('c1')]).toEqual([false, true, true, false, true])
  expect(evicted).toEqual(['a4', 'a3', 'a2'])
  expect(queue.size()).toBe(4)
})

test('who leaves makes room, once', () => {
  const { queue, add } = queueOf(1)
  const only = { client: 'a', name: 'a1' }
  queue.add(only)
  queue.remove(only)
  queue.remove(only)
  expect([queue.size(), queue.items(), add('b1'), add('c1')]).toEqual([0, [], true, false])
})
