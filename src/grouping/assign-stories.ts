import type { ListedTags, Tags } from '../model/article.ts'
import type { Instant, SourceId, StoryId } from '../model/ids.ts'
import { type Contributors, firstUpdated, isNewContribution } from '../model/story-updated.ts'
import { isUpdate } from '../text/material-change.ts'
import { searchText, splitSearchText } from '../text/search-words.ts'
import type {
  ArticlePlace,
  ArticleTags,
  AssignedArticle,
  AssignmentKind,
  GroupingPlan,
  LinkRow,
  LoggedArticle,
  ReportTags,
  StoryState,
} from '../store/ports/article-log.ts'
import type { Decided } from './decide-batch.ts'

/** The stored stories that a batch of decisions changes, as they are before it. */
export type StoryFacts = {
  /** By number: the parents of decided articles, and the articles that stand for others. */
  readonly assigned: ReadonlyMap<number, AssignedArticle>
  readonly stories: ReadonlyMap<StoryId, StoryState>
  readonly contributors: ReadonlyMap<StoryId, Contributors>
  /** By number of a decided article: the number of its parent. No entry: it starts a story, by decision or because its parent is no longer stored. */
  readonly parents: ReadonlyMap<number, number>
  readonly logged: ReadonlyMap<number, LoggedArticle>
}

/** The plan for a batch of decisions: what is stored of each article and of its story. Pure: the same facts give the same plan. */
export const assignStories = (decided: readonly Decided[], facts: StoryFacts, now: Instant): Required<AssignPlan> => {
  const stories = createStories(facts)
  const plan: Required<AssignPlan> = {
    places: [],
    tags: [],
    assignments: [],
    reasons: [],
    features: [],
    links: [],
    adopt: [],
    stories: [],
    storyOf: new Map(),
  }
  for (const one of decided) {
    if (one.kind === 'same') standFor(one, facts, stories, plan)
    else assign(one, facts, stories, { plan, now })
  }
  return { ...plan, stories: stories.changed(), places: stories.places() }
}

type Mutable<Rows> = Rows extends readonly (infer Row)[] ? Row[] : Rows
type AssignPlan = {
  -readonly [Part in 'places' | 'tags' | 'assignments' | 'reasons' | 'features' | 'links' | 'adopt' | 'stories']-?: Mutable<
    NonNullable<GroupingPlan[Part]>
  >
} & {
  storyOf: Map<LoggedArticle, StoryId>
}

type Stories = ReturnType<typeof createStories>

const createStories = ({ assigned, stories, contributors }: StoryFacts) => {
  const places = new Map<number, ArticlePlace>()
  const states = new Map(stories)
  const changed = new Map<StoryId, StoryState>()
  const contributorsTo = createContributors(contributors)
  const write = (state: StoryState): void => {
    states.set(state.id, state)
    changed.set(state.id, state)
  }
  return {
    placeOf(article: number): ArticlePlace | null {
      const place = places.get(article)
      if (place !== undefined) return place
      const before = assigned.get(article)
      if (before === undefined) return null
      const { story, copyOf, alsoIn } = before
      return { article, story, copyOf, alsoIn, sameAs: null }
    },
    put: (place: ArticlePlace): void => void places.set(place.article, place),
    /** `continued`: the earlier story that this one continues; null: none. */
    start(article: LoggedArticle, continued: StoryId | null): StoryId {
      const { ownStory: story, number: lead, sortAt, publishedAt } = article
      const updatedAt = firstUpdated(article)
      write({
        id: story,
        lead,
        pinned: false,
        sortAt,
        publishedAt,
        updatedAt,
        ...chainOf(story, states.get(continued ?? story)),
      })
      return story
    },
    /** Moves the story's `updated` forward if the source or the language reports it for the first time. */
    contribute(story: StoryId, source: SourceId, language: string | null, at: Instant): void {
      const { sources, languages } = contributorsTo(story)
      const state = states.get(story)
      if (state !== undefined && isNewContribution({ sources, languages }, { source, language }))
        write({ ...state, updatedAt: Math.max(state.updatedAt, at) })
      sources.add(source)
      if (language !== null) languages.add(language)
    },
    /** Moves the story's `updated` forward if the article, which changed materially, is its lead. */
    revise(story: StoryId, article: number, at: Instant): void {
      const state = states.get(story)
      if (state?.lead === article) write({ ...state, updatedAt: Math.max(state.updatedAt, at) })
    },
    changed: () => [...changed.values()],
    places: () => [...places.values()],
  }
}

/** Who contributes to each story so far; what is found may be added to. */
const createContributors = (before: StoryFacts['contributors']) => {
  const joined = new Map<StoryId, { readonly sources: Set<SourceId>; readonly languages: Set<string> }>()
  return (story: StoryId) => {
    const { sources, languages } = before.get(story) ?? {}
    const known = joined.get(story) ?? { sources: new Set(sources), languages: new Set(languages) }
    joined.set(story, known)
    return known
  }
}

/** The affair of a new story, and the earlier story that it continues, where there is one. */
const chainOf = (story: StoryId, earlier: StoryState | undefined): Pick<StoryState, 'continues' | 'affair'> => ({
  continues: earlier?.id ?? null,
  affair: earlier?.affair ?? story,
})

type Writing = { readonly plan: Required<AssignPlan>; readonly now: Instant }

const assign = (
  { article, decision: { assignment, features, continues } }: Extract<Decided, { kind: 'assigned' }>,
  facts: StoryFacts,
  stories: Stories,
  { plan, now }: Writing,
): void => {
  const { number, source, alsoIn, language, firstSeen } = article
  const parent = facts.parents.get(number) ?? null
  const above = parent === null ? null : stories.placeOf(parent)
  const story = above?.story ?? stories.start(article, continues)
  const kind: AssignmentKind = above?.story == null || parent === null ? 'starts' : kindOf(assignment)
  const copyOf = kind === 'copy' ? (above?.copyOf ?? parent) : null
  stories.put({ article: number, story, copyOf, sameAs: null, alsoIn })
  stories.contribute(story, source, language, firstSeen)
  plan.storyOf.set(article, story)
  plan.tags.push(tagsOf(article))
  if (kind !== 'starts') plan.assignments.push({ article: number, kind, parent, starts: null })
  if (assignment.reasons.length > 0) plan.reasons.push({ article: number, reasons: assignment.reasons })
  if (features !== null) plan.features.push({ article: number, features })
  if (kind === 'link') plan.links.push(linkOf(article, assignment, now))
}

export const kindOf = ({ kind, reasons }: Extract<Decided, { kind: 'assigned' }>['decision']['assignment']): AssignmentKind =>
  kind === 'joins' ? (reasons.some((reason) => reason.kind === 'link') ? 'link' : 'story') : kind

/** The row of a report that links its story to one in other languages: its score and evidence. */
export const linkOf = (
  { number, language }: Pick<LoggedArticle, 'number' | 'language'>,
  { reasons }: Extract<Decided, { kind: 'assigned' }>['decision']['assignment'],
  madeAt: Instant,
): LinkRow => {
  const link = reasons.find(({ kind }) => kind === 'link')
  return { article: number, language, score: link?.score ?? 0, evidence: link?.detail ?? '', madeAt }
}

/** An article's own tags, under which it is found unless its story lists others. */
export const ownTags = ({ topics, entities, places }: Tags): ListedTags => ({
  topics: topics.map(({ id }) => id),
  entities: entities.map(({ id }) => id),
  places: places.map(({ id }) => id),
})

export const tagsOf = (article: Omit<ReportTags, 'listed'>, alsoIn = article.alsoIn): ArticleTags => {
  const { number, language, source } = article
  return { article: number, language, sources: [source, ...alsoIn], ...ownTags(article) }
}

/** Another article stands for this one: this one stays stored as its source wrote it, and the other is published for both. */
const standFor = (
  { article, as, reasons }: Extract<Decided, { kind: 'same' }>,
  { logged }: StoryFacts,
  stories: Stories,
  plan: Required<AssignPlan>,
): void => {
  stories.put({ article: article.number, story: null, copyOf: null, sameAs: as, alsoIn: [] })
  plan.reasons.push({ article: article.number, reasons })
  const place = stories.placeOf(as)
  const holder = logged.get(as)
  if (place === null || holder === undefined) return
  if (holder.source === article.source) {
    // The same source published its article under a new key: its site has moved, and with it the address that readers know.
    const at = article.revisedAt ?? article.firstSeen
    const revisedAt = isUpdate(holder, article, at) ? at : null
    plan.adopt.push({ from: article.number, to: as, words: wordsOf(article), revisedAt })
    if (place.story !== null && revisedAt !== null) stories.revise(place.story, as, revisedAt)
    plan.tags.push({ ...tagsOf(article), article: as, sources: [holder.source, ...place.alsoIn] })
    return
  }
  if (place.alsoIn.includes(article.source)) return
  const alsoIn = [...place.alsoIn, article.source]
  stories.put({ ...place, alsoIn })
  plan.tags.push(tagsOf(holder, alsoIn))
  if (place.story !== null) stories.contribute(place.story, article.source, null, article.firstSeen)
}

export const wordsOf = ({
  title,
  text,
}: Pick<LoggedArticle, 'title' | 'text'>): { readonly title: string; readonly body: string } =>
  splitSearchText(searchText(title, text))
