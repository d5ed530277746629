/** What is left of stories that have ended, and the links that a story's articles made. */
import { type ArticleId, articleId, type Instant, type StoryId, storyId } from '../../model/ids.ts'
import type { StoryLink } from '../../model/story.ts'
import { type Database, edition, run, type Work } from '../database.ts'

/** A story that no longer exists: feeds announce that its entry is removed. */
export type StoryTombstone = { readonly id: StoryId; readonly at: Instant }

export type Tombstones = ReturnType<typeof tombstonesIn>

export const tombstonesIn = (database: Database) => ({
  /** The first article of a story, even if the story has ended; null: there never was such a story, or retention deleted it. */
  firstOfStory: async (id: StoryId): Promise<ArticleId | null> => {
    const found = (await database.get<Found>(FIRST, id)) ?? (await database.get<Found>(FIRST_OF_ENDED, id))
    return found === undefined ? null : articleId(found.id)
  },
  /** The story that has the articles of an ended story now. */
  successorOf: async (id: StoryId): Promise<StoryId | null> => {
    const found = await database.get<Found>(SUCCESSOR, id)
    return found === undefined ? null : storyId(found.id)
  },
  /** Stories whose end feeds still announce, latest first. */
  storyTombstones: async (limit: number): Promise<readonly StoryTombstone[]> =>
    (await database.all<Found & { readonly at: number }>(ANNOUNCED, limit)).map(({ id, at }) => ({ id: storyId(id), at })),
  /** Links between languages that the story's articles made, in the order of arrival, including those that corrections refuse. */
  linksOf: async (story: StoryId): Promise<readonly StoryLink[]> => (await database.all<LinkRow>(LINKS, story)).map(toLink),
})
const FIRST = 'SELECT a.id FROM story s JOIN article a ON a.story = s.n WHERE s.id = $1 ORDER BY a.n LIMIT 1'
const FIRST_OF_ENDED = 'SELECT a.id FROM story_tombstone g JOIN article a ON a.n = g.article WHERE g.id = $1'
const SUCCESSOR = `
  SELECT s.id FROM story_tombstone g JOIN article a ON a.n = g.article JOIN story s ON s.n = a.story WHERE g.id = $1`
const ANNOUNCED = `
  SELECT id, at FROM (
    SELECT id, at FROM story_tombstone WHERE announced = 1
    UNION
    SELECT id, at FROM taken_down t WHERE announced = 1 AND NOT EXISTS (SELECT 1 FROM story s WHERE s.id = t.id)
  ) ended ORDER BY at DESC, id LIMIT $1`
const LINKS = `
  SELECT a.id, l.language, l.score, l.evidence, l.made_at, l.refused
  FROM story s JOIN article a ON a.story = s.n JOIN story_link l ON l.article = a.n WHERE s.id = $1 ORDER BY a.n`

/** Feeds stop announcing what ended before this instant. */
export function* expireTombstones(before: Instant, now: Instant): Work<void> {
  const ended = yield* run('UPDATE story_tombstone SET announced = 0 WHERE announced = 1 AND at < $1', before)
  const takenDown = yield* run('UPDATE taken_down SET announced = 0 WHERE announced = 1 AND at < $1', before)
  if (ended + takenDown > 0) yield* edition(true, now)
}

type Found = { readonly id: string }
type LinkRow = {
  readonly id: string
  readonly language: string
  readonly score: number
  readonly evidence: string
  readonly made_at: number
  readonly refused: number
}
const toLink = ({ id, language, score, evidence, made_at: madeAt, refused }: LinkRow): StoryLink => ({
  article: articleId(id),
  language,
  score,
  evidence,
  madeAt,
  isRefused: refused === 1,
})
