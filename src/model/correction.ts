import type { ArticleId } from './ids.ts'
import { KINDS, type Kind } from './kind.ts'

/**
 * What a person decided about stories and articles, from `corrections.yaml`. `split`: the named articles leave their story and form one of their own;
 * `join`: the stories of the named articles become one; `never`: no two of the named articles are in one story; `pin`: the named article is
 * its story's lead; a kind: the named articles are of this kind.
 */
export const CORRECTION_KINDS = ['split', 'join', 'never', 'pin', ...KINDS] as const
export type CorrectionKind = (typeof CORRECTION_KINDS)[number]
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

/** By article: the kind that a person named, the last of several. */
export const namedKinds = (overrides: readonly Pick<Override, 'kind' | 'articles'>[]): ReadonlyMap<ArticleId, Kind> =>
  new Map(
    overrides.flatMap(({ kind, articles }) => {
      const named = kindNamed(kind)
      return named === null ? [] : articles.map((article) => [article, named] as const)
    }),
  )

/** The kind of articles that a correction names; null: it says something about stories. */
export const kindNamed = (kind: CorrectionKind): Kind | null => KINDS.find((one) => one === kind) ?? null
