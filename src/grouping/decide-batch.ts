import { withPageText } from '../model/article-page.ts'
import { withoutFragment } from '../lib/canonical-url.ts'
import type { ArticleId, SourceId } from '../model/ids.ts'
import type { Fingerprint } from '../model/article.ts'
import { type GroupedArticles, isGrouped } from '../model/grouped-articles.ts'
import type { AssignmentReason, CopyCandidate, IdentityCandidate } from '../model/story.ts'
import type { IdenticalRow, LoggedArticle } from '../store/ports/article-log.ts'
import { guidKey } from '../store/new-article-row.ts'
import { ALONE, decide } from './decide.ts'
import type { Decision, GroupingIndex, Report } from './grouping-index.ts'
import { identify } from './same-article.ts'
import type { EncodedArticle } from './encoded-article.ts'

export type GroupingRules = {
  /** True if the URL is on the source's own site. */
  readonly isAtHome: (source: SourceId, url: string) => boolean
  readonly grouped: GroupedArticles
}

/** What a batch of logged articles is decided from, loaded once for the whole batch. */
export type BatchFacts = {
  readonly identical: readonly IdenticalRow[]
  readonly fingerprints: ReadonlyMap<ArticleId, Fingerprint>
}

/** Yields after each article, so that the caller can let others run. */
export type DecidingBatch = Generator<void, readonly Decided[]>

/** The decision about an article: another stands for it (`same`), or it is assigned to a story. */
export type Decided =
  | {
      readonly kind: 'same'
      readonly article: LoggedArticle
      readonly as: number
      readonly reasons: readonly AssignmentReason[]
    }
  | { readonly kind: 'assigned'; readonly article: LoggedArticle; readonly decision: Decision }

/**
 * Decides about articles in the order of the log, and adds each to the index. It ends early where two stories prove to be one: these must be joined
 * before later articles are decided. The same articles with the same vectors get the same decisions, whatever the size of the batches.
 */
export function* decideBatch(
  index: GroupingIndex,
  articles: readonly EncodedArticle[],
  facts: BatchFacts,
  rules: GroupingRules,
): DecidingBatch {
  const fingerprints = new Map(facts.fingerprints)
  const identical = createIdentical(facts.identical)
  const decided: Decided[] = []
  for (const article of articles) {
    const one = sameAs(article, identical.of(article), rules) ?? assign(index, article, fingerprints, rules)
    decided.push(one)
    if (one.kind === 'same') identical.follow(article.number)
    else {
      if (isGrouped(rules.grouped, article)) index.add(reportOf(article), one.decision)
      if (article.fingerprint !== null) fingerprints.set(article.id, article.fingerprint)
      if (one.decision.late !== null) break
    }
    yield
  }
  return decided
}

/** The candidates for `identify`: articles that came before and that no other stands for, in the order of arrival. */
const createIdentical = (rows: readonly IdenticalRow[]) => {
  const keyed = rows.map((row) => ({ ...row, guidKey: guidKey(row.source, row.guid) }))
  const byUrl = Map.groupBy(keyed, ({ canonicalUrl }) => pageOf(canonicalUrl))
  const byGuid = Map.groupBy(keyed, (row) => row.guidKey)
  const byContent = Map.groupBy(keyed, ({ contentHash }) => contentHash)
  const followers = new Set(rows.flatMap(({ number, sameAs }) => (sameAs === null ? [] : [number])))
  const found = <Key>(index: ReadonlyMap<Key, typeof keyed>, key: Key | null): typeof keyed =>
    key === null ? [] : (index.get(key) ?? [])
  return {
    /** Notes that another article stands for this one. */
    follow: (number: number): void => void followers.add(number),
    of: (article: LoggedArticle): readonly (IdentityCandidate & { readonly number: number })[] => {
      const { contentHash, canonicalUrl: url, title } = article
      const guid = guidKey(article.source, article.guid)
      const met = new Set([...found(byUrl, pageOf(url)), ...found(byGuid, guid), ...found(byContent, contentHash)])
      return [...met]
        .filter(({ number }) => number < article.number && !followers.has(number))
        .toSorted((a, b) => a.number - b.number)
        .map((row) => ({
          number: row.number,
          article: row.id,
          source: row.source,
          canonicalUrl: row.canonicalUrl,
          title: row.title,
          sameGuid: guid !== null && row.guidKey === guid,
          sameContent: row.contentHash === contentHash && row.title === title,
        }))
    },
  }
}

const pageOf = (url: string | null): string | null => (url === null ? null : withoutFragment(url))

/** The decision that another article stands for this one; null: none does. */
export const sameAs = (
  article: LoggedArticle,
  candidates: readonly (IdentityCandidate & { readonly number: number })[],
  { isAtHome }: GroupingRules,
): Extract<Decided, { kind: 'same' }> | null => {
  const found = identify(article, candidates, { source: article.source, isAtHome })
  if (found?.kind !== 'same') return null
  const candidate = candidates.find((one) => one.article === found.article)
  return candidate === undefined ? null : { kind: 'same', article, as: candidate.number, reasons: found.reasons }
}

const assign = (
  index: GroupingIndex,
  article: EncodedArticle,
  fingerprints: ReadonlyMap<ArticleId, Fingerprint>,
  { grouped }: GroupingRules,
): Decided => {
  const report = reportOf(article)
  const decision = isGrouped(grouped, article)
    ? decide(index, report, copyCandidates(index, report, fingerprints), article.vector)
    : ALONE
  return { kind: 'assigned', article, decision }
}

export const copyCandidates = (
  index: GroupingIndex,
  report: Report,
  fingerprints: ReadonlyMap<ArticleId, Fingerprint>,
): readonly CopyCandidate[] =>
  index.duplicateCandidates(report).flatMap((candidate) => {
    const fingerprint = fingerprints.get(candidate.article)
    return fingerprint === undefined ? [] : [{ ...candidate, fingerprint }]
  })

export const reportOf = (article: LoggedArticle): Report => ({
  ...article,
  text: withPageText(article.text, article.pageText ?? null),
  article: article.id,
  story: article.ownStory,
  arrivedAt: article.firstSeen,
})
