import { type ArticleId, articleId, storyId } from '../../model/ids.ts'
import type { ComponentMember } from '../../model/story.ts'
import { leavingStoryIdOf, storyIdOf } from '../derived-ids.ts'
import type { Engine } from './engine.ts'

type FamilyRow = {
  readonly n: number
  readonly id: string
  readonly kind: ComponentMember['kind']
  readonly beside: string | null
  readonly starts: string | null
}

/**
 * Everything that hangs together with these articles by what was decided about each: all that stand beside one another, from the one that
 * began it, and what is tied to any of them. In the order of arrival.
 */
export const familyOf = (
  engine: Engine,
  about: readonly ArticleId[],
  ties: readonly (readonly ArticleId[])[],
): readonly ComponentMember[] => {
  const family = new Map<ArticleId, ComponentMember>()
  let wanted = [...new Set(about)]
  while (wanted.length > 0) {
    for (const member of engine.all<FamilyRow>(FAMILY, JSON.stringify(wanted)).map(toMember)) family.set(member.article, member)
    const tied = ties.filter((tie) => tie.some((article) => family.has(article))).flat()
    // One that retention took has no family: asking for it again would not end.
    wanted = [...new Set(tied)].filter((article) => !family.has(article) && isHeld(engine, article))
  }
  return [...family.values()].toSorted((a, b) => a.position - b.position)
}

const isHeld = ({ get }: Engine, article: ArticleId): boolean =>
  get('SELECT 1 FROM article WHERE id = ?', article) !== undefined

const FAMILY = `
  WITH RECURSIVE
    up (n, beside) AS (
      SELECT a.n, p.beside FROM json_each(?) j JOIN article a ON a.id = j.value LEFT JOIN placement p ON p.article = a.n
      UNION
      SELECT up.beside, p.beside FROM up LEFT JOIN placement p ON p.article = up.beside WHERE up.beside IS NOT NULL
    ),
    down (n) AS (
      SELECT n FROM up WHERE beside IS NULL
      UNION
      SELECT p.article FROM down d JOIN placement p ON p.beside = d.n
    )
  SELECT a.n, a.id, coalesce(p.kind, 'starts') AS kind, b.id AS beside, p.starts
  FROM down d JOIN article a ON a.n = d.n LEFT JOIN placement p ON p.article = d.n LEFT JOIN article b ON b.n = p.beside`

const toMember = ({ n, id, kind, beside, starts }: FamilyRow): ComponentMember => {
  const article = articleId(id)
  return {
    article,
    position: n,
    kind,
    parent: beside === null ? null : articleId(beside),
    starts: starts === null ? storyIdOf(article) : storyId(starts),
    leaves: leavingStoryIdOf(article),
  }
}
