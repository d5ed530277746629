import { expect, test } from 'vitest'
import type { Content } from '../../src/websub/hub-parts.ts'
import { rememberContent } from '../../src/websub/remember-content.ts'

const feed = (text: string): Content => ({ kind: 'feed', bytes: Buffer.from(text), type: 'x', self: 'x', hash: text })

/** A content whose renderings end when the test says so, with what the feed was when they ended. */
const open = () => {
  const desk = { edition: 1, rendered: 0, text: 'one' as string | null }
  const ends: (() => void)[] = []
  const content = rememberContent({
    state: () => [desk.edition],
    content: async () => {
      desk.rendered += 1
      await new Promise<void>((resolve) => ends.push(resolve))
      return desk.text === null ? { kind: 'none', forGood: false, reason: 'busy' } : feed(desk.text)
    },
  })
  const ask = async (topic = 't'): Promise<Content> => {
    const asked = content(topic)
    for (const end of ends.splice(0)) end()
    return await asked
  }
  return { desk, content, ask, ends }
}

test('a feed is rendered once while nothing moves, each topic by itself', async () => {
  const { desk, ask } = open()
  expect(await ask()).toEqual(feed('one'))
  expect(await ask()).toEqual(feed('one'))
  expect(desk.rendered).toBe(1)
  await ask('other')
  expect(desk.rendered).toBe(2)
})

test('and again when something has', async () => {
  const { desk, ask } = open()
  await ask()
  Object.assign(desk, { edition: 2, text: 'two' })
  expect(await ask()).toEqual(feed('two'))
})

test('what was begun before something moved is not taken for what is there now', async () => {
  const { desk, content, ask, ends } = open()
  const slow = content('t')
  const [end] = ends.splice(0)
  desk.edition = 2
  await ask('other')
  end!()
  await slow
  desk.text = 'two'
  expect(await ask()).toEqual(feed('two'))
})

test('a feed that can’t be had just now is asked for again', async () => {
  const { desk, ask } = open()
  desk.text = null
  expect(await ask()).toMatchObject({ kind: 'none' })
  desk.text = 'one'
  expect(await ask()).toEqual(feed('one'))
})

test('no more is kept than a few megabytes', async () => {
  const { desk, ask } = open()
  desk.text = 'x'.repeat(5 * 1024 * 1024)
  await ask('a')
  await ask('b')
  await ask('b')
  expect(desk.rendered).toBe(2)
  await ask('a')
  expect(desk.rendered).toBe(3)
})
