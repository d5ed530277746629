import type { Article, Fingerprint, ReadArticle, Tags } from '../model/article.ts'
import type { LanguageTag, TopicId } from '../model/ids.ts'
import type { Taxonomy } from '../model/taxonomy.ts'
import { createHtmlCleaner } from '../text/html/clean-html.ts'
import { createNormalizer, type Normalizer } from '../text/normal-form.ts'
import { createSearchText } from '../text/search-words.ts'
import type { ParsedItem } from '../model/parsed-item.ts'
import type { EdgeLines } from './boilerplate/repeated-lines.ts'
import type { DatedItem } from './item-dates.ts'
import { createLanguageDetector, type DetectedLanguage, type LanguageDetector } from './language/detect.ts'
import { type ItemContext, itemEdgeLines, normaliseItem } from './normalise.ts'
import { createReportTagger } from './report-tagger.ts'
import { createTagger, type Tagger } from './tagging/tagger.ts'

export type EnricherOptions = {
  /** Null: nothing is tagged. */
  readonly taxonomy: Taxonomy | null
  /** Computes the fingerprint by which copies are recognised, from `grouping/`; null: no article gets one. */
  readonly fingerprint: ((article: Article & Tags, normalForm: Normalizer) => Fingerprint | null) | null
}

export type Enricher = {
  /** Cleans, tags and fingerprints items, in their order. Costly: only for items whose key and hash (`identifyItems`) are not stored yet. */
  readonly read: (items: readonly DatedItem[], context: ItemContext) => readonly ReadArticle[]
  /**
   * Hashes of the lines that an item begins and ends with. Needed of stored items too: lines that most items share are the source's
   * (`repeatedLines`).
   */
  readonly edgeLines: (item: ParsedItem) => EdgeLines
  /** Language and tags of a clean article, new or stored, by the present taxonomy. */
  readonly understand: (article: Understandable, sourceTopics: readonly TopicId[]) => DetectedLanguage & { readonly tags: Tags }
  /** The language of text from elsewhere, as `read` detects it; `declared` is a tag as `languageTag` gives it. */
  readonly language: (text: string, declared: LanguageTag | null) => DetectedLanguage
  /** Tags a report: boilerplate around it does not count. */
  readonly tags: Tagger['tag']
}

const UNTAGGED: Tags = { topics: [], doubtful: [], entities: [], places: [] }

/**
 * Loads the language models (some 150 ms, 40 MB) and prepares the tagger. One per thread is enough; not re-entrant: its buffers serve one
 * text at a time.
 */
export const createEnricher = async ({ taxonomy, fingerprint }: EnricherOptions): Promise<Enricher> => {
  const language = await createLanguageDetector()
  const cleanHtml = createHtmlCleaner()
  const normalForm = createNormalizer()
  const searchText = createSearchText(normalForm)
  const tags: Tagger['tag'] = taxonomy === null ? () => UNTAGGED : createReportTagger(createTagger(taxonomy, normalForm).tag)
  const languages = createArticleLanguage(language)
  const tagsOf = ({ title, text }: Understandable, language: LanguageTag, sourceTopics: readonly TopicId[]): Tags =>
    tags({ title, text, language, sourceTopics })
  const understand: Enricher['understand'] = (article, sourceTopics) => {
    const detected = languages.of(article)
    return { ...detected, tags: tagsOf(article, detected.language, sourceTopics) }
  }
  // Each step runs over all articles before the next: its code and tables stay in the caches, which saves a tenth of the time (measured).
  const read: Enricher['read'] = (items, context) => {
    const articles = items.map((item) => normaliseItem(item, context, cleanHtml))
    const tagged = languages.ofAll(articles).map(({ article, detected }) => ({
      ...article,
      ...tagsOf(article, detected.language, context.source.topics),
      ...detected,
    }))
    return tagged.map((article) => ({
      ...article,
      searchText: searchText(article.title, article.text),
      fingerprint: fingerprint === null ? null : fingerprint(article, normalForm),
    }))
  }
  return { read, edgeLines: (item) => itemEdgeLines(item, cleanHtml), understand, language, tags }
}

type Understandable = Pick<Article, 'title' | 'text' | 'declaredLanguage'> & {
  /** The language that was found when the article was read together with the others of its document. */
  readonly language?: LanguageTag
}

type Located<One> = { readonly article: One; readonly detected: DetectedLanguage }

type ArticleLanguage = {
  readonly of: (article: Understandable) => DetectedLanguage
  /** The articles of one document, in their order, each with its language. */
  readonly ofAll: <One extends Understandable>(articles: readonly One[]) => readonly Located<One>[]
}

/** Confidence below which, where nothing is declared, one guess in five is wrong: then the language of the document's other articles counts too. */
const DOUBTFUL = 0.6

const createArticleLanguage = (detector: LanguageDetector): ArticleLanguage => {
  const alone = (article: Understandable): DetectedLanguage => detector(sampleOf(article), article.declaredLanguage)
  const beside = (article: Understandable, detected: DetectedLanguage, usual: LanguageTag | null): DetectedLanguage => {
    if (article.declaredLanguage !== null || detected.confidence >= DOUBTFUL) return detected
    if (usual === null || usual === 'und' || usual === detected.language) return detected
    return detector(sampleOf(article), usual)
  }
  return {
    of: (article) => beside(article, alone(article), article.language ?? null),
    ofAll: (articles) => {
      const located = articles.map((article) => ({ article, detected: alone(article) }))
      const usual = usualLanguage(located.map(({ detected }) => detected))
      return located.map(({ article, detected }) => ({ article, detected: beside(article, detected, usual) }))
    },
  }
}

const sampleOf = ({ title, text }: Understandable): string => `${title}\n${text.slice(0, 600)}`

/** The fewest texts of certain language from which the language of the others is inferred. */
const FEWEST_SURE = 3
const SURE = 0.9
const MOST_OF_THEM = 0.8

/** The language of nearly all texts whose language is certain; null: there are too few, or no such language. */
const usualLanguage = (texts: readonly DetectedLanguage[]): LanguageTag | null => {
  const sure = texts.filter(({ confidence }) => confidence >= SURE)
  if (sure.length < FEWEST_SURE) return null
  const groups = [...Map.groupBy(sure, ({ language }) => language)]
  const [language, group] = groups.reduce((most, one) => (one[1].length > most[1].length ? one : most))
  return group.length >= MOST_OF_THEM * sure.length ? language : null
}
