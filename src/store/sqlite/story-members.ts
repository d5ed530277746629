import type { ArticleId } from '../../model/ids.ts'
import type { Engine } from './engine.ts'
import type { StoryPlace } from './story-rows.ts'
import { heldTagNumbers } from './tag-numbers.ts'
import { standingOf } from './standing.ts'
import { moveTagsToStory } from './tag-rows.ts'

/** An article as a member of the story that it is in. */
export type MemberRow = {
  readonly n: number
  readonly id: string
  readonly story: number
  readonly story_at: number
  readonly copy_of: number | null
  readonly sort_at: number
  readonly published_at: number
  readonly source: number
  readonly also_in: string | null
  readonly language: string
  readonly kind: string | null
  readonly moved: string | null
}

export const membersOf = (engine: Engine, articles: readonly ArticleId[]): ReadonlyMap<string, MemberRow> =>
  new Map(engine.all<MemberRow>(MEMBERS, JSON.stringify(articles)).map((row) => [row.id, row]))
const MEMBERS = `
  SELECT a.n, a.id, a.story, s.sort_at AS story_at, a.copy_of, a.sort_at, a.published_at, a.source, a.also_in, a.language, p.kind, p.moved
  FROM json_each(?) j JOIN article a ON a.id = j.value JOIN story s ON s.n = a.story LEFT JOIN placement p ON p.article = a.n`

/** Into another story, with everything that it is found by there. */
export const moveArticle = (engine: Engine, member: MemberRow, to: StoryPlace): void => {
  const { all, run, bounds } = engine
  const { n } = member
  const [held] = all<{ readonly tags: string | null }>('SELECT tags FROM content WHERE article = ?', n)
  const tags = heldTagNumbers(engine.tags, { ...member, tags: held?.tags ?? null })
  moveTagsToStory(engine, standingOf(member), tags, to)
  run('UPDATE article SET story = ? WHERE n = ?', to.n, n)
  bounds.note(n, member.sort_at, to.sortAt)
}
