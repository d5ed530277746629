/** Batches of any size are decided the same. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decideBatch, type Decided } from '../../src/grouping/decide-batch.ts'
import { createGroupingIndex } from '../../src/grouping/grouping-index.ts'
import { loadFacts } from '../../src/grouping/plan-run.ts'
import type { LoggedArticle } from '../../src/store/ports/article-log.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { JOINS } from './joins.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { addSources, MIRROR, pollsOf, take, understandInvented } from './news-stream.ts'

let store: Store
let articles: readonly LoggedArticle[] = []
beforeAll(async () => {
  store = await openSqlite({ folder: ':memory:' })
  await addSources(store)
  for (const step of pollsOf(130)) await take(store, step)
  articles = await store.logged({ after: 0, limit: 1_000 })
})
afterAll(() => store.close())

const inBatchesOf = async (size: number): Promise<readonly Decided[]> => {
  const index = createGroupingIndex(JOINS)
  const decided: Decided[] = []
  const same = new Map<number, number>()
  for (let from = 0; from < articles.length; ) {
    const batch = articles.slice(from, from + size)
    const facts = await loadFacts(store, index, batch)
    // What earlier batches decided is committed by then.
    const identical = facts.identical.map((row) => ({ ...row, sameAs: same.get(row.number) ?? row.sameAs }))
    const work = decideBatch(
      index,
      await understandInvented(batch),
      { ...facts, identical },
      { isAtHome: () => false, grouped: 'all' },
    )
    let step = work.next()
    while (step.done !== true) step = work.next()
    for (const one of step.value) if (one.kind === 'same') same.set(one.article.number, one.as)
    decided.push(...step.value)
    from += step.value.length
    // Two stories that prove to be one are joined before later articles are decided.
    const last = step.value.at(-1)
    if (last?.kind === 'assigned' && last.decision.late !== null) index.join(last.decision.late.other, last.decision.late.story)
  }
  return decided
}
const said = (decided: readonly Decided[]) =>
  decided.map((one) => [one.article.id, one.kind === 'same' ? one.as : one.decision.assignment])

test.each([1, 7, 64])('by %i as all at once', async (size) => {
  const all = await inBatchesOf(articles.length)
  expect(said(await inBatchesOf(size))).toEqual(said(all))
})

test('what is decided there: copies, reports, beginnings, and pages that another source shows', async () => {
  const all = await inBatchesOf(articles.length)
  const kinds = Map.groupBy(all, (one) => (one.kind === 'same' ? one.kind : one.decision.assignment.kind))
  for (const kind of ['starts', 'joins', 'copy', 'same'] as const) expect(kinds.get(kind)?.length).toBeGreaterThan(3)
  expect(new Set(kinds.get('same')?.map(({ article }) => article.source))).toEqual(new Set([MIRROR]))
})

test('with only tagged articles grouped, one without a topic starts a story, and nothing is compared with it', async () => {
  const untagged = articles.map((article) => ({ ...article, topics: [] }))
  const index = createGroupingIndex(JOINS)
  const work = decideBatch(
    index,
    await understandInvented(untagged),
    { identical: [], fingerprints: new Map() },
    { isAtHome: () => false, grouped: 'tagged' },
  )
  let step = work.next()
  while (step.done !== true) step = work.next()
  expect(new Set(step.value.map((one) => (one.kind === 'same' ? one.kind : one.decision.assignment.kind)))).toEqual(
    new Set(['starts']),
  )
  expect(step.value.every((one) => one.kind === 'assigned' && one.decision.features === null)).toBe(true)
})
