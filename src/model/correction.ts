import type { ArticleId } from './ids.ts'

/**
 * What a person decided about stories, from `corrections.yaml`. `split`: the named articles leave their story and form one of their own;
 * `join`: the stories of the named articles become one; `never`: no two of the named articles are in one story; `pin`: the named article is
 * its story's lead.
 */
export type CorrectionKind = 'split' | 'join' | 'never' | 'pin'
export type Correction = {
  readonly kind: CorrectionKind
  /** Ids (`a…`) or addresses of articles; for `join` and `never` also ids of stories (`s…`), which stand for all their articles. */
  readonly of: readonly string[]
  /** For people: why, who, when. */
  readonly note: string | null
  readonly by: string | null
  readonly date: string | null
  readonly line: number
}

/** A correction with its names resolved to stored articles. */
export type Override = Omit<Correction, 'of' | 'line'> & {
  /** Identifies the correction in every reading of the file, whatever its line. */
  readonly key: string
  readonly articles: readonly ArticleId[]
  /** The number of the first article that the override applies to; earlier articles were assigned without it. */
  readonly since: number
}
