/** Corrections of kinds: articles whose kind a person named, or no longer names, are read anew; what is now a report is compared with others. */
import { isGrouped } from '../model/grouped-articles.ts'
import type { ArticleId } from '../model/ids.ts'
import { isReport, type Kind } from '../model/kind.ts'
import type { AssignedArticle, AssignmentRow, GroupingPlan } from '../store/ports/article-log.ts'
import type { Store } from '../store/ports/store.ts'
import { kindOf, linkOf, tagsOf } from './assign-stories.ts'
import { copyCandidates, type GroupingRules, reportOf } from './decide-batch.ts'
import { decide } from './decide.ts'
import type { EncodedArticle, Understand } from './encoded-article.ts'
import { FEATURES_WINDOW_MS, type GroupingIndex } from './grouping-index.ts'

export type KindParts = {
  readonly store: Store
  readonly index: GroupingIndex
  readonly rules: () => GroupingRules
  readonly understand: Understand
}
export type NamedKinds = ReadonlyMap<ArticleId, Kind>
export type CorrectedKinds = Required<
  Pick<GroupingPlan, 'understood' | 'tags' | 'assignments' | 'reasons' | 'features' | 'links'>
> & {
  readonly parents: readonly ArticleId[]
}

/** `before`: the kinds that were named until now. What is stored as it is named stays as it is. */
export const correctKinds = async (
  parts: KindParts,
  before: NamedKinds,
  named: NamedKinds,
  now: number,
): Promise<CorrectedKinds> => {
  const { store, understand } = parts
  const plans: CorrectedKinds[] = []
  const about = await store.assignments({ ids: [...new Set([...before.keys(), ...named.keys()])] })
  const stored = about.length === 0 ? [] : await store.logged({ of: about.map(({ number }) => number) })
  const changed = stored.filter(({ id, kind }) => (named.has(id) ? named.get(id) !== kind : before.has(id)))
  const read = await understand(
    changed.map((article) => ({ ...article, kind: null })),
    new Map(),
    named,
  )
  for (const [nth, article] of read.entries()) plans.push(await planOf(parts, article, changed[nth]?.kind ?? null, now))
  return {
    understood: plans.flatMap(({ understood }) => understood),
    tags: plans.flatMap(({ tags }) => tags),
    assignments: plans.flatMap(({ assignments }) => assignments),
    reasons: plans.flatMap(({ reasons }) => reasons),
    features: plans.flatMap(({ features }) => features),
    links: plans.flatMap(({ links }) => links),
    parents: plans.flatMap(({ parents }) => parents),
  }
}

export const assignedBy = (
  { assignments }: Pick<CorrectedKinds, 'assignments'>,
  articles: readonly AssignedArticle[],
): readonly AssignedArticle[] => {
  const rows = new Map(assignments.map((row) => [row.article, row]))
  return articles.map((article) => {
    const { kind, parent } = rows.get(article.number) ?? article
    return { ...article, kind, parent }
  })
}

const NOTHING: Omit<CorrectedKinds, 'understood' | 'tags'> = {
  assignments: [],
  reasons: [],
  features: [],
  links: [],
  parents: [],
}

const planOf = async (parts: KindParts, article: EncodedArticle, was: Kind | null, now: number): Promise<CorrectedKinds> => {
  const { number, kind, topics, doubtful, entities, places } = article
  const read = {
    ...NOTHING,
    understood: kind === null ? [] : [{ article: number, kind, tags: { topics, doubtful, entities, places } }],
    tags: article.story === null ? [] : [tagsOf(article)],
  }
  if (isReport(kind) === isReport(was) || article.story === null) return read
  // What was joined by a kind that is no longer named starts a story again.
  if (!isReport(kind)) return { ...read, assignments: [startOf(number)], features: [{ article: number, features: null }] }
  return { ...read, ...(await placeOf(parts, article, now)) }
}

const startOf = (article: number): AssignmentRow => ({ article, kind: 'starts', parent: null, starts: null })

/** Where a report belongs that was taken for none; what is older than the reports it would be compared with stays alone. */
const placeOf = async (
  { store, index, rules }: KindParts,
  article: EncodedArticle,
  now: number,
): Promise<Omit<CorrectedKinds, 'understood' | 'tags'>> => {
  const { newestArrival } = await store.progress()
  if (!isGrouped(rules().grouped, article) || article.firstSeen < (newestArrival ?? 0) - FEATURES_WINDOW_MS) return NOTHING
  const report = reportOf(article)
  const ids = index.duplicateCandidates(report).map(({ article: id }) => id)
  const { assignment, features } = decide(
    index,
    report,
    copyCandidates(index, report, await store.fingerprints(ids)),
    article.vector,
  )
  const kept = features === null ? [] : [{ article: article.number, features }]
  const parent = assignment.kind === 'copy' ? assignment.of : assignment.kind === 'joins' ? assignment.parent : undefined
  const [above] = parent === undefined ? [] : await store.assignments({ ids: [parent] })
  if (parent === undefined || above === undefined) return { ...NOTHING, features: kept }
  const kind = kindOf(assignment)
  return {
    assignments: [{ article: article.number, kind, parent: above.number, starts: null }],
    reasons: [{ article: article.number, reasons: assignment.reasons }],
    features: kept,
    links: kind === 'link' ? [linkOf(article, assignment, now)] : [],
    parents: [parent],
  }
}
