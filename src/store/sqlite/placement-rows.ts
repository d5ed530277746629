import type { Assignment } from '../../model/story.ts'
import { articleId } from '../../model/ids.ts'
import { storyIdOf } from '../derived-ids.ts'
import type { Engine } from './engine.ts'

/** The article that a newcomer was put beside: its story is the one to join, whatever became of it since the index looked. */
export type Neighbour = { readonly n: number; readonly story: number; readonly original: number }

type NewPlacement = Exclude<Assignment, { kind: 'same' }>

/** Null: the article starts a story, or retention has meanwhile taken what it was put beside. */
export const neighbourOf = (engine: Engine, placement: NewPlacement): Neighbour | null => {
  if (placement.kind === 'starts') return null
  const article = placement.kind === 'copy' ? placement.of : placement.parent
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
 * The article is about to go: what stood beside it stands beside another then, never beside what came later. (Families are arranged in the
 * order of arrival.)
 */
export const handOnPlacement = (engine: Engine, gone: number): void => {
  const held = engine.get<Held>(HELD, gone)
  if (held === undefined) return
  handOnAddress(engine, gone, held.story)
  engine.run('DELETE FROM placement WHERE article = ?', gone)
  const { copy, first } = engine.get<Heirs>(HEIRS, gone) ?? { copy: null, first: null }
  if (first === null) return
  if (held.beside === null) handOnBeginning(engine, gone, { held, copy, first })
  else if (copy !== null) handOnToCopy(engine, gone, { held, copy })
  engine.run('UPDATE placement SET beside = ? WHERE beside = ?', held.beside ?? first, gone)
}
type Heirs = { readonly copy: number | null; readonly first: number | null }
const HELD = `
  SELECT a.id, a.story, coalesce(p.kind, 'starts') AS kind, p.beside, p.starts
  FROM article a LEFT JOIN placement p ON p.article = a.n WHERE a.n = ?`
const HEIRS = `SELECT min(iif(kind = 'copy', article, NULL)) AS copy, min(article) AS "first" FROM placement WHERE beside = ?`

type Beginning = { readonly held: Held; readonly copy: number | null; readonly first: number }

/** It began the story: the first that was put beside it does now. The first copy stands beside that as that stood beside the one that goes. */
const handOnBeginning = ({ run }: Engine, gone: number, { held, copy, first }: Beginning): void => {
  if (copy !== null && copy !== first) {
    run(STAND_AS, first, first, copy)
    run(`UPDATE placement SET beside = ? WHERE beside = ? AND kind = 'copy'`, copy, gone)
  }
  const starts = held.starts ?? storyIdOf(articleId(held.id))
  run(`UPDATE placement SET kind = 'starts', beside = NULL, starts = ? WHERE article = ?`, starts, first)
}
const STAND_AS = `
  UPDATE placement SET kind = (SELECT kind FROM placement WHERE article = ?), beside = ?, starts = NULL WHERE article = ?`

/** Its first copy takes its place, for those that came later than that. */
const handOnToCopy = ({ run }: Engine, gone: number, { held, copy }: { readonly held: Held; readonly copy: number }): void => {
  run('UPDATE placement SET kind = ?, beside = ?, starts = NULL WHERE article = ?', held.kind, held.beside, copy)
  run('UPDATE placement SET beside = ? WHERE beside = ? AND article > ?', copy, gone, copy)
}

/** What led to the article from a story that is gone leads to another of its story. */
const handOnAddress = ({ get, run }: Engine, gone: number, story: number): void => {
  if (get('SELECT 1 FROM gone_story WHERE article = ? LIMIT 1', gone) === undefined) return
  const heir = get<{ readonly n: number | null }>('SELECT min(n) AS n FROM article WHERE story = ? AND n <> ?', story, gone)?.n
  if (heir === null || heir === undefined) run('DELETE FROM gone_story WHERE article = ?', gone)
  else run('UPDATE gone_story SET article = ? WHERE article = ?', heir, gone)
}
