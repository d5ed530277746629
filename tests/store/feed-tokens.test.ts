/** How much work it is to refuse a key, counted: the time that it takes says nothing about what there is. */
import { expect, test } from 'vitest'
import { feedId } from '../../src/model/ids.ts'
import { createKeyring, createToken, type FeedToken } from '../../src/store/feed-tokens.ts'
import { NOON } from './samples.ts'

const made = ['desk', 'desk', 'sport', 'digest:morning'].map((feed, index) =>
  createToken({ feed: feedId(feed), note: null, now: NOON, secret: new Uint8Array(16).fill(index) }),
)

/** A keyring, and how often it has read its list and compared the hash of a token. */
const countedKeyring = () => {
  const work = { readings: 0, comparisons: 0 }
  const tokens = made.map(
    ({ token: { sha256, ...token } }): FeedToken => ({
      ...token,
      get sha256() {
        work.comparisons += 1
        return sha256
      },
    }),
  )
  const opens = createKeyring({
    read: async () => {
      work.readings += 1
      return tokens
    },
  })
  return { opens, work }
}
const [{ key: first } = { key: '' }, { key: second } = { key: '' }, { key: ofSport } = { key: '' }] = made

test.each([
  ['a wrong key', 'desk', 'wrong', false],
  ['a wrong key as long as a right one', 'desk', `${first.slice(0, -1)}-`, false],
  ['the key of another feed', 'desk', ofSport, false],
  ['a feed without keys', 'quiet', 'wrong', false],
  ['a feed that there is not', 'nowhere', first, false],
  ['no name', '', '', false],
  ['the first key', 'desk', first, true],
  ['the second key', 'desk', second, true],
])('%s: the list is read once and each of its tokens compared', async (_, feed, key, isOpened) => {
  const { opens, work } = countedKeyring()
  expect(await opens(feed, key)).toBe(isOpened)
  expect(work).toEqual({ readings: 1, comparisons: made.length })
})
