import { type Evidence, isSameSpan, type ReadArticle, type Tags } from '../../model/article.ts'
import { createNormalizer } from '../../text/normal-form.ts'
import type { MultilingualEmbeddings } from '../embeddings/embeddings.ts'
import { firstKeyOf, spellingOf } from '../embeddings/word-keys.ts'
import { createDayFinder } from './days.ts'
import { linkedDocumentsOf } from './linked-documents.ts'
import { maskOf } from './masked-spans.ts'
import { moneyOf } from './money.ts'
import { createNameFinder } from './name-features.ts'
import { amountsAmong, countsIn } from './numbers.ts'

/**
 * What a report has in common with one in another language, each with its kind before the colon: `entity`, `place`, `topic`,
 * `amount`, `money`, `day`, `url` (where it leads), `word` (Latin letters in any script), `name` (its phonetic key).
 */
export type LinkFeatures = ReadonlySet<string>

/** What of a report its features are found in. */
export type ReportContent = Tags & Pick<ReadArticle, 'language' | 'title' | 'text' | 'html' | 'canonicalUrl' | 'publishedAt'>

const TEXT_LIMIT = 600
/** Words that more texts hold than this name nobody, however they are written. */
const ORDINARY = 0.005

/** `shareOf`: of texts, in general, that hold a word. Not re-entrant. */
export const createFeatureExtractor = (shareOf: MultilingualEmbeddings['shareOf']) => {
  const normalForm = createNormalizer()
  const daysOf = createDayFinder()
  const addNames = createNameFinder()
  return (report: ReportContent): LinkFeatures => {
    const { title, text, topics, entities, places, language, publishedAt } = report
    const opening = `${title}\n${text.slice(0, TEXT_LIMIT)}`
    const { text: normal } = normalForm(opening)
    const counts = countsIn(normal)
    const spelling = spellingOf(language)
    const isOrdinary = (word: string): boolean => shareOf(firstKeyOf(spelling, word)) > ORDINARY
    const features = new Set<string>()
    for (const { id, evidence } of entities) if (!isNamedAsPlace(evidence, places)) features.add(`entity:${id}`)
    for (const { id } of places) features.add(`place:${id}`)
    for (const { id } of topics) features.add(`topic:${id}`)
    for (const amount of amountsAmong(counts)) features.add(`amount:${amount}`)
    for (const sum of moneyOf(normal, counts)) features.add(`money:${sum}`)
    for (const day of daysOf(normal, language, publishedAt)) features.add(`day:${day}`)
    for (const address of linkedDocumentsOf(report.html, report.canonicalUrl)) features.add(`url:${address}`)
    // The name of a place that is tagged is no second piece of evidence.
    const known = [...entities, ...places].flatMap(({ evidence }) => evidence)
    addNames(features, opening, language, isOrdinary, maskOf(title, opening.length, known))
    return features
  }
}

/** True: by its name, it is a place as well, and more than one piece of evidence it is not: the European Union, Brussels. */
const isNamedAsPlace = (evidence: readonly Evidence[], places: Tags['places']): boolean =>
  evidence.every((name) => places.some((place) => place.evidence.some((other) => isSameSpan(name, other))))
