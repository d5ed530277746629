/** How a plan changes the rows of articles and the index of tags, on every engine. */
import type { StoryId } from '../model/ids.ts'
import { packList } from './new-article-row.ts'
import type { ArticlePlace, ArticleTags, GroupingPlan } from './ports/article-log.ts'
import type { TagKind } from './tags.ts'

/** An article as it is stored before the plan is written. */
export type ArticleState = {
  readonly n: number
  readonly source: number
  readonly story: number | null
  readonly story_at: number | null
  readonly copy_of: number | null
  readonly same_as: number | null
  readonly sort_at: number
  readonly tag_list: string | null
  readonly has_topic: number
  readonly also_in: string | null
}
export type StoryNumber = { readonly n: number; readonly sortAt: number }
/** Returns the number of a tag, and creates one if there is none. */
export type NumberOf = (kind: TagKind, name: string) => number

export type ArticleTagRow = readonly [tag: number, sortAt: number, article: number]
export type StoryTagRow = readonly [tag: number, sortAt: number, story: number, article: number]
export type PlacedArticle = Pick<ArticleState, 'n' | 'story' | 'copy_of' | 'same_as' | 'also_in' | 'tag_list' | 'has_topic'>

export type PlaceChanges = {
  /** Articles whose row differs from what is stored. */
  readonly placed: readonly PlacedArticle[]
  /** Articles that came into a story, or moved to another one. */
  readonly moved: readonly { readonly article: number; readonly sortAt: number; readonly storyAt: number }[]
  readonly addedToArticles: readonly ArticleTagRow[]
  readonly addedToStories: readonly StoryTagRow[]
  readonly removedFromArticles: readonly ArticleTagRow[]
  readonly removedFromStories: readonly StoryTagRow[]
  /** The numbers of the stories whose articles change. */
  readonly stories: ReadonlySet<number>
  /** By how much the totals grow. */
  readonly articles: number
  readonly copies: number
}

/** The articles that the plan places, tags or withdraws. */
export const articlesIn = ({ places = [], tags = [], withdrawn = [] }: GroupingPlan): readonly number[] => [
  ...new Set([...places.map(({ article }) => article), ...tags.map(({ article }) => article), ...withdrawn]),
]

/** Every tag that the plan names. */
export const tagsIn = ({ places = [], tags = [] }: GroupingPlan): readonly (readonly [kind: TagKind, name: string])[] => [
  ...places.flatMap(({ alsoIn }) => alsoIn.map((source) => ['source', source] as const)),
  ...tags.flatMap(namesOf),
]

export const placeChanges = (
  { places = [], tags = [], withdrawn = [] }: GroupingPlan,
  states: readonly ArticleState[],
  stories: ReadonlyMap<StoryId, StoryNumber>,
  numberOf: NumberOf,
): PlaceChanges => {
  const placeOf = new Map(places.map((place) => [place.article, place]))
  const tagsOf = new Map(tags.map((one) => [one.article, one]))
  const gone = new Set(withdrawn)
  const changes = new ChangeList()
  for (const before of states) {
    const place = placeOf.get(before.n)
    const isGone = gone.has(before.n)
    const story = isGone ? null : storyAfter(before, place, stories)
    const listed = tagsOf.get(before.n)
    const numbers = story === null ? [] : numbersAfter(before, listed, numberOf)
    if (isGone) changes.leave(before)
    else changes.place(before, placedAs(before, { place, story, numbers, listed, numberOf }))
    changes.index(before, story, numbers)
    changes.count(before, story, !isGone && (place === undefined ? before.copy_of : place.copyOf) !== null)
  }
  return changes
}

const storyAfter = (
  before: ArticleState,
  place: ArticlePlace | undefined,
  stories: ReadonlyMap<StoryId, StoryNumber>,
): StoryNumber | null => {
  if (place === undefined) return before.story === null ? null : { n: before.story, sortAt: before.story_at ?? 0 }
  if (place.story === null) return null
  const story = stories.get(place.story)
  if (story === undefined) throw new Error(`article ${before.n} was placed into the story ${place.story}, which does not exist`)
  return story
}

const namesOf = ({ sources, language, topics, entities, places }: ArticleTags): readonly (readonly [TagKind, string])[] => [
  ...sources.map((source) => ['source', source] as const),
  ['language', language],
  ...topics.map((id) => ['topic', id] as const),
  ...entities.map((id) => ['entity', id] as const),
  ...places.map((id) => ['place', id] as const),
]

const numbersAfter = (before: ArticleState, after: ArticleTags | undefined, numberOf: NumberOf): readonly number[] =>
  after === undefined
    ? (JSON.parse(before.tag_list ?? '[]') as readonly number[])
    : [...new Set(namesOf(after).map(([kind, name]) => numberOf(kind, name)))].toSorted((a, b) => a - b)

type Placing = {
  readonly place: ArticlePlace | undefined
  readonly story: StoryNumber | null
  readonly numbers: readonly number[]
  readonly listed: ArticleTags | undefined
  readonly numberOf: NumberOf
}

const placedAs = (before: ArticleState, { place, story, numbers, listed, numberOf }: Placing): PlacedArticle => ({
  n: before.n,
  story: story?.n ?? null,
  copy_of: place === undefined ? before.copy_of : place.copyOf,
  same_as: place === undefined ? before.same_as : place.sameAs,
  also_in: place === undefined ? before.also_in : packList(place.alsoIn.map((source) => numberOf('source', source))),
  tag_list: packList(numbers),
  has_topic: listed === undefined ? before.has_topic : Number(listed.topics.length > 0),
})
const PLACED_COLUMNS = ['story', 'copy_of', 'same_as', 'also_in', 'tag_list', 'has_topic'] as const

class ChangeList implements PlaceChanges {
  readonly placed: PlacedArticle[] = []
  readonly moved: { readonly article: number; readonly sortAt: number; readonly storyAt: number }[] = []
  readonly addedToArticles: ArticleTagRow[] = []
  readonly addedToStories: StoryTagRow[] = []
  readonly removedFromArticles: ArticleTagRow[] = []
  readonly removedFromStories: StoryTagRow[] = []
  readonly stories = new Set<number>()
  articles = 0
  copies = 0

  place(before: ArticleState, after: PlacedArticle): void {
    if (PLACED_COLUMNS.every((column) => after[column] === before[column])) return
    this.placed.push(after)
    if (after.story === before.story && after.copy_of === before.copy_of) return
    this.leave(before)
    if (after.story !== null) this.stories.add(after.story)
  }

  leave({ story }: ArticleState): void {
    if (story !== null) this.stories.add(story)
  }

  index(before: ArticleState, story: StoryNumber | null, after: readonly number[]): void {
    const { n, sort_at: sortAt } = before
    const had = new Set(before.story === null ? [] : (JSON.parse(before.tag_list ?? '[]') as readonly number[]))
    const has = new Set(after)
    const isElsewhere = before.story !== (story?.n ?? null)
    if (story !== null && isElsewhere) this.moved.push({ article: n, sortAt, storyAt: story.sortAt })
    for (const tag of after) {
      if (!had.has(tag)) this.addedToArticles.push([tag, sortAt, n])
      if (story !== null && (isElsewhere || !had.has(tag))) this.addedToStories.push([tag, story.sortAt, story.n, n])
    }
    for (const tag of had) {
      if (!has.has(tag)) this.removedFromArticles.push([tag, sortAt, n])
      if (before.story !== null && (isElsewhere || !has.has(tag)))
        this.removedFromStories.push([tag, before.story_at ?? 0, before.story, n])
    }
  }

  count(before: ArticleState, story: StoryNumber | null, isCopy: boolean): void {
    this.articles += Number(story !== null) - Number(before.story !== null)
    this.copies += Number(story !== null && isCopy) - Number(before.story !== null && before.copy_of !== null)
  }
}
