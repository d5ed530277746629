import type { StoredArticle } from '../../model/article.ts'
import type { Store } from '../store.ts'
import { unpackList } from './article-rows.ts'
import type { Engine } from './engine.ts'
import { loadArticles } from './load-stories.ts'
import { heldTagNumbers, type TaggedRow, tagNumbersOf } from './tag-numbers.ts'
import { packTagRecord } from './tag-record.ts'
import { standingOf, type StandingRow } from './standing.ts'
import { moveTags } from './tag-rows.ts'

export type Placed = { readonly position: number; readonly article: StoredArticle }

/** In order of arrival; a position is an article's number, and numbers are never given twice. */
export const articlesAfter = (engine: Engine, position: number | null, limit: number): readonly Placed[] => {
  const numbers = engine
    .all<{ n: number }>('SELECT n FROM article WHERE n > ? ORDER BY n LIMIT ?', position ?? 0, limit)
    .map(({ n }) => n)
  return loadArticles(engine, numbers).flatMap((article, index): Placed[] => {
    const number = numbers[index]
    return number === undefined ? [] : [{ position: number, article }]
  })
}

type Change = Parameters<Store['replaceTags']>[0][number]
type HeldRow = TaggedRow & StandingRow & { readonly confidence: number }

/** Returns how many differed. An article that retention has taken meanwhile is passed over. */
export const replaceTags = (engine: Engine, changes: readonly Change[]): number =>
  engine.write(() => {
    const { ledger } = engine
    const changed = changes.filter((change) => replace(engine, change)).length
    if (changed === 0) return 0
    ledger.totals.edition += 1
    ledger.save()
    return changed
  })

const replace = (engine: Engine, { id, language, confidence, tags }: Change): boolean => {
  const held = engine.get<HeldRow>(HELD, id)
  if (held === undefined) return false
  const record = packTagRecord(tags)
  if (held.tags === record && held.language === language && held.confidence === confidence) return false
  const sources = [held.source, ...unpackList<number>(held.also_in)]
  const before = heldTagNumbers(engine.tags, held)
  const after = tagNumbersOf(engine.tags, { ...tags, language }, sources)
  moveTags(engine, standingOf(held), before, after)
  engine.run(RETAG, language, confidence, tags.topics.length > 0 ? 1 : 0, held.n)
  engine.run('UPDATE content SET tags = ? WHERE article = ?', record, held.n)
  return true
}

const HELD = `
  SELECT a.n, a.source, a.also_in, a.sort_at, a.story, s.sort_at AS story_at, a.language, a.confidence, c.tags
  FROM article a JOIN content c ON c.article = a.n JOIN story s ON s.n = a.story
  WHERE a.id = ?`
const RETAG = `UPDATE article SET language = ?, confidence = ?, has_topic = ? WHERE n = ?`
