/** From a run of the log to the plan that is committed for it: loads what the decisions need, with one query of each kind for the whole run. */
import { namedKinds } from '../model/correction.ts'
import type { ArticleId, Instant, SourceId, StoryId } from '../model/ids.ts'
import type { ArticlePlace, GroupingPlan, LogEntry, LoggedArticle, UnderstoodRow } from '../store/ports/article-log.ts'
import type { Store } from '../store/ports/store.ts'
import { IN_FORCE_NOTE, overridesIn } from './apply-corrections.ts'
import { assignStories, type StoryFacts, tagsOf, wordsOf } from './assign-stories.ts'
import { type BatchFacts, type Decided, type GroupingRules, reportOf, sameAs } from './decide-batch.ts'
import type { GroupingIndex } from './grouping-index.ts'
import { LATE_JOIN_NOTE } from './late-joins.ts'
import { guidKey } from '../store/new-article-row.ts'
import type { Turns } from './turns.ts'
import type { Understand, EncodedArticle } from './encoded-article.ts'
import { withdrawArticles } from './withdraw-articles.ts'

export type RunParts = {
  readonly store: Store
  readonly rules: GroupingRules
  readonly now: Instant
  readonly understand: Understand
  /** Decides about new articles, in the order given. */
  readonly decide: (articles: readonly EncodedArticle[]) => Promise<readonly Decided[]>
  readonly reassign: (moves: ReadonlyMap<ArticleId, StoryId>) => void
}

/** The plan for new, revised and retagged articles, in the order of the log, up to an article with which two stories prove to be one. */
export const planRun = async (
  { store, rules, now, understand, decide, reassign }: RunParts,
  whole: readonly LogEntry[],
): Promise<GroupingPlan> => {
  const rewritten = new Set(
    whole.flatMap(({ kind, article }) => (kind === 'revised' || kind === 'retagged' ? (article?.number ?? []) : [])),
  )
  const read = await understand(
    [...articlesIn(whole).values()].map((article) => (rewritten.has(article.number) ? { ...article, kind: null } : article)),
    undefined,
    rewritten.size === 0 ? undefined : namedKinds(overridesIn(await store.note(IN_FORCE_NOTE))),
  )
  const fresh = read.filter(({ story, sameAs: as }) => story === null && as === null)
  const decided = await decide(fresh)
  const run = upTo(whole, fresh[decided.length])
  const articles = [...articlesIn(run).keys()].flatMap((number) => read.find((article) => article.number === number) ?? [])
  const last = decided.at(-1)
  const late = last?.kind === 'assigned' ? last.decision.late : null
  const revisions = new Set(
    run.flatMap(({ kind, article }) => (kind === 'revised' && article !== null ? [article.number] : [])),
  )
  const revised = articles.filter(({ number }) => revisions.has(number))
  const again = await reviseIdentity(store, revised, rules)
  const { storyOf, ...plan } = assignStories(
    [...decided, ...again.same],
    await loadStories(store, [...decided, ...again.same]),
    now,
  )
  const moves = movesOf(decided, storyOf)
  if (moves.size > 0) reassign(moves)
  const changed = articles.filter(({ story }) => story !== null)
  const released = await release(store, again.released, plan.places)
  return {
    ...plan,
    stories: [...plan.stories, ...touched(await store.storyStates(storiesOf(revised)), revised, plan.stories)],
    tags: [...plan.tags, ...retagged(changed, plan), ...released.tags],
    places: [...plan.places, ...released.places],
    released: released.released,
    understood: articles.flatMap(understoodRow),
    ...(late === null ? {} : { notes: { [LATE_JOIN_NOTE]: JSON.stringify(late) } }),
    checkpoint: run.at(-1)?.position ?? 0,
    isPublished: decided.length + changed.length + again.same.length + again.released.length > 0,
    now,
  }
}

const articlesIn = (run: readonly LogEntry[]): ReadonlyMap<number, LoggedArticle> =>
  new Map(run.flatMap(({ article }) => (article === null ? [] : [[article.number, article] as const])))

/** What reading by meaning changed of an article; none where no model has read it. */
const understoodRow = ({ number, kind, topics, doubtful, entities, places }: EncodedArticle): readonly UnderstoodRow[] =>
  kind === null ? [] : [{ article: number, kind, tags: { topics, doubtful, entities, places } }]

/** The entries before the first one of the article `next`; undefined: all. */
const upTo = (run: readonly LogEntry[], next: LoggedArticle | undefined): readonly LogEntry[] =>
  next === undefined
    ? run
    : run.slice(
        0,
        run.findIndex(({ article }) => article?.number === next.number),
      )

/** Tags of revised and retagged articles, with the sources that this run gives them. */
const retagged = (
  changed: readonly LoggedArticle[],
  { places, adopt }: Required<Pick<GroupingPlan, 'places' | 'adopt'>>,
): NonNullable<GroupingPlan['tags']> => {
  const sources = new Map(places.map(({ article, alsoIn }) => [article, alsoIn]))
  const adopting = new Set(adopt.map(({ to }) => to))
  return changed
    .filter(({ number }) => !adopting.has(number))
    .map((article) => tagsOf(article, sources.get(article.number) ?? article.alsoIn))
}

const storiesOf = (articles: readonly LoggedArticle[]): readonly StoryId[] => [
  ...new Set(articles.flatMap(({ story }) => story ?? [])),
]

export const loadFacts = async (
  store: Store,
  index: GroupingIndex,
  articles: readonly LoggedArticle[],
): Promise<BatchFacts> => ({
  identical: articles.length === 0 ? [] : await store.identicalTo(articles),
  fingerprints: await candidateFingerprints(store, index, articles),
})

export const candidateFingerprints = async (
  store: Store,
  index: GroupingIndex,
  articles: readonly LoggedArticle[],
): Promise<BatchFacts['fingerprints']> => {
  const candidates = articles.flatMap((article) => index.duplicateCandidates(reportOf(article)).map(({ article: id }) => id))
  return await store.fingerprints([...new Set(candidates)])
}

const loadStories = async (store: Store, decided: readonly Decided[]): Promise<StoryFacts> => {
  const parentIds = new Map<number, ArticleId>()
  const storyIds = new Map<number, StoryId>()
  for (const one of decided) {
    if (one.kind === 'same' || one.decision.assignment.kind === 'starts') continue
    const { assignment } = one.decision
    const parent = assignment.kind === 'copy' ? assignment.of : assignment.parent
    if (parent !== undefined) parentIds.set(one.article.number, parent)
    storyIds.set(one.article.number, assignment.story)
  }
  const continued = decided.flatMap((one) => (one.kind === 'assigned' ? (one.decision.continues ?? []) : []))
  const stored = await store.assignments({ ids: [...new Set(parentIds.values())] })
  const numbers = new Map(stored.map(({ id, number }) => [id, number]))
  const parents = new Map<number, number>()
  for (const [article, story] of storyIds) {
    const id = parentIds.get(article)
    const number = (id === undefined ? undefined : numbers.get(id)) ?? (await firstNumber(store, story))
    if (number !== undefined) parents.set(article, number)
  }
  const originals = decided.flatMap((one) => (one.kind === 'same' ? [one.as] : []))
  const assigned = await store.assignments({ of: [...new Set([...parents.values(), ...originals])] })
  const stories = [...new Set([...assigned.flatMap(({ story }) => story ?? []), ...continued])]
  return {
    parents,
    assigned: new Map(assigned.map((one) => [one.number, one])),
    stories: new Map((await store.storyStates(stories)).map((state) => [state.id, state])),
    contributors: await store.contributors(stories),
    logged: new Map((await store.logged({ of: [...new Set(originals)] })).map((one) => [one.number, one])),
  }
}

/**
 * The article to join where retention has removed the parent meanwhile: the story's first, or the one that an ended story's
 * tombstone names.
 */
const firstNumber = async (store: Store, story: StoryId): Promise<number | undefined> => {
  const first = await store.firstOfStory(story)
  const [stored] = first === null ? [] : await store.assignments({ ids: [first] })
  return stored?.number
}

/** By article that the index expected in another story: the story that it is in. */
const movesOf = (decided: readonly Decided[], storyOf: ReadonlyMap<LoggedArticle, StoryId>): ReadonlyMap<ArticleId, StoryId> =>
  new Map(
    decided.flatMap((one) => {
      if (one.kind === 'same') return []
      const { assignment } = one.decision
      const expected = assignment.kind === 'starts' ? reportOf(one.article).story : assignment.story
      const actual = storyOf.get(one.article)
      return actual === undefined || actual === expected ? [] : [[one.article.id, actual] as const]
    }),
  )

/** Stories whose `updated` moves forward because their lead changed materially. */
const touched = (
  states: Awaited<ReturnType<Store['storyStates']>>,
  revised: readonly LoggedArticle[],
  written: readonly { readonly id: StoryId }[],
): NonNullable<GroupingPlan['stories']> =>
  states
    .filter(({ id }) => !written.some((one) => one.id === id))
    .flatMap((state) => {
      const lead = revised.find(({ number }) => number === state.lead)
      return lead?.revisedAt == null || lead.revisedAt <= state.updatedAt ? [] : [{ ...state, updatedAt: lead.revisedAt }]
    })

/**
 * Checks articles that another stood for, or that stood for others, after one of the two was revised. `released`: those that no other stands for any
 * more.
 */
const reviseIdentity = async (store: Store, revised: readonly LoggedArticle[], rules: GroupingRules) => {
  const holders = revised.filter(({ story }) => story !== null)
  const { same: followers } = await store.dependents(holders.map(({ number }) => number))
  const concerned = new Map([...followers, ...revised.filter(({ sameAs: as }) => as !== null)].map((one) => [one.number, one]))
  const same: Decided[] = []
  const released: LoggedArticle[] = []
  for (const article of concerned.values()) {
    const [holder] = article.sameAs === null ? [] : await store.logged({ of: [article.sameAs] })
    const found = holder === undefined ? null : sameAs(article, [candidateOf(article, holder)], rules)
    if (found === null) released.push(article)
    else if (revised.includes(article)) same.push(found)
  }
  return { same, released }
}

const candidateOf = (article: LoggedArticle, holder: LoggedArticle) => ({
  number: holder.number,
  article: holder.id,
  source: holder.source,
  canonicalUrl: holder.canonicalUrl,
  title: holder.title,
  sameGuid: isSameGuid(article, holder),
  sameContent: article.contentHash === holder.contentHash && article.title === holder.title,
})

const isSameGuid = (article: LoggedArticle, holder: LoggedArticle): boolean => {
  const guid = guidKey(article.source, article.guid)
  return guid !== null && guid === guidKey(holder.source, holder.guid)
}

type Released = Required<Pick<GroupingPlan, 'places' | 'released'>>

/**
 * Releases articles that no other stands for any more; those that stood for them are published by the sources that are left. `planned`: the places
 * that the run gives to articles.
 */
const release = async (
  store: Store,
  released: readonly LoggedArticle[],
  planned: readonly ArticlePlace[],
): Promise<Released & Required<Pick<GroupingPlan, 'tags'>>> => {
  const left = await holdersWithout(store, released, planned)
  const alone = standAlone(released)
  return {
    ...alone,
    places: [...alone.places, ...left.map(({ place }) => place)],
    tags: left.map(({ holder, place }) => tagsOf(holder, place.alsoIn)),
  }
}

/** The articles that stand for `leaving`, with the sources that publish them once these are gone. */
const holdersWithout = async (store: Store, leaving: readonly LoggedArticle[], planned: readonly ArticlePlace[]) => {
  const numbers = new Set(leaving.map(({ number }) => number))
  const holders = await store.logged({ of: [...new Set(leaving.flatMap(({ sameAs: as }) => as ?? []))] })
  const { same } = await store.dependents(holders.map(({ number }) => number))
  const placeOf = new Map(planned.map((place) => [place.article, place]))
  return holders.map((holder) => {
    const isItsOwn = ({ sameAs: as }: LoggedArticle): boolean => as === holder.number
    const others = sourcesOf(same.filter((one) => isItsOwn(one) && !numbers.has(one.number)))
    const gone = sourcesOf(leaving.filter(isItsOwn))
    const place = placeOf.get(holder.number) ?? holder
    const alsoIn = place.alsoIn.filter((source) => !gone.has(source) || others.has(source))
    return { holder, place: { article: holder.number, story: place.story, copyOf: place.copyOf, sameAs: null, alsoIn } }
  })
}

const sourcesOf = (articles: readonly LoggedArticle[]): ReadonlySet<SourceId> => new Set(articles.map(({ source }) => source))

const standAlone = (released: readonly LoggedArticle[]): Released => ({
  places: released.map(({ number }) => ({ article: number, story: null, copyOf: null, sameAs: null, alsoIn: [] })),
  released: released.map((article) => ({ article: article.number, words: wordsOf(article) })),
})

export const planWithdrawal = async (
  { store, turns }: { readonly store: Store; readonly turns: Turns },
  run: readonly LogEntry[],
  now: Instant,
): Promise<GroupingPlan> => {
  const leaving = [...articlesIn(run).values()]
  const articles = leaving.map(({ number }) => number)
  const gone = await store.assignments({ of: articles })
  const stories = [...new Set(gone.flatMap(({ story }) => story ?? []))]
  const dependents = await store.dependents(articles)
  const members = await store.assignments({ inStories: stories })
  const plan = await turns.through(withdrawArticles({ gone, dependents, members, stories: await store.storyStates(stories) }))
  const released = standAlone(dependents.same.filter(({ number }) => !articles.includes(number)))
  const followers = leaving.filter(({ sameAs: as }) => as !== null && !articles.includes(as))
  const left = await holdersWithout(store, followers, plan.places)
  return {
    ...plan,
    ...released,
    places: [
      ...plan.places.filter(({ article }) => !left.some(({ place }) => place.article === article)),
      ...released.places,
      ...left.map(({ place }) => place),
    ],
    tags: left.map(({ holder, place }) => tagsOf(holder, place.alsoIn)),
    checkpoint: run.at(-1)?.position ?? 0,
    isPublished: left.length > 0 || gone.some(({ story }) => story !== null),
    now,
  }
}
