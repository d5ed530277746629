import { type ArticleId, articleId, type Instant } from '../../model/ids.ts'
import type { Decision } from '../store.ts'
import { packList } from './article-rows.ts'
import type { Engine } from './engine.ts'
import { kindOf, neighbourOf } from './placement-rows.ts'
import { noteLink, replaceFingerprint, replaceMemory } from './story-tables.ts'

type HeldRow = {
  readonly n: number
  readonly language: string
  readonly kind: string
  readonly beside: number | null
  readonly besideId: string | null
  readonly reasons: string | null
}

export type Decided = {
  readonly isChanged: boolean
  /** Articles whose families change: itself and the one that it stood beside; empty where it stays. */
  readonly moved: readonly ArticleId[]
}

/** Writes what was decided anew about an article, where it differs from what was decided before. */
export const writeDecision = (engine: Engine, decision: Decision, now: Instant): Decided => {
  const { article, placement, fingerprint } = decision
  const held = engine.get<HeldRow>(HELD, article)
  if (held === undefined) return { isChanged: false, moved: [] }
  replaceFingerprint(engine, held.n, fingerprint)
  replaceMemory(engine, held.n, placement.features ?? null)
  const isReworded = rewrite(engine, held, decision, now)
  const neighbour = neighbourOf(engine, placement)
  const beside = neighbour === null || neighbour.n === held.n ? null : neighbour.n
  const kind = beside === null ? 'starts' : kindOf(placement)
  if (kind === held.kind && beside === held.beside) return { isChanged: isReworded, moved: [] }
  engine.run(PLACE, held.n, kind, beside)
  return { isChanged: true, moved: [article, ...(held.besideId === null ? [] : [articleId(held.besideId)])] }
}

const HELD = `
  SELECT a.n, a.language, coalesce(p.kind, 'starts') AS kind, p.beside, b.id AS besideId, c.reasons
  FROM article a JOIN content c ON c.article = a.n
  LEFT JOIN placement p ON p.article = a.n LEFT JOIN article b ON b.n = p.beside
  WHERE a.id = ?`
/** An article that began a story keeps the id that it inherited, for the day when it begins it again. */
const PLACE = `
  INSERT INTO placement (article, kind, beside) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET kind = excluded.kind, beside = excluded.beside`

const rewrite = (engine: Engine, held: HeldRow, { placement }: Decision, now: Instant): boolean => {
  const reasons = packList(placement.reasons)
  if (reasons === held.reasons) return false
  engine.run('UPDATE content SET reasons = ? WHERE article = ?', reasons, held.n)
  engine.run('DELETE FROM story_link WHERE article = ?', held.n)
  noteLink(engine, placement, { n: held.n, language: held.language, now })
  return true
}
