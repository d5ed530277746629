import type { ArticleId, Instant } from '../../model/ids.ts'
import { storyIdOf } from '../derived-ids.ts'
import type { Engine } from './engine.ts'

export type StoryPlace = { readonly n: number; readonly sortAt: number }

/** A story of one article, which speaks for it. */
export const startStory = (
  { ledger, run }: Engine,
  first: ArticleId,
  { lead, sortAt, publishedAt }: { readonly lead: number; readonly sortAt: Instant; readonly publishedAt: Instant },
): StoryPlace => {
  const n = ledger.totals.nextStory++
  ledger.totals.stories += 1
  run(ADD, n, storyIdOf(first), lead, sortAt, publishedAt, Math.max(sortAt, publishedAt))
  return { n, sortAt }
}
const ADD = `INSERT INTO story (n, id, lead, sort_at, published_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)`

type Newcomer = { readonly source: number; readonly language: string }

/** The story that an article joins. `updated` moves if it brings a source or language that the story did not have. */
export const welcome = (engine: Engine, n: number, newcomer: Newcomer, now: Instant): StoryPlace => {
  const story = engine.get<StoryPlace>('SELECT n, sort_at AS sortAt FROM story WHERE n = ?', n)
  if (story === undefined)
    throw new Error(`an article is in the story ${n}, which does not exist: the database contradicts itself`)
  if (!isToldIn(engine, n, newcomer.language) || !isToldBy(engine, n, newcomer.source)) touchStory(engine, n, now)
  return story
}

const isToldIn = ({ get }: Engine, story: number, language: string): boolean => get(TOLD_IN, story, language) !== undefined
const TOLD_IN = `SELECT 1 FROM article WHERE story = ? AND language = ? LIMIT 1`

/** By an article of its own, or by one of its items that another's article stands for. */
export const isToldBy = ({ get }: Engine, story: number, source: number): boolean =>
  get(TOLD_BY, story, source, source) !== undefined
const TOLD_BY = `
  SELECT 1 FROM article
  WHERE story = ? AND (source = ? OR also_in IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(also_in) WHERE value = ?)) LIMIT 1`

export const touchStory = ({ run }: Engine, story: number, now: Instant): void => {
  run('UPDATE story SET updated_at = max(updated_at, ?) WHERE n = ?', now, story)
}

/** A story that lost its lead is led by the first that is left. False: nobody is. */
export const leadOn = ({ get, run }: Engine, story: number): boolean => {
  const first = get<{ readonly n: number }>(FIRST_LEFT, story)
  if (first === undefined) return false
  if (get(LEAD, story) === undefined) run('UPDATE story SET lead = ?, pinned = 0 WHERE n = ?', first.n, story)
  return true
}
const FIRST_LEFT = 'SELECT n FROM article WHERE story = ? ORDER BY copy_of IS NOT NULL, n LIMIT 1'
const LEAD = 'SELECT 1 FROM story s JOIN article a ON a.n = s.lead AND a.story = s.n WHERE s.n = ?'
