import type { Article } from '../../model/article.ts'
import type { LanguageTag } from '../../model/ids.ts'
import type { DetectedLanguage, LanguageDetector } from './detect.ts'

export type Understandable = Pick<Article, 'title' | 'text' | 'declaredLanguage'> & {
  /** The language that was found when the article was read together with the others of its document. */
  readonly language?: LanguageTag
}

type Located<One> = { readonly article: One; readonly detected: DetectedLanguage }

export type ArticleLanguage = {
  readonly of: (article: Understandable) => DetectedLanguage
  /** The articles of one document, in their order, each with its language. */
  readonly ofAll: <One extends Understandable>(articles: readonly One[]) => readonly Located<One>[]
}

/** Confidence below which, where nothing is declared, one guess in five is wrong: then the language of the document's other articles counts too. */
const DOUBTFUL = 0.6

export const createArticleLanguage = (detector: LanguageDetector): ArticleLanguage => {
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
