import type { Correction, Override } from '../model/correction.ts'
import type { ArticleId, Instant } from '../model/ids.ts'
import { storyId } from '../model/ids.ts'
import type { Arrange, RearrangeResult, Store } from '../store/store.ts'
import { applyOverrides } from '../grouping/arrange.ts'

export type CorrectionReport = Pick<RearrangeResult, 'stories' | 'gone'> & {
  /** What corrections name and is not stored: it may come yet, or be a mistake. */
  readonly waiting: readonly { readonly line: number; readonly name: string }[]
}

/** As it was first applied: what it named then, and from which article on it holds. */
type Kept = Override & { readonly named: Readonly<Record<string, ArticleId>> }

/** Where the store keeps the corrections in force. */
export const CORRECTIONS_NOTE = 'corrections'

/** What a change to one of them may touch: articles that corrections tie together. */
export const tiesOf = (corrections: readonly Override[]): readonly (readonly ArticleId[])[] =>
  corrections.filter(({ articles }) => articles.length > 1).map(({ articles }) => articles)

export const arrangeBy =
  (corrections: readonly Override[]): Arrange =>
  (family) =>
    applyOverrides(family, corrections)

/**
 * Makes the stories those that decisions and these corrections give; what a correction that is no longer there did is undone. One transaction;
 * the same again changes nothing.
 */
export const applyCorrections = async (
  store: Store,
  corrections: readonly Correction[],
  now: Instant,
): Promise<CorrectionReport> => {
  const before = keptIn(await store.note(CORRECTIONS_NOTE))
  if (corrections.length + before.length === 0) return { stories: [], gone: [], waiting: [] }
  const known = new Map(before.map((kept) => [kept.key, kept]))
  const next = await store.nextPosition()
  const settled: Kept[] = []
  const waiting: CorrectionReport['waiting'][number][] = []
  for (const correction of corrections) {
    const { kept, missing } = await settle(store, correction, known, next)
    settled.push(kept)
    for (const name of missing) waiting.push({ line: correction.line, name })
  }
  const about = [...new Set([...before, ...settled].flatMap(({ articles }) => articles))]
  const notes = { [CORRECTIONS_NOTE]: settled.length === 0 ? null : JSON.stringify(settled) }
  const { stories, gone } = await store.rearrange({ decisions: [], about, ties: [], notes, now }, arrangeBy(settled))
  return { stories, gone, waiting }
}

const keptIn = (note: string | null): readonly Kept[] => (note === null ? [] : (JSON.parse(note) as readonly Kept[]))

export const correctionsIn = (note: string | null): readonly Override[] => keptIn(note)

/** Names a correction by what it says, wherever it stands in the file. */
export const keyOf = ({ kind, of }: Pick<Correction, 'kind' | 'of'>): string => `${kind} ${of.toSorted().join(' ')}`

const settle = async (
  store: Store,
  { kind, of, note, by, date }: Correction,
  known: ReadonlyMap<string, Kept>,
  next: number,
): Promise<{ readonly kept: Kept; readonly missing: readonly string[] }> => {
  const key = keyOf({ kind, of })
  const before = known.get(key)
  const named: Record<string, ArticleId> = {}
  for (const name of of) {
    const article = (await heldStill(store, before?.named[name])) ?? (await articleNamed(store, name))
    if (article !== null) named[name] = article
  }
  const articles = [...new Set(Object.values(named))]
  const kept = { kind, key, articles, named, since: before?.since ?? next, note, by, date }
  return { kept, missing: of.filter((name) => named[name] === undefined) }
}

/** A story's first article may change with the corrections; what a correction meant does not. */
const heldStill = async (store: Store, article: ArticleId | undefined): Promise<ArticleId | null> =>
  article !== undefined && (await store.article(article)) !== null ? article : null

/** The article that an id or address names; of a story, its first. */
export const articleNamed = async (store: Store, name: string): Promise<ArticleId | null> =>
  (await store.firstOfStory(storyId(name))) ?? (await store.findArticle(name))?.id ?? null
