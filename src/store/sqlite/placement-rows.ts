import type { Placement } from '../../model/story.ts'
import { articleId } from '../../model/ids.ts'
import { storyIdOf } from '../derived-ids.ts'
import type { Engine } from './engine.ts'

/** The article that a newcomer was put beside: its story is the one to join, whatever became of it since the index looked. */
export type Neighbour = { readonly n: number; readonly story: number; readonly original: number }

type NewPlacement = Exclude<Placement, { kind: 'same' }>

/** Null: the article starts a story, or retention has meanwhile taken what it was put beside. */
export const neighbourOf = (engine: Engine, placement: NewPlacement): Neighbour | null => {
  if (placement.kind === 'starts') return null
  const article = placement.kind === 'copy' ? placement.of : placement.beside
  const near = article === undefined ? undefined : engine.get<Neighbour>(NEIGHBOUR, article)
  return near ?? engine.get<Neighbour>(FIRST_OF_STORY, placement.story) ?? engine.get<Neighbour>(HEIR, placement.story) ?? null
}
const NEIGHBOUR = `SELECT n, story, coalesce(copy_of, n) AS original FROM article WHERE id = ?`
const FIRST_OF_STORY = `
  SELECT a.n, a.story, coalesce(a.copy_of, a.n) AS original
  FROM story s JOIN article a ON a.story = s.n WHERE s.id = ? ORDER BY a.n LIMIT 1`
const HEIR = `
  SELECT a.n, a.story, coalesce(a.copy_of, a.n) AS original
  FROM gone_story g JOIN article a ON a.n = g.article WHERE g.id = ?`

/** Writes down what was decided, beside what became of it. */
export const notePlacement = ({ run }: Engine, article: number, placement: NewPlacement, beside: number): void => {
  run('INSERT INTO placement (article, kind, beside) VALUES (?, ?, ?)', article, kindOf(placement), beside)
}

export const kindOf = ({ kind, reasons }: NewPlacement): 'copy' | 'story' | 'link' | 'starts' =>
  kind === 'joins' ? (reasons.some((reason) => reason.kind === 'link') ? 'link' : 'story') : kind

type Held = {
  readonly id: string
  readonly story: number
  readonly kind: string
  readonly beside: number | null
  readonly starts: string | null
}

/**
 * The article is about to go: its first copy takes its place, or, where it began the story, the first article that was put beside it.
 * All others that were beside it are put beside that one, else beside what it was beside itself.
 */
export const handOnPlacement = (engine: Engine, gone: number): void => {
  const { get, run } = engine
  const held = get<Held>(HELD, gone)
  if (held === undefined) return
  handOnAddress(engine, gone, held.story)
  run('DELETE FROM placement WHERE article = ?', gone)
  const { copy, any } = get<Heirs>(HEIRS, gone) ?? { copy: null, any: null }
  const heir = copy ?? (held.beside === null ? any : null)
  if (heir !== null) {
    const starts = held.beside === null ? (held.starts ?? storyIdOf(articleId(held.id))) : null
    run('UPDATE placement SET kind = ?, beside = ?, starts = ? WHERE article = ?', held.kind, held.beside, starts, heir)
  }
  if (any !== null) run('UPDATE placement SET beside = ? WHERE beside = ?', heir ?? held.beside, gone)
}
type Heirs = { readonly copy: number | null; readonly any: number | null }
const HELD = `
  SELECT a.id, a.story, coalesce(p.kind, 'starts') AS kind, p.beside, p.starts
  FROM article a LEFT JOIN placement p ON p.article = a.n WHERE a.n = ?`
const HEIRS = `SELECT min(iif(kind = 'copy', article, NULL)) AS copy, min(article) AS "any" FROM placement WHERE beside = ?`

/** What led to the article from a story that is gone leads to another of its story. */
const handOnAddress = ({ get, run }: Engine, gone: number, story: number): void => {
  if (get('SELECT 1 FROM gone_story WHERE article = ? LIMIT 1', gone) === undefined) return
  const heir = get<{ readonly n: number | null }>('SELECT min(n) AS n FROM article WHERE story = ? AND n <> ?', story, gone)?.n
  if (heir === null || heir === undefined) run('DELETE FROM gone_story WHERE article = ?', gone)
  else run('UPDATE gone_story SET article = ? WHERE article = ?', heir, gone)
}
