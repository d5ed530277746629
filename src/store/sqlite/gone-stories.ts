import { type ArticleId, articleId, type Instant, type StoryId, storyId } from '../../model/ids.ts'
import type { StoryTombstone } from '../store.ts'
import type { Engine } from './engine.ts'

/** A story is no more: its address leads to where its lead is, and feeds tell readers to take its entry away. */
export const keepGone = ({ run }: Engine, id: StoryId, lead: number, now: Instant): void => {
  run('INSERT OR REPLACE INTO gone_story (id, article, at, told) VALUES (?, ?, ?, 1)', id, lead, now)
}

type Found = { readonly id: string }

export const firstOfStory = ({ get }: Engine, id: StoryId): ArticleId | null => {
  const found =
    get<Found>(FIRST, id) ?? get<Found>('SELECT a.id FROM gone_story g JOIN article a ON a.n = g.article WHERE g.id = ?', id)
  return found === undefined ? null : articleId(found.id)
}
const FIRST = `SELECT a.id FROM story s JOIN article a ON a.story = s.n WHERE s.id = ? ORDER BY a.n LIMIT 1`

export const movedStory = ({ get }: Engine, id: StoryId): StoryId | null => {
  const found = get<Found>(MOVED, id)
  return found === undefined ? null : storyId(found.id)
}
const MOVED = `
  SELECT s.id FROM gone_story g JOIN article a ON a.n = g.article JOIN story s ON s.n = a.story WHERE g.id = ?`

export const storyTombstones = ({ all }: Engine, limit: number): readonly StoryTombstone[] =>
  all<Found & { readonly at: number }>('SELECT id, at FROM gone_story WHERE told = 1 ORDER BY at DESC, id LIMIT ?', limit).map(
    (row) => ({ id: storyId(row.id), at: row.at }),
  )

export const stopTelling = (engine: Engine, before: Instant): void =>
  engine.write(() => {
    if (engine.run('UPDATE gone_story SET told = 0 WHERE told = 1 AND at < ?', before) === 0) return
    engine.ledger.totals.edition += 1
    engine.ledger.save()
  }, true)
