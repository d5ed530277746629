import type { Tags } from '../model/article.ts'
import type { Instant, LanguageTag } from '../model/ids.ts'
import { createCopyIndex } from './copies/copy-index.ts'
import { fingerprintOf } from './copies/fingerprint.ts'
import { createEventIndex, type EventIndex } from './events/event-index.ts'
import { termsOf } from './events/terms.ts'
import type { Interlingua } from './interlingua/table.ts'
import { linkStory } from './links/compare.ts'
import { linkStories } from './links/link-stories.ts'
import { type Traits, traitsOf } from './links/traits.ts'

export type GroupRow = Tags & {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly language: LanguageTag
  readonly at: Instant
  readonly source: string
}
export type Grouped = {
  readonly id: string
  readonly language: LanguageTag
  readonly copyOf: string | null
  readonly story: string
  readonly crossStory: string
  readonly evidence: readonly string[]
}

type Placed = Omit<Grouped, 'crossStory'> & {
  readonly at: Instant
  readonly traits: Traits
  readonly vector: Float32Array | null
}

/** Copies, stories and links of articles in order of arrival, all in memory. */
export const createGrouping = (interlingua: Interlingua) => {
  const copies = createCopyIndex()
  const indexes = new Map<LanguageTag, EventIndex>()
  const placed = new Map<string, Placed>()

  const indexOf = (language: LanguageTag): EventIndex => {
    const held = indexes.get(language)
    if (held !== undefined) return held
    const fresh = createEventIndex(interlingua.dimensions, interlingua.shareOf)
    indexes.set(language, fresh)
    return fresh
  }
  const placeCopy = (row: GroupRow): Pick<Placed, 'copyOf' | 'story' | 'evidence'> | null => {
    const fingerprint = fingerprintOf(row.title, row.text)
    if (fingerprint === null) return null
    const match = copies.find(row.source, fingerprint)
    copies.add({ id: row.id, source: row.source, fingerprint })
    const original = match === null ? undefined : placed.get(match.candidate.id)
    if (match === null || original === undefined) return null
    const { shared, jaccard, containment } = match.likeness
    const evidence = [
      `copy: ${shared} shingles shared, Jaccard ${jaccard.toFixed(2)}, of the shorter ${containment.toFixed(2)}`,
    ]
    return { copyOf: original.copyOf ?? original.id, story: original.story, evidence }
  }
  const placeReport = (row: GroupRow, vector: Float32Array | null): Pick<Placed, 'copyOf' | 'story' | 'evidence'> => {
    const index = indexOf(row.language)
    const report = { counts: termsOf(row.language, row.title, row.text), vector, at: row.at }
    const match = index.match(report)
    const story = match?.story ?? row.id
    index.add({ article: row.id, story, at: row.at, terms: index.weigh(report), vector })
    const evidence =
      match === null ? [] : [`story: score ${match.score.toFixed(2)}, nearest ${match.nearest} at ${match.likeness.toFixed(2)}`]
    return { copyOf: null, story, evidence }
  }
  return {
    add(row: GroupRow): void {
      const vector = interlingua.vectorOf(row.language, row.title, row.text)
      const place = placeCopy(row) ?? placeReport(row, vector)
      placed.set(row.id, { id: row.id, language: row.language, at: row.at, traits: traitsOf(row), vector, ...place })
    },
    finish: () => withLinks([...placed.values()]),
  }
}

const withLinks = (articles: readonly Placed[]): readonly Grouped[] => {
  const stories = Map.groupBy(articles, ({ story }) => story)
  const { groupOf, links } = linkStories([...stories].map(([id, members]) => linkStory(id, members)))
  const reasons = new Map<string, string[]>()
  for (const { one, other, score, kinds, shared } of links)
    for (const [story, mate] of [
      [one, other],
      [other, one],
    ] as const)
      reasons.set(story, [
        ...(reasons.get(story) ?? []),
        `link: ${mate} at ${score.toFixed(2)} by ${[...kinds, ...shared].join(' ')}`,
      ])
  return articles.map(({ id, language, copyOf, story, evidence }) => ({
    id,
    language,
    copyOf,
    story,
    crossStory: groupOf.get(story) ?? story,
    evidence: [...evidence, ...(reasons.get(story) ?? [])],
  }))
}
