/** Corrections in force: which articles they name, from which article on they hold, and the stories that they make. */
import { type Correction, namedKinds, type Override } from '../model/correction.ts'
import { type ArticleId, type Instant, type StoryId, storyId } from '../model/ids.ts'
import type { ComponentMember, ResolvedStory } from '../model/story.ts'
import type { AssignedArticle, Generation, GroupingPlan } from '../store/ports/article-log.ts'
import { leavingStoryIdOf, storyIdOf } from '../store/derived-ids.ts'
import type { Store } from '../store/ports/store.ts'
import { assignedBy, correctKinds, type CorrectedKinds, type KindParts } from './correct-kinds.ts'
import { applyOverrides } from './overrides.ts'
import { recluster, type ReclusterPlan } from './recluster.ts'
import type { Turns } from './turns.ts'

export type CorrectionReport = {
  /** Stories that are new or whose published entry changed. */
  readonly stories: readonly StoryId[]
  readonly ended: readonly StoryId[]
  /** Names in corrections that match nothing stored: the article may still come, or the name is a mistake. */
  readonly waiting: readonly { readonly line: number; readonly name: string }[]
}

/** A correction in force. `named`: which article each of its names stands for, as first resolved. */
type InForce = Override & { readonly named: Readonly<Record<string, ArticleId>> }

/**
 * Notes of the store: the corrections as they are configured; as they were when the grouper last read in the log that they had changed; as they are
 * in force.
 */
export const CONFIGURED_NOTE = 'corrections.configured'
const READ_NOTE = 'corrections.read'
export const IN_FORCE_NOTE = 'corrections'

export const overridesIn = (note: string | null): readonly Override[] => inForceIn(note)
const inForceIn = (note: string | null): readonly InForce[] => (note === null ? [] : (JSON.parse(note) as readonly InForce[]))

export type Applied = {
  readonly plan: Omit<GroupingPlan, 'now' | 'isPublished'>
  readonly stories: ReclusterPlan
  readonly kinds: CorrectedKinds['understood']
  readonly report: CorrectionReport
}

/**
 * Computes the stories that assignments and corrections give; the effects of corrections that are no longer configured are undone. Idempotent.
 * `areChanged`: the grouper has read in the log that the corrections changed; until then, those that it last read apply.
 */
export const applyCorrections = async (
  parts: KindParts & { readonly turns: Turns },
  now: Instant,
  areChanged: boolean,
): Promise<Applied> => {
  const { store, turns } = parts
  const read = await store.note(READ_NOTE)
  const text = (areChanged ? null : read) ?? (await store.note(CONFIGURED_NOTE)) ?? '[]'
  const configured = JSON.parse(text) as readonly Correction[]
  const noted = await store.note(IN_FORCE_NOTE)
  const before = inForceIn(noted)
  const known = new Map(before.map((one) => [one.key, one]))
  const { nextArticle: since } = await store.progress()
  const inForce: InForce[] = []
  const waiting: CorrectionReport['waiting'][number][] = []
  for (const [index, correction] of configured.entries()) {
    if (index % RESOLVED_AT_ONCE === 0) await turns.yieldNow()
    const { override, missing } = await resolve(store, correction, known, since)
    inForce.push(override)
    for (const name of missing) waiting.push({ line: correction.line, name })
  }
  const about = [...new Set([...before, ...inForce].flatMap(({ articles }) => articles))]
  await turns.yieldNow()
  const { parents, ...kinds } = await correctKinds(parts, namedKinds(before), namedKinds(inForce), now)
  const articles = await componentOf(store, [...about, ...parents], inForce, 'live')
  await turns.yieldNow()
  const stories = await reclusterStored(store, assignedBy(kinds, articles), inForce, now)
  const note = inForce.length === 0 ? null : JSON.stringify(inForce)
  const notes = {
    ...(note === noted ? {} : { [IN_FORCE_NOTE]: note }),
    ...(areChanged && text !== read ? { [READ_NOTE]: text } : {}),
  }
  return {
    stories,
    kinds: kinds.understood,
    plan: { ...planOf(stories), ...kinds, ...(Object.keys(notes).length === 0 ? {} : { notes }) },
    report: { stories: stories.changed, ended: stories.endedStories.map(({ id }) => id), waiting },
  }
}

/** Corrections resolved between two yields, some 10 ms: each of their names is looked up. */
const RESOLVED_AT_ONCE = 32

export const planOf = ({
  stories,
  places,
  corrected,
  refusedLinks,
  endedStories,
}: ReclusterPlan): Omit<GroupingPlan, 'now' | 'isPublished'> => ({
  stories,
  places,
  corrected,
  refusedLinks,
  endedStories,
})

/** The changes that make the stored stories of these articles those that the overrides give. */
export const reclusterStored = async (
  store: Store,
  articles: readonly AssignedArticle[],
  overrides: readonly Override[],
  now: Instant,
): Promise<ReclusterPlan> => {
  const resolved = resolveStories(articles, overrides)
  const current = [...new Set(articles.flatMap(({ story }) => story ?? []))]
  const members = await store.assignments({ inStories: current })
  const stories = await store.storyStates([...new Set([...current, ...resolved.map(({ id }) => id)])])
  return recluster(resolved, { articles, members, stories }, now)
}

export const resolveStories = (
  articles: readonly AssignedArticle[],
  overrides: readonly Override[],
): readonly ResolvedStory[] => {
  const ids = new Map(articles.map(({ number, id }) => [number, id]))
  return applyOverrides(
    articles.map((article): ComponentMember => {
      const { id, number, kind, parent, starts } = article
      const above = parent === null ? null : (ids.get(parent) ?? null)
      // Most members start no story, and only a correction makes one leave: these ids are hashes.
      return {
        article: id,
        position: number,
        kind,
        parent: above,
        get starts() {
          return starts ?? storyIdOf(id)
        },
        get leaves() {
          return leavingStoryIdOf(id)
        },
      }
    }),
    overrides,
  )
}

/** All articles that parents, or overrides that name several articles, connect to these; in the order of arrival. */
export const componentOf = async (
  store: Store,
  about: readonly ArticleId[],
  overrides: readonly Override[],
  generation: Generation,
): Promise<readonly AssignedArticle[]> => {
  const ties = overrides.filter(({ articles }) => articles.length > 1).map(({ articles }) => articles)
  const found = new Map<ArticleId, AssignedArticle>()
  const requested = new Set<ArticleId>()
  for (let wanted = [...new Set(about)]; wanted.length > 0; ) {
    for (const id of wanted) requested.add(id)
    for (const article of await store.assignments({ componentOf: wanted, generation })) found.set(article.id, article)
    wanted = [...new Set(ties.filter((tie) => tie.some((id) => found.has(id))).flat())].filter(
      (id) => !found.has(id) && !requested.has(id),
    )
  }
  return [...found.values()].toSorted((a, b) => a.number - b.number)
}

/** Identifies a correction by its content, whatever its line in the file. */
export const keyOf = ({ kind, of }: Pick<Correction, 'kind' | 'of'>): string => `${kind} ${of.toSorted().join(' ')}`

const resolve = async (
  store: Store,
  { kind, of, note, by, date }: Correction,
  known: ReadonlyMap<string, InForce>,
  since: number,
): Promise<{ readonly override: InForce; readonly missing: readonly string[] }> => {
  const key = keyOf({ kind, of })
  const before = known.get(key)
  const named: Record<string, ArticleId> = {}
  for (const name of of) {
    const article = (await storedStill(store, before?.named[name])) ?? (await articleNamed(store, name))
    if (article !== null) named[name] = article
  }
  const articles = [...new Set(Object.values(named))]
  const override = { kind, key, articles, named, since: before?.since ?? since, note, by, date }
  return { override, missing: of.filter((name) => named[name] === undefined) }
}

/**
 * The article if it is still stored; otherwise null. A correction goes on to mean the article that it first named, even when the story begins with
 * another.
 */
const storedStill = async (store: Store, article: ArticleId | undefined): Promise<ArticleId | null> =>
  article !== undefined && (await store.findArticle(article)) !== null ? article : null

/** The article with this id or address, or the first article of the story with this id; null: none is stored. */
export const articleNamed = async (
  store: Pick<Store, 'firstOfStory' | 'findArticle'>,
  name: string,
): Promise<ArticleId | null> => (await store.firstOfStory(storyId(name))) ?? (await store.findArticle(name))?.id ?? null
