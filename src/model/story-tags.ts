import { hundredths } from '../lib/probability.ts'
import { inOneGo, type Steps } from '../lib/steps.ts'
import type { DoubtfulTopic, TopicTag } from './article.ts'
import type { Story } from './story.ts'
import type { EntityId, PlaceId, TopicId } from './ids.ts'

export type StoryReport = {
  readonly isCopy: boolean
  readonly topics: readonly Pick<TopicTag, 'id' | 'score'>[]
  readonly doubtful: readonly DoubtfulTopic[]
  readonly entities: readonly { readonly id: EntityId }[]
  readonly places: readonly { readonly id: PlaceId }[]
}

export type StoryTags = {
  /** `score`: the mean score over the reports, 0 to 1. */
  readonly topics: readonly { readonly id: TopicId; readonly score: number; readonly reports: number }[]
  readonly entities: readonly { readonly id: EntityId; readonly reports: number }[]
  readonly places: readonly { readonly id: PlaceId; readonly reports: number }[]
  readonly of: number
}

/** The most reports that decide a story's tags: the first ones. Later reports do not change the tags. */
export const MOST_DECIDING = 40
/**
 * A story has a topic if the mean score over its reports is at least `LEAST_MEAN` and at least a share of `LEAST_VOTES` of them have the
 * topic themselves. Chosen by cross-validation on labelled events: the mean alone gave distractors topics, and votes alone missed more.
 */
const LEAST_MEAN = 0.3
const LEAST_VOTES = 0.25
const MOST_TOPICS = 3
/** A story has an organisation or place if at least this share of its reports, and at least `FEWEST` of them, name it. */
const LEAST_SHARE = 0.5
const FEWEST = 2

/** The topics, organisations and places of a story, from its reports in the order of arrival. Copies do not count. Of a single report: its own tags. */
export const storyTagsOf = (reports: readonly StoryReport[]): StoryTags => {
  const asked = decidingOf(reports)
  const [only] = asked
  return {
    topics: asked.length === 1 ? (only?.topics ?? []).map(({ id, score }) => ({ id, score, reports: 1 })) : pooled(asked),
    entities: shared(asked.map(({ entities }) => entities)),
    places: shared(asked.map(({ places }) => places)),
    of: asked.length,
  }
}

/** The reports that decide a story's tags: the first `MOST_DECIDING` that are no copies. */
export const decidingOf = <Report extends { readonly isCopy: boolean }>(reports: readonly Report[]): readonly Report[] =>
  reports.filter(({ isCopy }) => !isCopy).slice(0, MOST_DECIDING)

/** Do `some` reports that name an organisation or place suffice for the story to have it, of `all` reports? */
export const areEnough = (some: number, all: number): boolean =>
  all === 1 ? some === 1 : some >= FEWEST && some >= LEAST_SHARE * all

/** The tags that a stored story is found by, each with the number of its reports that have it. */
export const tagsOfStory = (story: Pick<Story, 'articles'>): StoryTags => inOneGo(tagsInSteps(story))

/** `tagsOfStory` in steps, each of which goes over all reports once. */
export function* tagsInSteps({ articles }: Pick<Story, 'articles'>): Steps<StoryTags> {
  const asked = articles.filter(({ copyOf }) => copyOf === null)
  const listed = new Set(articles.flatMap((article) => article.listed.topics))
  yield
  const scores = means(asked)
    .filter(({ id }) => listed.has(id))
    .map(rounded)
  const scored = new Set(scores.map(({ id }) => id))
  // Topics that no report among `articles` has, although they are listed, come from reports that are not among them.
  const unsaid = [...listed].filter((id) => !scored.has(id)).map((id) => ({ id, score: 0, reports: 0 }))
  yield
  const entities = countNames(asked.map((article) => article.entities))
  yield
  const places = countNames(asked.map((article) => article.places))
  return { topics: [...scores, ...unsaid], entities, places, of: asked.length }
}

const pooled = (asked: readonly StoryReport[]): StoryTags['topics'] =>
  means(asked)
    .filter(({ score, reports }) => score >= LEAST_MEAN && reports >= LEAST_VOTES * asked.length)
    .slice(0, MOST_TOPICS)
    .map(rounded)

const rounded = <Scored extends { readonly score: number }>(one: Scored): Scored => ({
  ...one,
  score: hundredths(one.score),
})

/** The most probable first. Sums are of whole hundredths, so that the order of reports changes nothing. */
const means = (asked: readonly Pick<StoryReport, 'topics' | 'doubtful'>[]): StoryTags['topics'] => {
  const sums = new Map<TopicId, { sum: number; reports: number }>()
  for (const { topics, doubtful } of asked)
    for (const [list, says] of [
      [topics, 1],
      [doubtful, 0],
    ] as const)
      for (const { id, score } of list) {
        const known = sums.get(id) ?? { sum: 0, reports: 0 }
        known.sum += Math.round(100 * score)
        known.reports += says
        sums.set(id, known)
      }
  return [...sums]
    .map(([id, { sum, reports }]) => ({ id, score: sum / (100 * asked.length), reports }))
    .toSorted((one, other) => other.score - one.score || (one.id < other.id ? -1 : 1))
}

type Named<Id> = readonly { readonly id: Id; readonly reports: number }[]
type Lists<Id> = readonly (readonly { readonly id: Id }[])[]

const shared = <Id extends string>(lists: Lists<Id>): Named<Id> =>
  countNames(lists).filter(({ reports }) => areEnough(reports, lists.length))

/** Organisations or places of several reports with the number of reports: the most frequent first, equally frequent ones by id. */
export const countNames = <Id extends string>(lists: Lists<Id>): Named<Id> => {
  const counts = new Map<Id, number>()
  for (const list of lists) for (const { id } of list) counts.set(id, (counts.get(id) ?? 0) + 1)
  return [...counts]
    .toSorted(([one, more], [other, fewer]) => fewer - more || (one < other ? -1 : 1))
    .map(([id, reports]) => ({ id, reports }))
}
