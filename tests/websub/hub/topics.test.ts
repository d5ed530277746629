import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { cachedContent, createTopicWatch, type TopicContent } from '../../../src/websub/hub/topics.ts'

const feed = (text: string): TopicContent => ({ kind: 'feed', bytes: Buffer.from(text), type: 'x', self: 'x', hash: text })

/** Renderings that end when the test says so, with the text of the feed at that time. */
const open = () => {
  const desk = { edition: 1, rendered: 0, text: 'one' as string | null }
  const ends: (() => void)[] = []
  const content = cachedContent({
    version: async () => [desk.edition],
    content: async () => {
      desk.rendered += 1
      await new Promise<void>((resolve) => ends.push(resolve))
      return desk.text === null ? { kind: 'none', permanent: false, reason: 'busy' } : feed(desk.text)
    },
  })
  const ask = async (topic = 't'): Promise<TopicContent> => {
    const found = content(topic)
    await setImmediate()
    for (const end of ends.splice(0)) end()
    return await found
  }
  return { desk, content, ask, ends }
}

test('a feed is rendered once while the version is the same, each topic by itself', async () => {
  const { desk, ask } = open()
  expect(await ask()).toEqual(feed('one'))
  expect(await ask()).toEqual(feed('one'))
  expect(desk.rendered).toBe(1)
  await ask('other')
  expect(desk.rendered).toBe(2)
})

test('and again when the version has changed', async () => {
  const { desk, ask } = open()
  await ask()
  Object.assign(desk, { edition: 2, text: 'two' })
  expect(await ask()).toEqual(feed('two'))
})

test('what was rendered before the version changed is not cached for the new one', async () => {
  const { desk, content, ask, ends } = open()
  const slow = content('t')
  await setImmediate()
  const [end] = ends.splice(0)
  desk.edition = 2
  await ask('other')
  end!()
  await slow
  desk.text = 'two'
  expect(await ask()).toEqual(feed('two'))
})

test('a feed that is unavailable is not cached', async () => {
  const { desk, ask } = open()
  desk.text = null
  expect(await ask()).toMatchObject({ kind: 'none' })
  desk.text = 'one'
  expect(await ask()).toEqual(feed('one'))
})

test('the cache holds a few megabytes at most', async () => {
  const { desk, ask } = open()
  desk.text = 'x'.repeat(5 * 1024 * 1024)
  await ask('a')
  await ask('b')
  await ask('b')
  expect(desk.rendered).toBe(2)
  await ask('a')
  expect(desk.rendered).toBe(3)
})

/** A hub under a clock of its own: topics of strangers that take half a second each, and one that takes a millisecond. */
const busyHub = (heavy: number) => {
  const clock = { ms: 0, rendering: 0 }
  const changes: { topic: string; at: number; text: string }[] = []
  const topics = [...Array.from({ length: heavy }, (_, index) => `all.atom?q=heavy${index}`), 'light']
  const watch = createTopicWatch({
    store: {
      subscribedTopics: async () => topics,
      topicChanged: async (topic, hash) => changes.push({ topic, at: clock.ms, text: hash }),
    },
    version: async () => [Math.floor(clock.ms / 10_000)],
    content: async (topic) => {
      const took = topic === 'light' ? 1 : 500
      const text = String(Math.floor(clock.ms / 10_000))
      clock.ms += took
      clock.rendering += took
      return feed(text)
    },
    now: () => clock.ms,
    elapsed: () => clock.ms,
    topicEnded: async () => {},
    wake: () => {},
  })
  return { clock, changes, watch }
}

test('heavy topics of strangers take a quarter of the time, keep no other waiting, and have their turn', async () => {
  const { clock, changes, watch } = busyHub(150)
  while (clock.ms < 600_000) {
    await watch.check()
    clock.ms += 100
  }
  watch.close()
  expect(clock.rendering / clock.ms).toBeLessThan(0.3)
  const light = changes.filter(({ topic }) => topic === 'light')
  expect(new Set(light.map(({ text }) => text)).size).toBe(60)
  // Ten seconds each: it is found changed within half of them.
  for (const { at, text } of light) expect(at - Number(text) * 10_000).toBeLessThan(6_000)
  expect(new Set(changes.map(({ topic }) => topic)).size).toBe(151)
})

test('a change that could not be stored is stored at the next check', async () => {
  const clock = { ms: 0 }
  const stored: string[] = []
  let failing = true
  const watch = createTopicWatch({
    store: {
      subscribedTopics: async () => ['t'],
      topicChanged: async (_, hash) => {
        if (failing) throw new Error('the database is restarting')
        return stored.push(hash)
      },
    },
    version: async () => [1],
    content: async () => feed('one'),
    now: () => clock.ms,
    elapsed: () => clock.ms,
    topicEnded: async () => {},
    wake: () => {},
  })
  await expect(watch.check()).rejects.toThrow('restarting')
  failing = false
  clock.ms += 10_000
  await watch.check()
  watch.close()
  expect(stored).toEqual(['one'])
})

test('a check that comes a moment too early waits for that moment, though the clock goes on meanwhile', async () => {
  const clock = { ms: 0, perReading: 0 }
  const setTimer = vi.spyOn(globalThis, 'setTimeout')
  onTestFinished(() => setTimer.mockRestore())
  let edition = 0
  const watch = createTopicWatch({
    store: { subscribedTopics: async () => [], topicChanged: async () => 0 },
    version: async () => [(edition += 1)],
    content: async () => feed('one'),
    now: () => 0,
    elapsed: () => (clock.ms += clock.perReading),
    topicEnded: async () => {},
    wake: () => {},
  })
  await watch.check()
  Object.assign(clock, { ms: 499.25, perReading: 0.5 })
  await watch.check()
  watch.close()
  expect(setTimer.mock.calls.map(([, ms]) => ms)).toEqual([0.25])
})
