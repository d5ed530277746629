import { describe, expect, test } from 'vitest'
import { codeUnitsOf } from '../../src/text/code-units.ts'
import { normalForm } from '../../src/text/normal-form.ts'
import {
  ALONE,
  BLANK,
  classAt,
  createTokens,
  MARK,
  tokenize,
  tokenRules,
  type TokenRules,
  WORD,
  WORD_RULES,
} from '../../src/text/tokenizer.ts'

const tokensOf = (text: string, rules: TokenRules = WORD_RULES, most?: number): readonly string[] => {
  const tokens = createTokens()
  tokenize(tokens, codeUnitsOf(text), text.length, rules, most)
  return Array.from({ length: tokens.size }, (_, nth) => text.slice(tokens.starts[nth], tokens.ends[nth]))
}

describe('what copies and vectors compare, by script', () => {
  test.each([
    ['Latin', "L'UE vote: 27 États", ['l', 'ue', 'vote', '27', 'états']],
    ['Latin with hyphens and signs', 'cross-border e-commerce, C++', ['cross', 'border', 'e', 'commerce', 'c']],
    ['Vietnamese', 'tên miền .vn', ['tên', 'miền', 'vn']],
    ['Greek', 'Νόμος για το διαδίκτυο', ['νομοσ', 'για', 'το', 'διαδικτυο']],
    ['Cyrillic', 'Ещё 5G-сеть', ['еще', '5g', 'сеть']],
    ['two scripts in a word', 'VPNсервис', ['vpnсервис']],
    ['Hebrew', 'ארה"ב אישרה', ['ארה', 'ב', 'אישרה']],
    ['Arabic', 'الإنترنت، والتجارة', ['الانترنت', 'والتجاره']],
    ['Persian with a half-space', 'دامنه\u200cهای', ['دامنههاي']],
    ['Hindi', 'हिन्दी में', ['हिन्दी', 'मे\u0902']],
    ['Bengali', 'ই-কমার্স নীতি', ['ই', 'কমার্স', 'নীতি']],
    ['Amharic', 'የኢንተርኔት፡ሕግ', ['የኢንተርኔት', 'ህግ']],
    ['Korean, a word with its particle', '인터넷을 쓴다', ['인터넷을', '쓴다']],
    ['Chinese', '跨境电商，AI平台', ['跨', '境', '电', '商', 'ai', '平', '台']],
    ['traditional Chinese', '電商', ['电', '商']],
    ['Japanese, kana one by one', 'ドメイン名です', ['ド', 'メ', 'イ', 'ン', '名', 'で', 'す']],
    ['Thai, each letter and each mark', 'ภาษี', ['ภ', 'า', 'ษ', 'ี']],
    ['an ideograph beyond U+FFFF, by its first half', '𠮷野', ['\ud842', '野']],
    ['an emoji is none', 'a 😀 b', ['a', 'b']],
  ])('%s', (_, text, tokens) => expect(tokensOf(normalForm(text).text)).toEqual(tokens))

  test('no more tokens than are asked for', () => expect(tokensOf('one two three', WORD_RULES, 2)).toEqual(['one', 'two']))
  test('no text has no tokens', () => expect(tokensOf('')).toEqual([]))
  test('only the beginning that is asked for is cut', () => {
    const tokens = createTokens()
    tokenize(tokens, codeUnitsOf('one two'), 5, WORD_RULES)
    expect([tokens.size, tokens.starts[1], tokens.ends[1]]).toEqual([2, 4, 5])
  })
  test('a longer text finds more room, and leaves nothing to a shorter one', () => {
    const tokens = createTokens(1)
    tokenize(tokens, codeUnitsOf('a b c d'), 7, WORD_RULES)
    expect(tokens.size).toBe(4)
    tokenize(tokens, codeUnitsOf('a'), 1, WORD_RULES)
    expect(tokens.size).toBe(1)
  })
})

describe('rules of its own', () => {
  const rules = tokenRules([
    [WORD, /\p{L}/u],
    [WORD + 1, /\d/],
    [ALONE, /[\p{sc=Han}#]/u],
    [MARK, /\u0301/],
    [BLANK, /\s/],
  ])
  test.each([
    ['words of two classes', 'abc123def', ['abc', '123', 'def']],
    ['a mark within a word', 'a\u0301b', ['a\u0301b']],
    ['a mark behind a letter that stands alone begins nothing', '名\u0301a', ['名', 'a']],
    ['a sign alone', '##a', ['#', '#', 'a']],
    ['a character beyond U+FFFF, whole', '𠮷𝒂b', ['𠮷', '𝒂b']],
    ['half of one', 'a\ud842', ['a']],
    ['half of one between letters', 'a\udfb7b', ['a', 'b']],
  ])('%s', (_, text, tokens) => expect(tokensOf(text, rules)).toEqual(tokens))

  test('of two patterns that match a character the later one has it', () => {
    const units = codeUnitsOf('名 𠮷\ud842')
    expect([0, 1, 2, 4].map((at) => classAt(units, at, units.length, rules))).toEqual([ALONE, BLANK, ALONE, 0])
  })
})
