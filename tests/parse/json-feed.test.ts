import { expect, test } from 'vitest'
import { failureOf, readFeed } from './reading.ts'

test('a field named __proto__ is a field, and nothing more', async () => {
  const feed = await readFeed(
    `{"version":"https://jsonfeed.org/version/1","__proto__":{"polluted":1},"items":[{"id":42,"__proto__":{"title":"x"}},null,5,[]]}`,
  )
  expect(feed.items.map(({ id, title }) => [id, title])).toEqual([['42', null]])
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test.each([
  ['{"data":[1],"meta":{}}', 'JSON without the items of a JSON Feed; its fields: data, meta'],
  ['[{"id":1}]', 'a JSON list of 1 values'],
  ['{"items" [1]}', 'broken JSON that starts with «{"items" [1]}»'],
])('%s is no feed', async (document, detail) => expect(await failureOf(document)).toBe(detail))

test.each(['{"items": [', '{"version":"https://jsonfeed.org/version/1","items":[{"id":"1"},{"id":"2', '{"a":"\\'])(
  '%s is JSON that breaks off',
  async (document) => expect(await failureOf(document)).toBe('truncated'),
)
