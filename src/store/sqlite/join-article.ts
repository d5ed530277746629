import type { ReadArticle } from '../../model/article.ts'
import type { Assignment } from '../../model/story.ts'
import { packList, unpackList } from './article-rows.ts'
import type { Settlement } from './settlement.ts'
import { isToldBy, touchStory } from './story-rows.ts'
import { standingOf, type StandingRow } from './standing.ts'
import { moveTags } from './tag-rows.ts'

type Joined = StandingRow & { readonly source: number; readonly also_in: string | null }

/** Adds an item to an article that we hold. The article itself stays as its owner wrote it. */
export const joinArticle = (
  { engine, batch, source, touched }: Settlement,
  article: ReadArticle,
  placement: Extract<Assignment, { kind: 'same' }>,
): { readonly article: number; readonly isOurs: boolean } => {
  const { run, ledger } = engine
  const holder = engine.get<Joined>(HOLDER, placement.article)
  if (holder === undefined) throw new Error(`an item was placed into the article ${placement.article}, which does not exist`)
  const { n } = holder
  run(ADD_ITEM, source, article.key, article.hash, n, batch.now, batch.now, packList(placement.reasons))
  ledger.totals.items += 1
  if (holder.source === source) return { article: n, isOurs: true }
  const others = unpackList<number>(holder.also_in)
  if (others.includes(source)) return { article: n, isOurs: false }
  if (!isToldBy(engine, holder.story, source)) touchStory(engine, holder.story, batch.now)
  run('UPDATE article SET also_in = ? WHERE n = ?', JSON.stringify([...others, source]), n)
  moveTags(engine, standingOf(holder), undefined, new Set([source]))
  touched.add(holder.story)
  return { article: n, isOurs: false }
}

const ADD_ITEM = `INSERT INTO item (source, key, hash, article, first_seen, last_seen, reasons) VALUES (?, ?, ?, ?, ?, ?, ?)`
const HOLDER = `
  SELECT a.n, a.source, a.also_in, a.sort_at, a.story, s.sort_at AS story_at FROM article a JOIN story s ON s.n = a.story WHERE a.id = ?`
