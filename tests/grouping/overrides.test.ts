import { describe, expect, test } from 'vitest'
import type { CorrectionKind, Override } from '../../src/model/correction.ts'
import { articleId, storyId } from '../../src/model/ids.ts'
import type { ComponentMember } from '../../src/model/story.ts'
import { applyOverrides } from '../../src/grouping/overrides.ts'

/** `B<A`: B was put parent A; `B=A`: as its copy; `B~A`: linked from another language. In the order of arrival, from position 1. */
const family = (text: string): readonly ComponentMember[] =>
  text.split(' ').map((word, index) => {
    const [name = '', sign = '', parent = ''] = word.split(/([<=~])/)
    return {
      article: articleId(name),
      position: index + 1,
      kind: sign === '' ? 'starts' : sign === '=' ? 'copy' : sign === '~' ? 'link' : 'story',
      parent: parent === '' ? null : articleId(parent),
      starts: storyId(`s${name}`),
      leaves: storyId(`t${name}`),
    }
  })
const correction = (kind: CorrectionKind, articles: string, since = 100): Override => ({
  kind,
  key: `${kind} ${articles}`,
  articles: articles.split(' ').map(articleId),
  since,
  note: null,
  by: null,
  date: null,
})
/** `sA: A B`, a story a line. */
const stories = (text: string, ...corrections: readonly Override[]): readonly string[] =>
  applyOverrides(family(text), corrections).map(
    ({ id, pinned, members }) =>
      `${id}: ${members.map(({ article, copyOf }) => (copyOf === null ? article : `${article}=${copyOf}`)).join(' ')}${pinned === null ? '' : ` led by ${pinned}`}`,
  )

describe('without corrections', () => {
  test('who is put parent another is in its story', () => expect(stories('A B<A C D<B E<C')).toEqual(['sA: A B D', 'sC: C E']))
  test('copies point at the first that carries their text, never in a chain', () =>
    expect(stories('A B=A C=B D<C')).toEqual(['sA: A B=A C=A D']))
  test('order of the input does not matter', () =>
    expect(applyOverrides(family('A B<A C<B').toReversed(), [])).toEqual(applyOverrides(family('A B<A C<B'), [])))
})

describe('split', () => {
  test('the named leave together and form a story of their own; the rest keeps its address', () =>
    expect(stories('A B<A C<A D<B', correction('split', 'B C'))).toEqual(['sA: A D', 'sB: B C']))
  test('what was there before stays, though it was put parent one that left', () =>
    expect(stories('A B<A C<B', correction('split', 'B', 4))).toEqual(['sA: A C', 'sB: B']))
  test('what comes after it follows the one that it is like', () =>
    expect(stories('A B<A C<B D<A E<C', correction('split', 'B', 3))).toEqual(['sA: A D', 'sB: B C E']))
  test('the first may leave: the story stays where it is, and what left gets another address', () =>
    expect(stories('A B<A C<B', correction('split', 'A'))).toEqual(['tA: A', 'sA: B C']))
  test('an article that comes later than its correction goes straight to its part', () =>
    expect(stories('A B<A C<A D<A', correction('split', 'B D', 1))).toEqual(['sA: A C', 'sB: B D']))
  test('all of a story: nothing is left to leave', () =>
    expect(stories('A B<A', correction('split', 'A B'))).toEqual(['sA: A B']))
  test('of two stories: both go into one of their own', () =>
    expect(stories('A B<A C D<C', correction('split', 'B D'))).toEqual(['sA: A', 'sB: B D', 'sC: C']))
  test('a copy that leaves its original is a copy no more; two that leave together stay copies', () =>
    expect(stories('A B=A C=A', correction('split', 'B C'))).toEqual(['sA: A', 'sB: B C=B']))
  test('two splits of one story make three', () =>
    expect(stories('A B<A C<A', correction('split', 'B'), correction('split', 'C'))).toEqual(['sA: A', 'sB: B', 'sC: C']))
})

describe('join', () => {
  test('the stories of the named are one, at the address of the first', () =>
    expect(stories('A B C<A D<B', correction('join', 'D C'))).toEqual(['sA: A B C D']))
  test('one that has not come yet is waited for', () => {
    expect(stories('A B', correction('join', 'A C', 2))).toEqual(['sA: A', 'sB: B'])
    expect(stories('A B C', correction('join', 'A C', 2))).toEqual(['sA: A C', 'sB: B'])
  })
  test('what was parted again stays parted when another comes', () => {
    const corrections = [correction('join', 'A B D', 3), correction('split', 'B', 3)]
    expect(stories('A B C D', ...corrections)).toEqual(['sA: A D', 'sB: B', 'sC: C'])
  })
})

describe('never', () => {
  test('the later leaves with what was put there because of it', () =>
    expect(stories('A B<A C<B D<A', correction('never', 'B A'))).toEqual(['sA: A D', 'sB: B C']))
  test('holds for one that comes later', () =>
    expect(stories('A B<A C<B', correction('never', 'A B', 1))).toEqual(['sA: A', 'sB: B C']))
  test('holds against join, whichever stands first', () => {
    const both = [correction('never', 'A B'), correction('join', 'A B')] as const
    expect(stories('A B', ...both)).toEqual(['sA: A', 'sB: B'])
    expect(stories('A B', ...both.toReversed())).toEqual(['sA: A', 'sB: B'])
  })
  test('three are three', () => expect(stories('A B<A C<A', correction('never', 'A B C'))).toEqual(['sA: A', 'sB: B', 'sC: C']))
  test('who is apart already stays', () => expect(stories('A B', correction('never', 'A B'))).toEqual(['sA: A', 'sB: B']))
})

describe('pin', () => {
  test('the named leads its story, the last named if there are two', () =>
    expect(stories('A B<A C<A', correction('pin', 'B'), correction('pin', 'C'))).toEqual(['sA: A B C led by C']))
  test('one that is not there leads nothing', () => expect(stories('A', correction('pin', 'Z'))).toEqual(['sA: A']))
})

test('corrections work upon each other in the order in which they were made, and each can be taken back', () => {
  const [split, join, never] = [correction('split', 'B', 4), correction('join', 'A E', 6), correction('never', 'D F', 7)]
  const text = 'A B<A C<B D<B E F<D'
  expect(stories(text, split, join, never)).toEqual(['sA: A C E', 'sB: B D', 'sF: F'])
  expect(stories(text, join, never)).toEqual(['sA: A B C D E', 'sF: F'])
  expect(stories(text, split, never)).toEqual(['sA: A C', 'sB: B D', 'sE: E', 'sF: F'])
  expect(stories(text, split, join)).toEqual(['sA: A C E', 'sB: B D F'])
})

test('a link that is refused parts the languages, and says so', () => {
  const [first, second] = applyOverrides(family('A B~A C<B'), [
    { ...correction('split', 'B C'), note: 'another ruling', by: 'Ann', date: '2026-11-24' },
  ])
  expect(first?.members).toMatchObject([{ article: 'A', isApart: false, corrected: [] }])
  expect(second?.members).toMatchObject([
    {
      article: 'B',
      isApart: true,
      corrected: [{ kind: 'correction', detail: 'split off by Ann, 2026-11-24: another ruling' }],
    },
    { article: 'C', isApart: false },
  ])
})

test('ten thousand splits are applied at once', () => {
  const numbers = Array.from({ length: 10_000 }, (_, index) => index)
  const pairs = numbers.map((number) => `A${number} B${number}<A${number}`).join(' ')
  expect(stories(pairs, ...numbers.map((number) => correction('split', `B${number}`)))).toHaveLength(20_000)
})
