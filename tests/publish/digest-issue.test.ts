import { expect, test } from 'vitest'
import type { DigestItem } from '../../src/model/digest.ts'
import { otherLanguages } from '../../src/publish/digest/write-issue.ts'
import { digestWordsOf } from '../../src/web/digests/digest-locale.ts'
import { digest } from '../delivery/digest-samples.ts'

test('an issue names every other language of a story', () => {
  const tags = ['en', 'ar', 'bn', 'de', 'es', 'fa', 'fr', 'hi', 'id', 'it', 'ja', 'ko', 'pt', 'ru', 'sw']
  const item = { language: 'en', languages: tags.map((language) => ({ language, reports: 1 })) } as unknown as DigestItem
  const named = otherLanguages(item, digestWordsOf(digest()))
  expect(named.match(/\(1\)/g)).toHaveLength(tags.length - 1)
  expect(named).toContain('and Swahili (1).')
})
