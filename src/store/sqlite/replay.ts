import type { Instant } from '../../model/ids.ts'
import type { ComponentMember } from '../../model/story.ts'
import type { PlacedArticle } from '../store.ts'
import type { Engine } from './engine.ts'
import { loadArticles } from './load-stories.ts'

type PlacedRow = {
  readonly n: number
  readonly kind: ComponentMember['kind']
  readonly at: Instant | null
  readonly memory: Uint8Array | null
}

/** In the order of arrival, after a position. */
export const placedAfter = (engine: Engine, position: number, limit: number): readonly PlacedArticle[] => {
  const rows = engine.all<PlacedRow>(PLACED, position, limit)
  const articles = loadArticles(
    engine,
    rows.map(({ n }) => n),
  )
  return articles.flatMap((article, index): PlacedArticle[] => {
    const row = rows[index]
    if (row === undefined) return []
    const { n, kind, at, memory } = row
    return [{ position: n, article, kind, features: at === null || memory === null ? null : { at, bytes: memory } }]
  })
}
const PLACED = `
  SELECT a.n, coalesce(p.kind, 'starts') AS kind, e.at, e.memory
  FROM article a LEFT JOIN placement p ON p.article = a.n LEFT JOIN event e ON e.article = a.n
  WHERE a.n > ? ORDER BY a.n LIMIT ?`

/** The position before the first article that was first seen at this instant or later. */
export const positionBefore = ({ get }: Engine, seen: Instant): number =>
  (get<{ readonly n: number | null }>(FIRST_SEEN, seen, seen)?.n ?? Number.MAX_SAFE_INTEGER) - 1
const FIRST_SEEN = `
  SELECT min(n) AS n FROM (
    SELECT min(n) AS n FROM article WHERE has_topic = 1 AND first_seen >= ?
    UNION ALL
    SELECT min(n) AS n FROM article WHERE has_topic = 0 AND first_seen >= ?)`
