import type { ReadArticle } from '../../model/article.ts'
import { type StoryId, storyId } from '../../model/ids.ts'
import type { Assignment } from '../../model/story.ts'
import { articleIdOf } from '../derived-ids.ts'
import { sortPosition } from '../publishing-rules.ts'
import type { Placer, SettleBatch, SettledItem, SettleResult } from '../store.ts'
import { type IdentityHashes, identityHashes } from './article-hashes.ts'
import type { Engine } from './engine.ts'
import { identicalTo } from './identity.ts'
import { joinArticle } from './join-article.ts'
import { NOTE_SEEN_MS } from './known-items.ts'
import { writePoll } from './polls.ts'
import { reviseArticle } from './revise-article.ts'
import type { Settlement } from './settlement.ts'
import { type ArticlePlace, storeArticle } from './store-article.ts'
import { neighbourOf, notePlacement } from './placement-rows.ts'
import { startStory, welcome } from './story-rows.ts'
import { alikeTo, noteForStories } from './story-tables.ts'

export const settle = (engine: Engine, batch: SettleBatch, place: Placer): Promise<SettleResult> => {
  const added = batch.items.filter(({ article }) => article !== null).length
  return engine.together.write(() => settleBatch(engine, batch, place), { size: 1 + added, again: false })
}

const settleBatch = (engine: Engine, batch: SettleBatch, place: Placer): SettleResult => {
  const source = engine.tags.number('source', batch.source)
  if (source === null) throw new Error(`a batch was settled for the source ${batch.source}, which the store does not know`)
  const settlement: Settlement = {
    engine,
    batch,
    source,
    sourceIsNew: engine.get('SELECT 1 FROM item WHERE source = ? LIMIT 1', source) === undefined,
    touched: new Set(),
    counts: { added: 0, revised: 0, joined: 0, unchanged: 0 },
  }
  for (const item of batch.items) settleItem(settlement, item, place)
  engine.bounds.save()
  engine.words.writeSome()
  writePoll(engine, batch.source, batch.poll)
  const { counts, touched } = settlement
  if (touched.size > 0) engine.ledger.totals.edition += 1
  if (touched.size + counts.joined > 0) engine.ledger.save()
  return { ...counts, stories: storyIds(engine, touched), edition: engine.ledger.totals.edition }
}

const storyIds = ({ all }: Engine, numbers: ReadonlySet<number>): readonly StoryId[] =>
  all<{ readonly id: string }>(
    'SELECT s.id FROM json_each(?) j JOIN story s ON s.n = j.value',
    JSON.stringify([...numbers]),
  ).map(({ id }) => storyId(id))

type ItemRow = { readonly n: number; readonly hash: string; readonly article: number | null; readonly last_seen: number }

const settleItem = (settlement: Settlement, item: SettledItem, place: Placer): void => {
  const { engine, batch, source, counts } = settlement
  const known = engine.get<ItemRow>(
    'SELECT n, hash, article, last_seen FROM item WHERE source = ? AND key = ?',
    source,
    item.key,
  )
  if (known === undefined) {
    if (item.article !== null) placeArticle(settlement, item.article, place)
    return
  }
  const isSame = known.hash === item.hash || item.article === null
  if (!isSame || batch.now - known.last_seen >= NOTE_SEEN_MS) {
    engine.run('UPDATE item SET hash = ?, last_seen = ? WHERE n = ?', isSame ? known.hash : item.hash, batch.now, known.n)
  }
  if (isSame || item.article === null) counts.unchanged += 1
  else if (known.article !== null) change(settlement, known.article, item.article)
  // Retention took what stood here. Something newer under the same key (a page that is rewritten) is an article again.
  else if (item.article.publishedAt > known.last_seen) {
    engine.run('DELETE FROM item WHERE n = ?', known.n)
    placeArticle(settlement, item.article, place)
  } else counts.unchanged += 1
}

const change = (settlement: Settlement, number: number, article: ReadArticle): void => {
  const changed = reviseArticle(settlement, number, article)
  settlement.counts[changed ? 'revised' : 'unchanged'] += 1
}

const placeArticle = (settlement: Settlement, article: ReadArticle, place: Placer): void => {
  const { engine, batch } = settlement
  const hashes = identityHashes(batch.source, article, article.searchText)
  const placement = place(article, {
    identical: identicalTo(engine, batch.source, article, hashes),
    alike: alikeTo(engine, article.fingerprint),
  })
  if (placement.kind === 'same') {
    const { article: number, isOurs } = joinArticle(settlement, article, placement)
    // Our own article under a new key: the site has moved, and the old address with it.
    if (isOurs) reviseArticle(settlement, number, article)
    settlement.counts.joined += 1
    return
  }
  settlement.counts.added += 1
  addArticle(settlement, article, placement, hashes)
}

type NewPlacement = Exclude<Assignment, { kind: 'same' }>

const addArticle = (settlement: Settlement, article: ReadArticle, placement: NewPlacement, hashes: IdentityHashes): void => {
  const { engine, batch, source, sourceIsNew, touched } = settlement
  const { totals } = engine.ledger
  const n = totals.nextArticle++
  const id = articleIdOf(batch.source, article.key)
  const sortAt = sortPosition(article.publishedAt, batch.now, sourceIsNew)
  const beside = neighbourOf(engine, placement)
  const story =
    beside === null
      ? startStory(engine, id, { lead: n, sortAt, publishedAt: article.publishedAt })
      : welcome(engine, beside.story, { source, language: article.language }, batch.now)
  const place: ArticlePlace = { n, id, source, story, sortAt, hashes, firstSeen: batch.now, reasons: placement.reasons }
  storeArticle(engine, article, place, beside !== null && placement.kind === 'copy' ? beside.original : null)
  if (beside !== null) notePlacement(engine, n, placement, beside.n)
  noteForStories(engine, article, placement, { n, language: article.language, now: batch.now })
  touched.add(story.n)
}
