/** A person names the kind of an article: it joins the story that it tells of, or leaves the one that it is in. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { IN_FORCE_NOTE } from '../../src/grouping/apply-corrections.ts'
import type { Understand } from '../../src/grouping/encoded-article.ts'
import type { CorrectionKind } from '../../src/model/correction.ts'
import { articleId } from '../../src/model/ids.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { EVERYTHING } from '../store/samples.ts'
import { addSources, correction, EVENING, grouperOf, pollsOf, take, understandInvented } from './news-stream.ts'

const polls = pollsOf(150)
let store: Store
/** The article that is taken for a deal, and whose event others tell. */
let mistaken = ''

const understand: Understand = async (articles, _known, kinds = new Map()) =>
  (await understandInvented(articles)).map((article) => ({
    ...article,
    kind: kinds.get(article.id) ?? article.kind ?? (article.id === mistaken ? 'deal' : 'news'),
  }))
const grouper = () => grouperOf(store, { understand })

const fill = async (): Promise<void> => {
  store = await openSqlite({ folder: ':memory:', now: () => EVENING })
  await addSources(store)
  for (const step of polls) await take(store, step)
  await grouper().catchUp()
}
const state = async (id: string) => {
  const article = await store.findArticle(id)
  const story = article === null ? null : await store.story(article.story)
  return {
    kind: article?.kind,
    story: story?.id,
    with: (story?.articles ?? []).map((one) => String(one.id)).filter((one) => one !== id),
  }
}
const correct = async (...kinds: readonly (readonly [CorrectionKind, string])[]): Promise<void> => {
  await take(store, {
    kind: 'corrections',
    corrections: kinds.map(([kind, of], nth) => correction(kind, nth + 1, of)),
    now: EVENING,
  })
  await grouper().catchUp()
}
/** A report that neither started its story nor is a copy, in a story of several. */
const reportOfStory = async (): Promise<string> => {
  const { rows } = await store.stories({ filter: EVERYTHING, limit: 1_000, before: null })
  const story = rows.map((row) => row.story).find(({ articles }) => articles.filter(({ copyOf }) => copyOf === null).length > 2)
  const [, second] = story?.articles.filter(({ copyOf }) => copyOf === null) ?? []
  return second?.id ?? ''
}

beforeEach(async () => {
  mistaken = ''
  await fill()
})
afterEach(async () => await store.close())

test('what was taken for a deal and is news joins the story that it tells of; a rebuild and reading it again leave it there', async () => {
  const report = await reportOfStory()
  const told = await state(report)
  await store.close()
  mistaken = report
  await fill()
  expect(await state(report)).toMatchObject({ kind: 'deal', with: [] })

  await correct(['news', report])
  const corrected = await state(report)
  expect(corrected.kind).toBe('news')
  expect(told.with).toEqual(expect.arrayContaining(corrected.with))
  expect(corrected.with.length).toBeGreaterThan(0)
  expect(
    (await store.decision(articleId(report)))?.reasons.map(({ kind, detail }) => `${kind}: ${detail}`).join('\n'),
  ).toContain('correction: taken for news')

  await grouper().rebuild({ since: 0, progress: () => {} })
  expect(await state(report)).toMatchObject({ kind: 'news', with: expect.arrayContaining(corrected.with.slice(0, 1)) })

  const stored = (await store.storedAfter(0, 1_000)).find(({ article }) => article.id === report)
  if (stored === undefined) throw new Error('the report is not stored')
  const { id, language, confidence, topics, doubtful, entities, places } = stored.article
  await store.replaceTags(
    [{ id, language, confidence, tags: { topics, doubtful, entities, places }, isReadAnew: true }],
    EVENING,
  )
  await grouper().catchUp()
  expect((await state(report)).kind).toBe('news')

  await correct()
  expect(await state(report)).toMatchObject({ kind: 'deal', with: [] })
  expect(await store.note(IN_FORCE_NOTE)).toBe(null)
})

test('what is a deal leaves its story, which goes on without it, and comes back when nobody says so any more', async () => {
  const report = await reportOfStory()
  const before = await state(report)
  await correct(['deal', report])
  const alone = await state(report)
  expect(alone).toMatchObject({ kind: 'deal', with: [] })
  expect(await state(before.with[0] ?? '')).toMatchObject({ story: before.story, with: before.with.slice(1) })

  await grouper().rebuild({ since: 0, progress: () => {} })
  expect(await state(report)).toEqual(alone)

  await correct()
  expect(await state(report)).toEqual(before)
})

test('of two kinds that are named, the later one holds', async () => {
  const report = await reportOfStory()
  const before = await state(report)
  await correct(['deal', report], ['news', report])
  expect(await state(report)).toEqual(before)
})
