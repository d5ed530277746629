import type { Article, Fingerprint, ReadArticle, Tags } from '../model/article.ts'
import type { LanguageTag, TopicId } from '../model/ids.ts'
import type { ParsedItem } from '../model/parsed-item.ts'
import type { Knowledge } from '../model/taxonomy.ts'
import { searchText } from '../lib/search-words.ts'
import type { ItemIdentity } from './identity.ts'
import { createLanguageDetector, type DetectedLanguage } from './language/detect.ts'
import { type ItemContext, normaliseItem } from './normalise.ts'
import { createTagger, type Tagger } from './tags/tagger.ts'

export type EnricherOptions = {
  /** Null: nothing is tagged. */
  readonly knowledge: Knowledge | null
  /** What copies are recognised by, from `stories/`; null: nothing is fingerprinted. */
  readonly fingerprint: ((article: Omit<ReadArticle, 'fingerprint'>) => Fingerprint | null) | null
}

export type Enricher = {
  /** Everything that is costly about one item: only for items whose key and hash (`identifyItems`) are not known yet. */
  readonly read: (item: ParsedItem, context: ItemContext, identity: ItemIdentity) => ReadArticle
  /** Language and tags of a clean article, new or stored, by today's knowledge. */
  readonly understand: (article: Understandable, sourceTopics: readonly TopicId[]) => DetectedLanguage & { readonly tags: Tags }
  /** As `read` does it, for text from elsewhere; `declared` may be any spelling of a tag. */
  readonly language: (text: string, declared: LanguageTag | null) => DetectedLanguage
  readonly tags: Tagger['tag']
}

export type Understandable = Pick<Article, 'title' | 'text' | 'declaredLanguage'>

const UNTAGGED: Tags = { topics: [], entities: [], places: [] }

/** Loads the language models (some 150 ms, 40 MB in this thread) and indexes what to look for. */
export const createEnricher = async ({ knowledge, fingerprint }: EnricherOptions): Promise<Enricher> => {
  const language = await createLanguageDetector()
  const tags: Tagger['tag'] = knowledge === null ? () => UNTAGGED : createTagger(knowledge).tag
  const understand: Enricher['understand'] = (article, sourceTopics) => {
    const detected = language(languageSample(article), article.declaredLanguage)
    const { title, text } = article
    return { ...detected, tags: tags({ title, text, language: detected.language, sourceTopics }) }
  }
  const read = (item: ParsedItem, context: ItemContext, identity: ItemIdentity): ReadArticle => {
    const article = normaliseItem(item, context, identity)
    const { tags: found, ...detected } = understand(article, context.source.topics)
    const whole = { ...article, ...found, ...detected, searchText: searchText(article.title, article.text) }
    return { ...whole, fingerprint: fingerprint === null ? null : fingerprint(whole) }
  }
  return { read, understand, language, tags }
}

const languageSample = ({ title, text }: Understandable): string => `${title}\n${text.slice(0, 600)}`
