import type { ArticleId, Instant } from '../../model/ids.ts'
import { storyIdOf } from '../derived-ids.ts'
import { unpackList } from './article-rows.ts'
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
  const { sources, languages } = voicesOf(engine, story.n)
  if (!sources.has(newcomer.source) || !languages.has(newcomer.language)) touchStory(engine, story.n, now)
  return story
}

type Voices = { readonly sources: ReadonlySet<number>; readonly languages: ReadonlySet<string> }
type Member = { readonly source: number; readonly also_in: string | null; readonly language: string }

/** Who tells the story, and in which languages. */
export const voicesOf = ({ all }: Engine, story: number): Voices => {
  const members = all<Member>(MEMBERS, story)
  return {
    sources: new Set(members.flatMap(({ source, also_in }) => [source, ...unpackList<number>(also_in)])),
    languages: new Set(members.map(({ language }) => language)),
  }
}
const MEMBERS = `SELECT source, also_in, language FROM article WHERE story = ?`

export const touchStory = ({ run }: Engine, story: number, now: Instant): void => {
  run('UPDATE story SET updated_at = max(updated_at, ?) WHERE n = ?', now, story)
}
