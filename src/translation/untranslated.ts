/** Which texts are to be translated: the headlines, and the excerpts where they are wished for, that readers of a language see in another one. */
import { isSameLanguage, translationKey, type TranslationKey } from '../model/translation.ts'
import type { StoredArticle } from '../model/article.ts'
import type { TranslationSettings } from '../model/configuration.ts'
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
  /** Null: it is not configured, or reserves what goes to a model. */
  readonly sourceOf: (id: SourceId) => Source | null
}

/** Each once, in the order of the stories. */
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

/** Feeds show the report in the reader's language, else the lead; pages prefer English to the lead. */
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
