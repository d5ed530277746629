/** LibreTranslate's `POST /translate`. */
import type { LanguageTag } from '../model/ids.ts'
import { type Adapter, countedTexts, isMapping } from './adapter.ts'

export const LIBRETRANSLATE: Adapter = {
  batch: 25,
  headers: () => ({}),
  body: ({ texts, from, to }, { key }) => ({
    q: texts,
    source: languageOf(from),
    target: languageOf(to),
    format: 'text',
    ...(key === null ? {} : { api_key: key }),
  }),
  read: (body, asked) => {
    const texts = isMapping(body) ? body.translatedText : null
    if (typeof texts === 'string') return countedTexts([texts], asked)
    return Array.isArray(texts) ? countedTexts(texts, asked) : { kind: 'unreadable', why: 'it has no "translatedText"' }
  },
}

/** The language code: LibreTranslate accepts scripts for Chinese only. */
const languageOf = (tag: LanguageTag): string => (/^zh-han[st]$/i.test(tag) ? tag : (tag.split('-')[0] ?? tag))
