/** Who takes the place of articles that retention takes. */
import { describe, expect, test } from 'vitest'
import type { AssignedArticle } from '../../src/store/ports/article-log.ts'
import { inOneGo } from '../../src/lib/steps.ts'
import { withdrawArticles, type WithdrawFacts } from '../../src/grouping/withdraw-articles.ts'
import { storyIdOf } from '../../src/store/derived-ids.ts'
import { articleId } from '../../src/model/ids.ts'
import { assigned, S, state } from './assigned.ts'

const copy = (number: number, of: number): AssignedArticle => assigned(number, { kind: 'copy', parent: of, copyOf: of })
const report = (number: number, parent: number): AssignedArticle => assigned(number, { kind: 'story', parent })

/** Of one story, in the order of arrival. */
const withdraw = (members: readonly AssignedArticle[], gone: readonly number[], lead = 1) =>
  inOneGo(withdrawArticles(factsOf(members, gone, lead)))
const factsOf = (members: readonly AssignedArticle[], gone: readonly number[], lead: number): WithdrawFacts => ({
  gone: members.filter(({ number }) => gone.includes(number)),
  dependents: {
    children: members.filter(({ parent }) => parent !== null && gone.includes(parent)),
    copies: members.filter(({ copyOf }) => copyOf !== null && gone.includes(copyOf)),
    same: [],
  },
  members,
  stories: [state({ lead })],
})
/** `of` as «number kind parent». */
const edges = ({ assignments }: ReturnType<typeof withdraw>) =>
  assignments.map(({ article, kind, parent }) => `${article} ${kind} ${parent ?? '–'}`)

describe('what was assigned to an article that goes', () => {
  test.each([
    ['the first of a story: the next begins it', [assigned(1), report(2, 1), report(3, 1)], [1], ['2 starts –', '3 story 2']],
    [
      'the first two: the third begins it',
      [assigned(1), report(2, 1), report(3, 2), report(4, 1)],
      [1, 2],
      ['3 starts –', '4 story 3'],
    ],
    [
      'one in the middle: what it was assigned to takes its place',
      [assigned(1), report(2, 1), report(3, 2)],
      [2],
      ['3 story 1'],
    ],
    [
      'one with a copy: the copy takes its place, for those that came later',
      [assigned(1), report(2, 1), copy(3, 2), report(4, 2)],
      [2],
      ['3 story 1', '4 story 3'],
    ],
    [
      'one with a copy that came later: no article follows one that came after it',
      [assigned(1), report(2, 1), report(3, 2), copy(4, 2)],
      [2],
      ['3 story 1', '4 story 1'],
    ],
    [
      'an original that began the story: its first copy begins it',
      [assigned(1), copy(2, 1), copy(3, 1)],
      [1],
      ['2 starts –', '3 copy 2'],
    ],
    [
      'an original that began it, with an earlier report',
      [assigned(1), report(2, 1), copy(3, 1), copy(4, 1)],
      [1],
      ['2 starts –', '3 story 2', '4 copy 3'],
    ],
    ['all of them', [assigned(1), report(2, 1)], [1, 2], []],
    ['one that nothing was assigned to', [assigned(1), report(2, 1)], [2], []],
  ] as const)('%s', (_, members, gone, expected) => expect(edges(withdraw(members, gone))).toEqual(expected))

  test('the story keeps its id, whoever begins it', () => {
    expect(withdraw([assigned(1), report(2, 1)], [1]).assignments).toEqual([
      { article: 2, kind: 'starts', parent: null, starts: storyIdOf(articleId('a1')) },
    ])
    const again = withdraw([assigned(2, { starts: S }), report(3, 2)], [2], 2)
    expect(again.assignments).toEqual([{ article: 3, kind: 'starts', parent: null, starts: S }])
  })
})

describe('copies of an original that goes', () => {
  test('the oldest is the original of the others', () => {
    const { places } = withdraw([assigned(1), copy(2, 1), copy(3, 1), copy(4, 1)], [1])
    expect(places.map(({ article, copyOf }) => [article, copyOf])).toEqual([
      [2, null],
      [3, 2],
      [4, 2],
    ])
  })
  test('the oldest that stays', () => {
    const { places } = withdraw([assigned(1), copy(2, 1), copy(3, 1), copy(4, 1)], [1, 2])
    expect(places.map(({ article, copyOf }) => [article, copyOf])).toEqual([
      [3, null],
      [4, 3],
    ])
  })
})

describe('a story', () => {
  test('whose lead goes is led by the first original that is left', () => {
    expect(withdraw([assigned(1), copy(2, 9), report(3, 1)], [1]).stories).toEqual([state({ lead: 3 })])
  })
  test('whose lead stays keeps it', () => expect(withdraw([assigned(1), report(2, 1)], [2]).stories).toEqual([]))
  test('whose pinned lead goes is no longer pinned', () => {
    const members = [assigned(1), report(2, 1)]
    const plan = inOneGo(
      withdrawArticles({
        gone: members.slice(1),
        dependents: { children: [], copies: [], same: [] },
        members,
        stories: [state({ lead: 2, pinned: true })],
      }),
    )
    expect(plan.stories).toEqual([state({ lead: 1, pinned: false })])
  })
  test('ends with its last article, and nobody takes its place', () => {
    const { endedStories, stories, withdrawn } = withdraw([assigned(1), report(2, 1)], [1, 2])
    expect(endedStories.map(({ id, successor }) => ({ id, successor }))).toEqual([{ id: S, successor: null }])
    expect({ stories, withdrawn }).toEqual({ stories: [], withdrawn: [1, 2] })
  })
  test('that ended before in the article that goes leads to another of its story', () => {
    expect(withdraw([assigned(1), report(2, 1)], [1]).tombstones).toEqual([{ from: 1, to: 2 }])
    expect(withdraw([assigned(1)], [1]).tombstones).toEqual([{ from: 1, to: null }])
  })
})

test('thousands that go take a step each, in which others may have their turn', () => {
  const members = [assigned(1), ...Array.from({ length: 200 }, (_, at) => report(at + 2, 1))]
  const gone = members.slice(0, 64).map(({ number }) => number)
  expect([...withdrawArticles(factsOf(members, gone, 1))]).toHaveLength(64)
})
