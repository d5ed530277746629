import { expect, test } from 'vitest'
import { languageTag } from '../../../src/enrich/language/language-tag.ts'

test.each([
  ['en-US', 'en'],
  ['EN_gb', 'en'],
  ['pt-BR', 'pt'],
  ['zh', 'zh-Hans'],
  ['zh_CN', 'zh-Hans'],
  ['zh-tw', 'zh-Hant'],
  ['zh-HK', 'zh-Hant'],
  ['zh-Hant-CN', 'zh-Hant'],
  ['no', 'nb'],
  ['iw', 'he'],
  ['tl', 'fil'],
  ['sr-Latn-RS', 'sr-Latn'],
  ['sr-Cyrl', 'sr-Cyrl'],
  ['deu', 'de'],
  ['Deutsch', 'de'],
  [' fr ', 'fr'],
  ['en-english-of-england', 'en'],
  ['en-us', 'en'],
  ['uk-UA', 'uk'],
  ['uk', 'uk'],
  ['ca', 'ca'],
  ['FR', 'fr'],
  ['NO', 'nb'],
  ['EN', 'en'],
  ['cn', 'zh-Hans'],
  ['CN', 'zh-Hans'],
  ['jp', 'ja'],
  ['JP', 'ja'],
  ['kr', 'ko'],
  ['azb', 'azb'],
])('%s is %s', (declared, tag) => expect(languageTag(declared)).toBe(tag))

test('what is no language is nothing', () => {
  const declared = ['', 'und', 'mul', '1', 'x', '<script>', 'a'.repeat(100_000)]
  expect(declared.map((text) => languageTag(text)).every((tag) => tag === null)).toBe(true)
})
test.each(['US', 'us', 'us-en', 'GB', 'gb', 'CA', 'UK', 'AR', 'BR', 'vn', 'UA', 'xx', 'qq', 'USA', 'world'])(
  '%s is no language',
  (declared) => expect(languageTag(declared)).toBeNull(),
)
test('nothing declared is nothing', () => expect(languageTag(null)).toBeNull())
