import { expect, test } from 'vitest'
import { articleId, topicId } from '../../src/model/ids.ts'
import { type Asked, drawAsked, scoreCard, type Verdict } from '../../src/model/score-card.ts'

const asked = (id: string, topic: string, language: string, score = 0.95): Asked => ({
  article: articleId(id),
  topic: topicId(topic),
  language,
  score,
  title: id,
})
const verdict = (isRight: boolean, topic: string, language: string, score: number): Verdict => ({
  ...asked('a', topic, language, score),
  isRight,
})

test('what is rare is drawn as well as what is frequent, and the same seed draws the same', () => {
  const many = Array.from({ length: 90 }, (_, at) => asked(`m${at}`, 'dns', 'en'))
  const rare = [asked('r1', 'cables', 'sw'), asked('r2', 'dns', 'en', 0.6), asked('r3', 'dns', 'ar')]
  const drawn = drawAsked([...many, ...rare], 8, 'today')
  expect(drawn.map(({ title }) => title)).toEqual(expect.arrayContaining(['r1', 'r2', 'r3']))
  expect(drawn.length).toBe(8)
  expect(drawAsked([...rare, ...many], 8, 'today')).toEqual(drawn)
  expect(drawAsked([...many, ...rare], 8, 'tomorrow')).not.toEqual(drawn)
})

test('precision by topic and language, and what a higher threshold leaves', () => {
  const { all, topics, languages, thresholds } = scoreCard([
    verdict(true, 'dns', 'en', 0.95),
    verdict(true, 'dns', 'en', 0.65),
    verdict(false, 'dns', 'ru', 0.65),
    verdict(true, 'cables', 'ru', 0.85),
  ])
  expect(all).toMatchObject({ right: 3, asked: 4 })
  expect(all.low).toBeCloseTo(0.301, 3)
  expect(all.high).toBeCloseTo(0.954, 3)
  expect(topics.map(({ name, right, asked: of }) => [name, right, of])).toEqual([
    ['dns', 2, 3],
    ['cables', 1, 1],
  ])
  expect(languages.map(({ name, right, asked: of }) => [name, right, of])).toEqual([
    ['en', 2, 2],
    ['ru', 1, 2],
  ])
  expect(thresholds.map(({ least, right, asked: of, lost }) => [least, right, of, lost])).toEqual([
    [0.6, 3, 4, 0],
    [0.7, 2, 2, 1],
    [0.8, 2, 2, 1],
    [0.9, 1, 1, 2],
  ])
})
