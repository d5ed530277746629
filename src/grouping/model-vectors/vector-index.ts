import { DAY, HOUR } from '../../lib/durations.ts'
import type { ArticleId, Instant, LanguageTag, StoryId } from '../../model/ids.ts'
import { EMBEDDING_UNIT, type Embedding } from '../embeddings/embeddings.ts'
import { createLikenessCounts, stepOf } from './likeness-scale.ts'
import type { MeasuredVector, ModelVector } from './model-vector.ts'

/** What of a report is compared beside its vector. */
type VectorReport = {
  readonly language: LanguageTag
  readonly at: Instant
  readonly arrivedAt: Instant
}
type AddedReport = VectorReport & {
  readonly article: ArticleId
  readonly story: StoryId
  readonly vector: MeasuredVector | null
}

/** A story in other languages that may report the same event. */
export type NearStory = {
  /** The most similar report of the story. */
  readonly article: ArticleId
  readonly likeness: number
  /** The weight of the likeness as evidence across languages. */
  readonly weight: number
  /** The likeness from which on stories are near. */
  readonly near: number
}
export type NearStories = ReadonlyMap<StoryId, NearStory>
export type VectorComparison = { readonly vector: MeasuredVector; readonly near: NearStories }

/** Reports of one event in two languages are at most this far apart in time. */
const NEAR_MS = 36 * HOUR
/** How long after its arrival a report is compared with: less than features are stored, and than an index is refilled with. */
const WINDOW_MS = 4 * DAY
const MOST_NEAR = 8
const MOST_SAMPLED = 16

/** Vectors of reports, compared only within one model and revision. Results depend on what was added alone, so a refilled index gives the same. */
export const createVectorIndex = () => {
  const spaces = new Map<string, Space>()
  /** The vectors of a model and revision, without those that have left the window when this report arrives. */
  const spaceOf = ({ model, revision }: ModelVector, arrivedAt: Instant): Space => {
    const key = `${model}\n${revision}`
    const space = spaces.get(key) ?? { entries: [], counts: createLikenessCounts() }
    spaces.set(key, space)
    const first = space.entries.findIndex((entry) => entry.arrivedAt >= arrivedAt - WINDOW_MS)
    for (const { sample } of space.entries.splice(0, first < 0 ? space.entries.length : first)) space.counts.discount(sample)
    return space
  }
  return {
    compare(report: VectorReport & { readonly vector: ModelVector }): VectorComparison {
      const space = spaceOf(report.vector, report.arrivedAt)
      const compared = space.entries.flatMap((entry): readonly Compared[] =>
        entry.language === report.language || Math.abs(entry.at - report.at) > NEAR_MS
          ? []
          : [{ entry, likeness: likenessOf(report.vector.direction, entry.direction) }],
      )
      return { vector: { ...report.vector, sample: sampleOf(compared) }, near: nearIn(space, compared) }
    },
    /** A report without a vector is not added: it is like no other. */
    add({ article, story, language, at, arrivedAt, vector }: AddedReport): void {
      if (vector === null) return
      const { direction, sample } = vector
      const { entries, counts } = spaceOf(vector, arrivedAt)
      entries.push({ article, story, language, at, arrivedAt, direction, sample })
      counts.count(sample)
    },
    /** Moves all articles of one story to another. */
    join(ended: StoryId, into: StoryId): void {
      for (const { entries } of spaces.values())
        for (const [nth, entry] of entries.entries()) if (entry.story === ended) entries[nth] = { ...entry, story: into }
    },
    reassign(moves: ReadonlyMap<ArticleId, StoryId>): void {
      for (const space of spaces.values())
        space.entries = space.entries.map((entry) => ({ ...entry, story: moves.get(entry.article) ?? entry.story }))
    },
  }
}

type Entry = VectorReport & {
  readonly article: ArticleId
  readonly story: StoryId
  readonly direction: Embedding
  readonly sample: Uint16Array
}
/** Entries in the order of arrival, and the counts of their sampled likenesses. */
type Space = { entries: Entry[]; readonly counts: ReturnType<typeof createLikenessCounts> }
type Compared = { readonly entry: Entry; readonly likeness: number }

/** The likenesses to at most `MOST_SAMPLED` of the compared reports, evenly chosen among all. */
const sampleOf = (compared: readonly Compared[]): Uint16Array => {
  const size = Math.min(compared.length, MOST_SAMPLED)
  return Uint16Array.from({ length: size }, (_, nth) =>
    stepOf(compared[Math.floor((nth * compared.length) / size)]?.likeness ?? 0),
  )
}

/** The most similar stories, at most `MOST_NEAR`. */
const nearIn = ({ counts }: Space, compared: readonly Compared[]): NearStories => {
  const scale = counts.scale()
  if (scale === null) return new Map()
  const near = new Map<StoryId, NearStory>()
  const likeliest = compared.filter(({ likeness }) => likeness >= scale.near).toSorted((a, b) => b.likeness - a.likeness)
  for (const { entry, likeness } of likeliest) {
    if (near.size === MOST_NEAR) break
    const { story, article } = entry
    if (!near.has(story)) near.set(story, { article, likeness, weight: scale.weigh(likeness), near: scale.near })
  }
  return near
}

/** Cosine similarity of two directions. Whole numbers: the same on every machine. */
const likenessOf = (one: Embedding, other: Embedding): number => {
  let dot = 0
  for (let index = 0; index < one.length; index += 1) dot += (one[index] ?? 0) * (other[index] ?? 0)
  return dot / EMBEDDING_UNIT ** 2
}
