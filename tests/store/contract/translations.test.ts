import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../../src/store/ports/store.ts'
import { DAY, NOON } from '../samples.ts'
import { engines } from './engines.ts'

const shown = (key: string, text: string) => ({ key, text, reason: null })
const givenUp = (key: string, reason: string) => ({ key, text: null, reason })

describe.each(engines)('translations, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
  })
  afterEach(async () => await store.close())
  const editionNow = async () => (await store.edition()).number

  test('each text has one outcome, the first, and what was given up is known and not shown', async () => {
    const { translations } = store
    await translations.keepTranslations([shown('a', 'Ferry strike ends'), givenUp('b', 'it is empty')], NOON)
    await translations.keepTranslations([shown('a', 'Another'), shown('b', 'Late')], NOON)
    expect(await translations.knownTranslations(['a', 'b', 'c'], NOON)).toEqual(new Set(['a', 'b']))
    expect((await translations.translationsAfter(0, 10)).map(({ key, text }) => [key, text])).toEqual([
      ['a', 'Ferry strike ends'],
    ])
  })

  test('a batch begins one edition, by which it is found; what was given up begins none', async () => {
    const { translations } = store
    const before = await editionNow()
    await translations.keepTranslations([shown('a', 'One'), shown('b', 'Two')], NOON)
    const first = await editionNow()
    expect(first).toBe(before + 1)
    await translations.keepTranslations([givenUp('c', 'it is empty')], NOON)
    await translations.keepTranslations([], NOON)
    expect(await editionNow()).toBe(first)
    await translations.keepTranslations([shown('d', 'Four')], NOON)
    expect(await translations.translationsAfter(first, 10)).toEqual([{ key: 'd', text: 'Four', edition: first + 1 }])
    expect(await translations.translationsAfter(first + 1, 10)).toEqual([])
    expect((await translations.translationsAfter(0, 2)).map(({ key }) => key)).toEqual(['b', 'd'])
  })

  test('what was given up is counted by reason, and forgotten on request', async () => {
    const { translations } = store
    await translations.keepTranslations([shown('a', 'One'), givenUp('b', 'empty'), givenUp('c', 'long')], NOON)
    await translations.keepTranslations([givenUp('d', 'long')], NOON)
    const givenUpNow = [
      { reason: 'long', texts: 2 },
      { reason: 'empty', texts: 1 },
    ]
    expect(await translations.translationCounts()).toEqual({ translated: 1, givenUp: givenUpNow })
    expect(await translations.forgetGivenUp()).toBe(3)
    expect(await translations.translationCounts()).toEqual({ translated: 1, givenUp: [] })
    expect(await translations.knownTranslations(['a', 'b', 'c', 'd'], NOON)).toEqual(new Set(['a']))
  })

  test('what nobody has used for long is forgotten', async () => {
    const { translations } = store
    await translations.keepTranslations([shown('used', 'Used'), shown('unused', 'Unused')], NOON)
    await translations.knownTranslations(['used'], NOON + 2 * DAY)
    await translations.deleteUnusedTranslations(NOON + DAY)
    expect(await translations.knownTranslations(['used', 'unused'], NOON + 2 * DAY)).toEqual(new Set(['used']))
  })
})
