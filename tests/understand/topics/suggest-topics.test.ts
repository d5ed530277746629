import { expect, test } from 'vitest'
import { suggestTopics, type UntaggedArticle } from '../../../src/understand/topics/suggest-topics.ts'
import { meaningOf } from '../../grouping/meanings.ts'

const article = (matter: string, nth: number, title: string, source = `s${nth % 3}`): UntaggedArticle => ({
  id: `${matter}${nth}`,
  title,
  language: 'en',
  source,
  vector: meaningOf(matter, `${matter}${nth}`).values,
})
const several = (
  matter: string,
  count: number,
  titleOf: (nth: number) => string,
  source?: string,
): readonly UntaggedArticle[] => Array.from({ length: count }, (_, nth) => article(matter, nth, titleOf(nth), source))

test('articles about one matter are a group, named by the words that tell it from others, the largest first', () => {
  const topics = suggestTopics(
    [
      ...several('flu', 6, (nth) => `Vaccine against flu reaches clinic ${nth} today`),
      ...several('rail', 9, (nth) => `Railway strike stops train ${nth} today`),
      ...several('alone', 1, () => 'A sheep wins a race today'),
      ...several('one desk', 8, (nth) => `Crossword number ${nth} today`, 'desk'),
    ],
    9,
  )
  expect(topics.map(({ articles, sources }) => [articles, sources])).toEqual([
    [9, 3],
    [6, 3],
  ])
  expect(topics[0]?.label.split(', ').toSorted()).toEqual(['Railway', 'stops', 'strike'])
  expect(topics[1]?.label).toContain('flu')
  expect(topics[1]?.headlines).toHaveLength(6)
})
