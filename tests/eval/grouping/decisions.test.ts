import { expect, test } from 'vitest'
import { languageTag } from '../../../src/enrich/language/language-tag.ts'
import type { Grouped } from '../../../src/cli/lab-group.ts'
import { reportPage } from '../report.ts'
import { decisionLine, misses, type Run, wrongJoins } from './decisions.ts'

const answer = (id: string, story: string, evidence: readonly string[] = []): Grouped => ({
  id,
  language: languageTag('en') ?? (() => expect.unreachable())(),
  copyOf: null,
  story,
  crossStory: story,
  affair: story,
  evidence,
  topics: [],
})

/** Quakes in Chile (c1, c2, c3) and Peru (p1): p1 went to the Chilean story because it is like c2; c3 was left alone. */
const run: Run = {
  set: 'quakes',
  articles: ['c1', 'c2', 'p1', 'c3'].map((id, index) => ({
    id,
    lang: id === 'c1' ? 'ar' : 'en',
    title: `Title <${id}>`,
    text: 'The ground shook.',
    source: 'a desk',
    at: index * 60_000,
  })),
  answers: new Map(
    [
      answer('c1', 'c1'),
      answer('c2', 'c1', ['story: nearest c1']),
      answer('p1', 'c1', ['story: nearest c2, at 0.31']),
      answer('c3', 'c3'),
    ].map((one) => [one.id, one]),
  ),
  truth: new Map([
    ['c1', 'Chile'],
    ['c2', 'Chile'],
    ['p1', 'Peru'],
    ['c3', 'Chile'],
  ]),
  found: new Map([
    ['c1', 'c1'],
    ['c2', 'c1'],
    ['p1', 'c1'],
    ['c3', 'c3'],
  ]),
}

test('a wrong join shows the two articles that its evidence names', () => {
  const [join, ...others] = wrongJoins(run)
  expect(others).toEqual([])
  expect(join?.articles.map(({ id }) => id)).toEqual(['c2', 'p1'])
  expect(join).toMatchObject({ kind: 'wrong', pairs: 2, evidence: ['p1 ← story: nearest c2, at 0.31'] })
  expect(join?.truth).toBe('two events: Chile and Peru; in one group of 3')
})

test('a miss shows what stands apart and how many pairs that costs', () => {
  const [miss, ...others] = misses(run)
  expect(others).toEqual([])
  expect(miss?.articles.map(({ id }) => id)).toEqual(['c1', 'c3'])
  expect(miss).toMatchObject({
    kind: 'missed',
    pairs: 2,
    truth: 'one event, Chile, of 3 articles; parts of 2 and 1 stand apart',
  })
  expect(misses(run).map(decisionLine)[0]).toMatch(/^missed join in quakes, 2 pairs: one event, Chile/)
})

test('the report holds titles as text, in their language and direction, and needs nothing from elsewhere', async () => {
  const decisions = [...wrongJoins(run), ...misses(run)]
  const figures = [{ name: 'pair precision', value: 33.3, bar: 78 }]
  const page = await reportPage([{ suite: 'stories', cases: 4, figures, decisions, wrong: [] }], new Date(0))
  expect(page).toContain('<h4 lang="ar" dir="auto">Title &lt;c1&gt;</h4>')
  expect(page).toContain('style="inline-size:33.3%"')
  expect(page).toContain('p1 ← story: nearest c2')
  expect(page).not.toMatch(/<script|<link|src=|url\(/)
})
