import type { ArticleId } from './ids.ts'

/**
 * What a person decided about stories, from corrections.yaml. `split`: these leave their story and form one of their own; `join`:
 * the stories of these are one; `never`: no two of these stand in one story; `pin`: this one leads its story.
 */
export type CorrectionKind = 'split' | 'join' | 'never' | 'pin'
export type Correction = {
  readonly kind: CorrectionKind
  /** Ids (`a…`) or addresses of articles; for `join` and `never` ids of stories (`s…`) too, which stand for all of theirs. */
  readonly of: readonly string[]
  /** For people: why, who, when. */
  readonly note: string | null
  readonly by: string | null
  readonly date: string | null
  /** Where it stands in the file. */
  readonly line: number
}

/** A correction as it works on what is stored. */
export type Override = Omit<Correction, 'of' | 'line'> & {
  /** Names the same correction in every reading of the file, wherever it stands. */
  readonly key: string
  /** Those of its articles that are stored. */
  readonly articles: readonly ArticleId[]
  /** In force for articles that come at this position or after; what came before it was placed without it. */
  readonly since: number
}
