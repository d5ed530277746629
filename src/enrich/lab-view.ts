import type { Evidence } from '../model/article.ts'
import type { Enricher } from './enricher.ts'
import { languageTag } from './language/language-tag.ts'

/** One line of `lab read`: a text, and the language that its publisher declares. */
export type LabRow = {
  readonly id: string
  readonly title: string
  readonly text?: string
  readonly lang?: string | undefined
  readonly url?: string
}

type Shown = {
  readonly id: string
  readonly score?: number
  readonly evidence: readonly { readonly term: string; readonly at: string }[]
}
export type LabReading = {
  readonly id: string
  readonly language: string
  readonly confidence: number
  readonly topics: readonly Shown[]
  readonly entities: readonly Shown[]
  readonly places: readonly Shown[]
}

/** What is understood of one text, without feed, store or cleaning around it. */
export const labRead = (enricher: Enricher, { id, title, text = '', lang }: LabRow): LabReading => {
  const { language, confidence } = enricher.language(text === '' ? title : `${title}\n${text}`, languageTag(lang ?? null))
  const { topics, entities, places } = enricher.tags({ title, text, language, sourceTopics: [] })
  return {
    id,
    language,
    confidence: Number(confidence.toFixed(3)),
    topics: topics.map((topic) => ({ id: topic.id, score: topic.score, evidence: shown(topic.evidence) })),
    entities: entities.map((entity) => ({ id: entity.id, evidence: shown(entity.evidence) })),
    places: places.map((place) => ({ id: place.id, evidence: shown(place.evidence) })),
  }
}

/** `title:12-20`: where the word stands, in UTF-16 units. */
const shown = (evidence: readonly Evidence[]): Shown['evidence'] =>
  evidence.map(({ term, field, start, end }) => ({ term, at: `${field}:${start}-${end}` }))
