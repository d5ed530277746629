/** From what was decided about the articles of a batch to what is stored of them and of their stories. */
import { describe, expect, test } from 'vitest'
import { contributorsOf } from '../../src/model/story-updated.ts'
import { assignStories, type StoryFacts } from '../../src/grouping/assign-stories.ts'
import type { Decided } from '../../src/grouping/decide-batch.ts'
import { articleId, sourceId } from '../../src/model/ids.ts'
import type { Assignment } from '../../src/model/story.ts'
import type { AssignedArticle, LoggedArticle, StoryState } from '../../src/store/ports/article-log.ts'
import { storyIdOf } from '../../src/store/derived-ids.ts'
import { HOUR, NOON } from '../store/samples.ts'
import { assigned, S, state } from './assigned.ts'
import { logged } from './logged.ts'

const decided = (article: LoggedArticle, assignment: Exclude<Assignment, { kind: 'same' }>): Decided => ({
  kind: 'assigned',
  article,
  decision: { assignment, features: null, compared: null, late: null, continues: null },
})
const START = { kind: 'starts', reasons: [] } as const
const joins = (kind: 'story' | 'link') =>
  ({ kind: 'joins', story: S, reasons: [{ kind, detail: 'alike', score: 0.7 }] }) as const
const COPY = { kind: 'copy', story: S, of: articleId('a1'), reasons: [{ kind: 'copy', detail: 'a1', score: 0.9 }] } as const
const same = (article: LoggedArticle, as: number): Decided => ({
  kind: 'same',
  article,
  as,
  reasons: [{ kind: 'identity', detail: 'the same page', score: null }],
})

/** `stored`: what stands already; `parents`: of decided articles. */
const plan = (decisions: readonly Decided[], { stored = [], parents = [], states = [], holders = [] }: Partial<Facts> = {}) => {
  const facts: StoryFacts = {
    assigned: new Map(stored.map((one) => [one.number, one])),
    stories: new Map(states.map((one) => [one.id, one])),
    contributors: new Map(states.map(({ id }) => [id, contributorsOf(stored.filter(({ story }) => story === id))])),
    parents: new Map(parents),
    logged: new Map(holders.map((one) => [one.number, one])),
  }
  return assignStories(decisions, facts, NOON)
}
type Facts = {
  readonly stored: readonly AssignedArticle[]
  readonly parents: readonly (readonly [number, number])[]
  readonly states: readonly StoryState[]
  readonly holders: readonly LoggedArticle[]
}

describe('an article', () => {
  test('that is like nothing starts a story, which it leads', () => {
    const own = storyIdOf(articleId('a2'))
    const { places, stories, assignments } = plan([decided(logged(2), START)])
    expect(places).toEqual([{ article: 2, story: own, copyOf: null, sameAs: null, alsoIn: [] }])
    const dates = { sortAt: NOON + 2, publishedAt: NOON + 2, updatedAt: NOON + 2 }
    expect(stories).toEqual([state({ id: own, lead: 2, ...dates })])
    expect(assignments).toEqual([])
  })

  test.each([
    ['story', joins('story'), null],
    ['link', joins('link'), null],
    ['copy', COPY, 1],
  ] as const)('that is assigned as %s stands with its parent', (kind, assignment, copyOf) => {
    const { places, assignments, links } = plan([decided(logged(2), assignment)], {
      stored: [assigned(1)],
      states: [state()],
      parents: [[2, 1]],
    })
    expect(places).toEqual([{ article: 2, story: S, copyOf, sameAs: null, alsoIn: [] }])
    expect(assignments).toEqual([{ article: 2, kind, parent: 1, starts: null }])
    expect(links).toEqual(kind === 'link' ? [{ article: 2, language: 'en', score: 0.7, evidence: 'alike', madeAt: NOON }] : [])
  })

  test('that copies a copy is a copy of its original', () => {
    const { places } = plan([decided(logged(3), COPY)], {
      stored: [assigned(2, { kind: 'copy', parent: 1, copyOf: 1 })],
      states: [state()],
      parents: [[3, 2]],
    })
    expect(places.map(({ copyOf }) => copyOf)).toEqual([1])
  })

  test('whose parent is in the same batch stands with it', () => {
    const { places, stories } = plan([decided(logged(2), START), decided(logged(3), joins('story'))], { parents: [[3, 2]] })
    const own = storyIdOf(articleId('a2'))
    expect(places.map(({ article, story }) => [article, story])).toEqual([
      [2, own],
      [3, own],
    ])
    expect(stories).toHaveLength(1)
  })

  test('whose parent retention has taken starts a story', () => {
    const { places, assignments } = plan([decided(logged(2), joins('story'))])
    expect(places.map(({ story }) => story)).toEqual([storyIdOf(articleId('a2'))])
    expect(assignments).toEqual([])
  })
})

describe('when a story was updated', () => {
  const facts = { stored: [assigned(1)], states: [state()], parents: [[2, 1]] } as const
  test.each([
    ['another source reports it', {}, true],
    ['its source reports it again', { source: sourceId('source-1') }, false],
    ['its source reports it in another language', { source: sourceId('source-1'), language: 'fr' }, true],
  ])('%s', (_, rest, isUpdated) => {
    const { stories } = plan([decided(logged(2, rest), joins('story'))], facts)
    expect(stories).toEqual(isUpdated ? [state({ updatedAt: NOON + 2 * HOUR })] : [])
  })
})

describe('an article that another stands for', () => {
  test('names its source there, and stands nowhere itself', () => {
    const { places, stories, tags } = plan([same(logged(2), 1)], {
      stored: [assigned(1)],
      states: [state()],
      holders: [logged(1, { story: S })],
    })
    expect(places).toContainEqual({ article: 2, story: null, copyOf: null, sameAs: 1, alsoIn: [] })
    expect(places).toContainEqual({ article: 1, story: S, copyOf: null, sameAs: null, alsoIn: [sourceId('source-2')] })
    expect(tags.map(({ article, sources }) => [article, sources])).toEqual([[1, ['source-1', 'source-2']]])
    expect(stories).toEqual([state({ updatedAt: NOON + 2 * HOUR })])
  })

  test('of the same source is what it says from now on: its site has moved', () => {
    const { adopt, places } = plan([same(logged(2, { source: sourceId('source-1'), title: 'At a new address' }), 1)], {
      stored: [assigned(1)],
      states: [state()],
      holders: [logged(1, { story: S })],
    })
    expect(adopt.map(({ from, to }) => [from, to])).toEqual([[2, 1]])
    expect(places.map(({ article, sameAs }) => [article, sameAs])).toEqual([[2, 1]])
  })

  test('names a source once, however often it shows the page', () => {
    const twice = [same(logged(2), 1), same(logged(3, { source: sourceId('source-2') }), 1)]
    const { places } = plan(twice, { stored: [assigned(1)], states: [state()], holders: [logged(1, { story: S })] })
    expect(places.find(({ article }) => article === 1)?.alsoIn).toEqual(['source-2'])
  })
})
