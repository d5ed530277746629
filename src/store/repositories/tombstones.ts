import { type ArticleId, articleId, type Instant, type StoryId, storyId } from '../../model/ids.ts'
import type { StoryLink } from '../../model/story.ts'
import type { StoryTombstone } from '../ports/story-view.ts'
import { type LinkRow, toLink } from '../rows/link-rows.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'

type Found = { readonly id: string }

export const firstOfStory = ({ get }: Engine, id: StoryId): ArticleId | null => {
  const found =
    get<Found>(FIRST, id) ??
    get<Found>('SELECT a.id FROM story_tombstone g JOIN article a ON a.n = g.article WHERE g.id = ?', id)
  return found === undefined ? null : articleId(found.id)
}
const FIRST = `SELECT a.id FROM story s JOIN article a ON a.story = s.n WHERE s.id = ? ORDER BY a.n LIMIT 1`

/** The story that has the articles of an ended story now. */
export const successorOf = ({ get }: Engine, id: StoryId): StoryId | null => {
  const found = get<Found>(SUCCESSOR, id)
  return found === undefined ? null : storyId(found.id)
}
const SUCCESSOR = `
  SELECT s.id FROM story_tombstone g JOIN article a ON a.n = g.article JOIN story s ON s.n = a.story WHERE g.id = ?`

export const storyTombstones = ({ all }: Engine, limit: number): readonly StoryTombstone[] =>
  all<Found & { readonly at: number }>(ANNOUNCED, limit).map((row) => ({ id: storyId(row.id), at: row.at }))
const ANNOUNCED = `
  SELECT id, at FROM (
    SELECT id, at FROM story_tombstone WHERE announced = 1
    UNION
    SELECT id, at FROM taken_down t WHERE announced = 1 AND NOT EXISTS (SELECT 1 FROM story s WHERE s.id = t.id)
  ) ORDER BY at DESC, id LIMIT ?`

export const expireTombstones = (engine: Engine, before: Instant): void =>
  engine.write(() => {
    const expired = ['story_tombstone', 'taken_down'].map((table) =>
      engine.run(`UPDATE ${table} SET announced = 0 WHERE announced = 1 AND at < ?`, before),
    )
    if (expired.every((count) => count === 0)) return
    engine.counters.totals.edition += 1
    engine.counters.save()
  }, true)

export const linksOf = ({ all }: Engine, story: StoryId): readonly StoryLink[] => all<LinkRow>(LINKS, story).map(toLink)
const LINKS = `
  SELECT a.id, l.language, l.score, l.evidence, l.made_at, l.refused
  FROM story s JOIN article a ON a.story = s.n JOIN story_link l ON l.article = a.n WHERE s.id = ? ORDER BY a.n`
