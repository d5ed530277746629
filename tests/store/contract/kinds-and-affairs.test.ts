import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type StoryId, storyId, topicId } from '../../../src/model/ids.ts'
import type { Filter } from '../../../src/model/filter.ts'
import type { Kind } from '../../../src/model/kind.ts'
import type { GroupingPlan, StoryState } from '../../../src/store/ports/article-log.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { append, article, group, HOUR, keysOf, NOON, numberOf, publish, source, storedAs } from '../samples.ts'
import { engines } from './engines.ts'

const NO_TAGS = { topics: [], doubtful: [], entities: [], places: [] }

describe.each(engines)('kinds and affairs, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    await store.syncSources([source('agency'), source('paper')], NOON)
  })
  afterEach(async () => await store.close())

  const commit = async (plan: Omit<GroupingPlan, 'isPublished' | 'now'>): Promise<void> =>
    await store.commit({ ...plan, isPublished: true, now: NOON })
  const understand = async (key: string, kind: Kind, topics: readonly string[] = []): Promise<void> => {
    const number = await numberOf(store, (await storedAs(store, key)).id)
    const tags = { ...NO_TAGS, topics: topics.map((id) => ({ id: topicId(id), score: 0.7, evidence: [] })) }
    await commit({ understood: [{ article: number, kind, tags }] })
  }
  const stateOf = async (id: StoryId): Promise<StoryState> => {
    const [state] = await store.storyStates([id])
    if (state === undefined) throw new Error(`no story ${id}`)
    return state
  }
  const storyOf = async (key: string): Promise<StoryId> => (await storedAs(store, key)).story
  /** Makes the second story continue the first. */
  const continueWith = async (first: string, next: string): Promise<void> => {
    const [before, after] = [await stateOf(await storyOf(first)), await stateOf(await storyOf(next))]
    await commit({ stories: [{ ...after, continues: before.id, affair: before.affair }] })
  }
  const chain = async (key: string): Promise<readonly (string | null)[]> => {
    const { continues, affair } = await stateOf(await storyOf(key))
    return [continues, affair]
  }
  /** Moves the articles of the first story into the second one. */
  const join = async (ended: string, into: string): Promise<void> => {
    const [old, successor] = [await storyOf(ended), await storyOf(into)]
    const members = await store.assignments({ inStories: [old] })
    await commit({
      places: members.map(({ number, alsoIn }) => ({ article: number, story: successor, copyOf: null, sameAs: null, alsoIn })),
      endedStories: [{ id: old, successor: members[0]?.number ?? null, at: NOON }],
    })
  }

  test('an article has no kind until one is committed, together with the tags that it states', async () => {
    await publish(store, 'agency', [article('offer', { topics: ['x'] })])
    expect(await storedAs(store, 'offer')).toMatchObject({ kind: null, topics: [{ id: 'x' }] })
    await understand('offer', 'deal', ['y'])
    expect(await storedAs(store, 'offer')).toMatchObject({ kind: 'deal', topics: [{ id: 'y', score: 0.7 }] })
    expect(await store.logged({ after: 0, limit: 1 })).toMatchObject([{ kind: 'deal', topics: [{ id: 'y' }] }])
  })

  test('an item that is shown again with the same words is no revision, whatever its tags were made of', async () => {
    await publish(store, 'agency', [article('offer', { topics: ['x'] })])
    await understand('offer', 'news', ['y'])
    const again = { ...article('offer', { topics: ['x'] }), hash: 'another' }
    expect(await publish(store, 'agency', [again])).toMatchObject({ added: 0, revised: 0 })
    expect(await storedAs(store, 'offer')).toMatchObject({ kind: 'news', topics: [{ id: 'y' }] })
  })

  test('an article that takes over the wording of another takes over its kind', async () => {
    await publish(store, 'agency', [article('one')])
    await append(store, 'agency', [article('two', { text: 'Another text.' })])
    const [one, two] = await store.logged({ after: 0, limit: 2 })
    await commit({
      understood: [{ article: two!.number, kind: 'digest', tags: NO_TAGS }],
      adopt: [{ from: two!.number, to: one!.number, words: { title: 'two', body: 'two' }, revisedAt: null }],
    })
    expect(await storedAs(store, 'one')).toMatchObject({ kind: 'digest', text: 'Another text.' })
    await group(store)
  })

  test('a story continues none and has its own affair, until another is committed', async () => {
    await publish(store, 'agency', [article('fired'), article('returns'), article('board')])
    const [fired, returns] = [await storyOf('fired'), await storyOf('returns')]
    expect(await chain('fired')).toEqual([null, fired])
    await continueWith('fired', 'returns')
    await continueWith('returns', 'board')
    expect(await chain('fired')).toEqual([null, fired])
    expect(await chain('returns')).toEqual([fired, fired])
    expect(await chain('board')).toEqual([returns, fired])
    expect(await store.story(await storyOf('board'))).toMatchObject({ continues: returns, affair: fired })
    const { rows } = await store.stories({ filter: { kind: 'everything' }, limit: 9, before: null })
    expect(new Set(rows.map(({ story }) => story.affair))).toEqual(new Set([fired]))
  })

  test('what continued a story that was joined to another continues that one', async () => {
    await publish(store, 'agency', [article('fired'), article('returns'), article('board'), article('ousted')])
    await continueWith('fired', 'returns')
    await continueWith('returns', 'board')
    const ousted = await storyOf('ousted')
    await join('fired', 'ousted')
    expect(await chain('returns')).toEqual([ousted, ousted])
    expect(await chain('board')).toEqual([await storyOf('returns'), ousted])
  })

  test('a story into which the first one of its own affair is joined begins the affair', async () => {
    await publish(store, 'agency', [article('fired'), article('returns'), article('board')])
    await continueWith('fired', 'returns')
    await continueWith('returns', 'board')
    await join('fired', 'board')
    const board = await storyOf('board')
    expect(await chain('board')).toEqual([null, board])
    expect(await chain('returns')).toEqual([board, board])
  })

  test('an affair is found by each of its stories, also by one that has ended', async () => {
    await publish(store, 'agency', [article('fired'), article('returns'), article('board'), article('ousted'), article('else')])
    await continueWith('fired', 'returns')
    await continueWith('returns', 'board')
    const ended = await storyOf('fired')
    await join('fired', 'ousted')
    const wanted = ['board', 'fired', 'ousted', 'returns']
    for (const id of [ended, await storyOf('ousted'), await storyOf('board')]) {
      const filter: Filter = { kind: 'affair', anyOf: [id] }
      expect((await keysOf(store, filter)).toSorted()).toEqual(wanted)
      const from = { filter, grouping: 'article', limit: 9 } as const
      const newer = await store.arrivals({ ...from, from: 0, direction: 'newer' })
      const older = await store.arrivals({ ...from, from: 99, direction: 'older' })
      expect(newer.map(({ number }) => number)).toEqual([1, 2, 3, 4])
      expect(older).toEqual(newer.toReversed())
    }
    expect(await keysOf(store, { kind: 'affair', anyOf: [await storyOf('else')] })).toEqual(['else'])
    expect(await keysOf(store, { kind: 'affair', anyOf: [storyId('snowhere')] })).toEqual([])
  })

  test('the stories of an affair are told in order of publication', async () => {
    const at = (hours: number) => ({ publishedAt: NOON - hours * HOUR })
    await publish(store, 'agency', [
      article('board', at(1)),
      article('fired', at(3)),
      article('returns', at(2)),
      article('else'),
    ])
    await continueWith('fired', 'returns')
    await continueWith('returns', 'board')
    const [fired, returns, board, other] = await Promise.all(['fired', 'returns', 'board', 'else'].map(storyOf))
    expect(await store.affairs([fired!, other!])).toEqual(
      new Map([
        [fired, [fired, returns, board]],
        [other, [other]],
      ]),
    )
    expect(await store.affairs([board!])).toEqual(new Map())
    expect([...(await store.storiesWith([board!, storyId('snowhere')])).keys()]).toEqual([board])
    expect(await store.affairs([])).toEqual(await store.storiesWith([]))
  })

  test('an affair outlives the first of its stories', async () => {
    await publish(store, 'agency', [article('fired'), article('returns')])
    await continueWith('fired', 'returns')
    const fired = await storyOf('fired')
    const number = await numberOf(store, (await storedAs(store, 'fired')).id)
    await commit({ withdrawn: [number], endedStories: [{ id: fired, successor: null, at: 0 }] })
    expect(await chain('returns')).toEqual([fired, fired])
    expect(await store.story(storyId(fired))).toBeNull()
  })
})
