/** What has to change so that the stored stories are those that overrides make. */
import { describe, expect, test } from 'vitest'
import { recluster } from '../../src/grouping/recluster.ts'
import { type ArticleId, articleId, storyId, type StoryId } from '../../src/model/ids.ts'
import type { ResolvedStory } from '../../src/model/story.ts'
import type { AssignedArticle, StoryState } from '../../src/store/ports/article-log.ts'
import { HOUR, NOON } from '../store/samples.ts'
import { assigned, S, state } from './assigned.ts'

const LATER = NOON + HOUR
const OTHER = storyId('s2')
const story = (id: StoryId, members: readonly number[], pinned: ArticleId | null = null): ResolvedStory => ({
  id,
  pinned,
  members: members.map((number) => ({ article: articleId(`a${number}`), copyOf: null, isApart: false, corrected: [] })),
})
const change = (resolved: readonly ResolvedStory[], articles: readonly AssignedArticle[], stories: readonly StoryState[]) =>
  recluster(resolved, { articles, members: articles, stories }, LATER)
const places = ({ places: all }: ReturnType<typeof change>) => all.map(({ article, story: id }) => [article, id])

test('what stands as it should is left alone', () => {
  expect(change([story(S, [1, 2])], [assigned(1), assigned(2)], [state()])).toEqual({
    stories: [],
    places: [],
    corrected: [],
    refusedLinks: [],
    endedStories: [],
    changed: [],
    moves: new Map(),
  })
})

describe('a split', () => {
  const plan = change([story(S, [1, 3]), story(OTHER, [2])], [assigned(1), assigned(2), assigned(3)], [state()])

  test('moves what leaves, and nothing else', () => {
    expect(places(plan)).toEqual([[2, OTHER]])
    expect(plan.moves).toEqual(new Map([['a2', OTHER]]))
    expect(plan.endedStories).toEqual([])
  })
  test('begins a story where its first article stands, which is updated now', () => {
    const { sortAt, publishedAt } = assigned(2)
    expect(plan.stories).toContainEqual(state({ id: OTHER, lead: 2, sortAt, publishedAt, updatedAt: LATER }))
  })
  test('updates the story that loses a source, where it stands', () =>
    expect(plan.stories).toContainEqual(state({ updatedAt: LATER })))
  test('reports both as changed', () => expect(new Set(plan.changed)).toEqual(new Set([S, OTHER])))
})

describe('a join', () => {
  const plan = change(
    [story(S, [1, 2])],
    [assigned(1), assigned(2, { story: OTHER })],
    [state(), state({ id: OTHER, lead: 2 })],
  )
  test('moves the articles of the other story, which ends in this one', () => {
    expect(places(plan)).toEqual([[2, S]])
    expect(plan.endedStories).toEqual([{ id: OTHER, successor: 2, at: LATER }])
  })
  test('leaves the lead', () => expect(plan.stories).toEqual([state({ updatedAt: LATER })]))
})

describe('a pin', () => {
  test('makes its article the lead', () => {
    const plan = change([story(S, [1, 2], articleId('a2'))], [assigned(1), assigned(2)], [state()])
    expect(plan.stories).toEqual([state({ lead: 2, pinned: true, updatedAt: LATER })])
    expect(places(plan)).toEqual([])
  })
  test('that is taken back gives the lead to the first original', () => {
    const articles = [assigned(1, { copyOf: 3 }), assigned(2)]
    const resolved: ResolvedStory = {
      ...story(S, [1, 2]),
      members: story(S, [1, 2]).members.map((member) =>
        member.article === 'a1' ? { ...member, copyOf: articleId('a3') } : member,
      ),
    }
    const plan = change([resolved], [...articles, assigned(3, { story: OTHER })], [state({ lead: 1, pinned: true })])
    expect(plan.stories.find(({ id }) => id === S)).toMatchObject({ lead: 2, pinned: false })
  })
})

test('a story whose articles are not those of the resolved ones keeps the others, and a lead', () => {
  const articles = [assigned(1), assigned(2)]
  const plan = recluster([story(OTHER, [1])], { articles: articles.slice(0, 1), members: articles, stories: [state()] }, LATER)
  expect(plan.endedStories).toEqual([])
  expect(plan.stories).toContainEqual(state({ lead: 2 }))
})

test('a link that a correction keeps apart is refused, one that it lets be again is not, others need no word', () => {
  const linked = [
    assigned(1),
    assigned(2, { kind: 'link', parent: 1, story: OTHER }),
    assigned(3, { kind: 'link', parent: 1 }),
    assigned(4, { kind: 'link', parent: 1 }),
    assigned(5, { kind: 'link', parent: 1, story: OTHER }),
  ]
  const resolved = {
    ...story(S, [1, 2, 3, 4, 5]),
    members: story(S, [1, 2, 3, 4, 5]).members.map((one) => ({ ...one, isApart: ['a3', 'a5'].includes(one.article) })),
  }
  expect(change([resolved], linked, [state()]).refusedLinks).toEqual([
    { article: 2, isRefused: false },
    { article: 3, isRefused: true },
    { article: 5, isRefused: true },
  ])
})

test('of many stories, each is compared with its own articles only', () => {
  const numbers = Array.from({ length: 300 }, (_, index) => index + 1)
  const id = (number: number): StoryId => storyId(`s-${number}`)
  let looks = 0
  const articles = numbers.map((number) =>
    Object.defineProperty(assigned(number), 'story', {
      get: () => {
        looks += 1
        return id(number)
      },
    }),
  )
  const states = numbers.map((number) => state({ id: id(number), lead: number }))
  change(
    numbers.map((number) => story(id(number), [number])),
    articles,
    states,
  )
  change([], articles, states)
  expect(looks).toBeLessThan(20 * numbers.length)
})
