/** DeepL's `POST /v2/translate`. */
import type { LanguageTag } from '../model/ids.ts'
import { type Adapter, countedTexts, isMapping } from './adapter.ts'

export const DEEPL: Adapter = {
  batch: 50,
  headers: ({ key }) => (key === null ? {} : { authorization: `DeepL-Auth-Key ${key}` }),
  // DeepL accepts a region or script in target_lang but not in source_lang.
  body: ({ texts, from, to }) => ({ text: texts, source_lang: baseOf(from).toUpperCase(), target_lang: to.toUpperCase() }),
  read: (body, asked) => {
    const rows = isMapping(body) ? body.translations : null
    if (!Array.isArray(rows)) return { kind: 'unreadable', why: 'it has no list "translations"' }
    return countedTexts(
      rows.map((row) => (isMapping(row) ? row.text : null)),
      asked,
    )
  },
}

const baseOf = (tag: LanguageTag): string => tag.split('-')[0] ?? tag
