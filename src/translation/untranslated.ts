/** Finds the texts to translate: headlines, and excerpts if configured, that readers of a language are shown in another language. */
import { isSameLanguage, translationKey, type TranslationKey } from '../model/translation.ts'
import type { StoredArticle } from '../model/article.ts'
import type { TranslationSettings } from '../model/configuration.ts'
import type { Filter } from '../model/filter.ts'
import type { LanguageTag, SourceId } from '../model/ids.ts'
import type { Source } from '../model/source.ts'
import { representativeOf, type StoryMatch } from '../publish/developments.ts'
import { republished } from '../publish/republished.ts'

export type TextToTranslate = {
  readonly key: TranslationKey
  readonly text: string
  readonly from: LanguageTag
  readonly to: LanguageTag
}

export type TranslationRules = Pick<TranslationSettings, 'to' | 'excerpts'> & {
  /** Which stories are translated. */
  readonly filter: Filter
  /** Null: the source is not configured, or its texts must not be sent to a model. */
  readonly sourceOf: (id: SourceId) => Source | null
}

/** The texts of the stories, in their order, each once per target language. */
export const textsOf = (stories: readonly StoryMatch[], rules: TranslationRules): readonly TextToTranslate[] => {
  const found = new Map<TranslationKey, TextToTranslate>()
  for (const story of stories)
    for (const to of rules.to)
      for (const article of representativesFor(story, to))
        for (const text of textsToShow(article, rules)) {
          const key = translationKey(text, to)
          found.set(key, { key, text, from: article.language, to })
        }
  return [...found.values()]
}

/** The articles in other languages that may represent a story: feeds show the reader's language, else the lead; pages prefer English to the lead. */
const representativesFor = (story: StoryMatch, to: LanguageTag): readonly StoredArticle[] => {
  const found = new Set([representativeOf(story, [to]), representativeOf(story, [to, 'en'])])
  return [...found].filter(({ language }) => language !== 'und' && !isSameLanguage(language, to))
}

const textsToShow = (article: StoredArticle, { excerpts, sourceOf }: TranslationRules): readonly string[] => {
  const source = sourceOf(article.source)
  if (source === null) return []
  const { summary } = republished(article, source)
  return [article.title, ...(excerpts ? [summary] : [])].filter((text) => text !== '')
}
