import { withPageText } from '../model/article-page.ts'
import { withoutFragment } from '../lib/canonical-url.ts'
import type { ArticleId, SourceId } from '../model/ids.ts'
import type { Fingerprint } from '../model/article.ts'
import { type GroupedArticles, isGrouped } from '../model/grouped-articles.ts'
import type { AssignmentReason, CopyCandidate, IdentityCandidate } from '../model/story.ts'
import type { IdenticalRow, LoggedArticle } from '../store/ports/article-log.ts'
import { guidKey } from '../store/new-article-row.ts'
import { decide, decideByVector, isDoubtful, lookAgain } from './decide.ts'
import type { Decision, GroupingIndex, LateMatch, Report } from './grouping-index.ts'
import { type ModelRules, type ModelVector, type ModelVectors, mayBeSent } from './model-vectors/model-vector.ts'
import { identify } from './same-article.ts'

/** What the configuration says about grouping. */
export type GroupingRules = {
  /** True if the URL is on the source's own site. */
  readonly isAtHome: (source: SourceId, url: string) => boolean
  readonly grouped: GroupedArticles
  /** Null or left out: no model is asked. */
  readonly model?: ModelRules | null
}

/** What a batch of logged articles is decided from, loaded once for the whole batch. */
export type BatchFacts = {
  readonly identical: readonly IdenticalRow[]
  /** Fingerprints of the near-duplicate candidates. */
  readonly fingerprints: ReadonlyMap<ArticleId, Fingerprint>
}

/** Yields undefined to let others run, or the articles whose vectors it needs; the caller passes the vectors to `next`. */
export type DecidingBatch = Generator<readonly LoggedArticle[] | undefined, readonly Decided[], ModelVectors | undefined>

/** The decision about an article: another stands for it (`same`), or it is assigned to a story. */
export type Decided =
  | {
      readonly kind: 'same'
      readonly article: LoggedArticle
      readonly as: number
      readonly reasons: readonly AssignmentReason[]
    }
  | {
      readonly kind: 'assigned'
      readonly article: LoggedArticle
      readonly decision: Decision
      /**
       * Two stories that prove to be one since this article came. It is always the last decision of a batch: the stories are joined before later
       * articles are decided.
       */
      readonly late?: LateMatch
    }

/**
 * Decides about articles in the order of the log, and adds each to the index. Yields after each article, so that the caller can let others run. At a
 * doubtful article whose vector has not been requested, it yields this article and the later ones that look doubtful by now, and continues with their
 * vectors. It ends early where two stories prove to be one: these must be joined first. The same articles with the same vectors get the same
 * decisions, whatever the size of the batches.
 */
export function* decideBatch(
  index: GroupingIndex,
  articles: readonly LoggedArticle[],
  facts: BatchFacts,
  rules: GroupingRules,
): DecidingBatch {
  const fingerprints = new Map(facts.fingerprints)
  const identical = createIdentical(facts.identical)
  const decided: Decided[] = []
  /** By article whose vector was requested: the vector, or null without an answer. */
  const vectors = new Map<ArticleId, ModelVector | null>()
  const decideOne = (article: LoggedArticle): Decided =>
    sameAs(article, identical.of(article), rules) ?? assign(index, article, fingerprints, rules)
  for (const [nth, article] of articles.entries()) {
    const first = decideOne(article)
    const isWanted = isWantedOf(first, rules)
    if (isWanted && !vectors.has(article.id)) {
      const wanted = [article]
      for (const later of articles.slice(nth + 1)) {
        if (!vectors.has(later.id) && isWantedOf(decideOne(later), rules)) wanted.push(later)
        yield
      }
      const given = yield wanted
      for (const { id } of wanted) vectors.set(id, given?.get(id) ?? null)
    }
    const one = isWanted ? withVector(index, first, vectors.get(article.id) ?? null) : first
    if (one.kind === 'assigned' && isGrouped(rules.grouped, article)) {
      index.add(reportOf(article), one.decision)
      const late = lookAgain(index, article, one.decision)
      if (late !== null) return [...decided, { ...one, late }]
    }
    if (one.kind === 'same') identical.follow(article.number)
    else if (article.fingerprint !== null) fingerprints.set(article.id, article.fingerprint)
    decided.push(one)
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
  article: LoggedArticle,
  fingerprints: ReadonlyMap<ArticleId, Fingerprint>,
  { grouped }: GroupingRules,
): Decided => {
  if (!isGrouped(grouped, article))
    return {
      kind: 'assigned',
      article,
      decision: { assignment: { kind: 'starts', reasons: [] }, features: null, compared: null },
    }
  const report = reportOf(article)
  return { kind: 'assigned', article, decision: decide(index, report, copyCandidates(index, report, fingerprints)) }
}

/** Is a vector needed after this decision? */
const isWantedOf = (decided: Decided, { model = null }: GroupingRules): boolean =>
  model !== null && decided.kind === 'assigned' && isDoubtful(decided.decision) && mayBeSent(decided.article, model)

const withVector = (index: GroupingIndex, decided: Decided, vector: ModelVector | null): Decided =>
  decided.kind === 'same' || vector === null
    ? decided
    : { ...decided, decision: decideByVector(index, reportOf(decided.article), decided.decision, vector) }

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
