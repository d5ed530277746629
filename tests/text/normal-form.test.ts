import { describe, expect, test } from 'vitest'
import { normalForm } from '../../src/text/normal-form.ts'

describe('spellings of one word meet in the normal form', () => {
  test.each([
    ['Turkish capitals, dotted and dotless', 'İNTERNET SINIRI', 'internet sınırı'],
    ['traditional and simplified Chinese', '電子商務網絡', '电子商务网络'],
    ['Arabic and Persian keyboards', 'بازاریابی اینترنتی کالا', 'بازاريابي اينترنتي كالا'],
    ['Arabic with vowel signs and tatweel', 'الإنْتَرْنِت الرقـــمي', 'الانترنت الرقمي'],
    ['Persian with and without the half-space', 'دامنه\u200cهای', 'دامنههای'],
    ['Hebrew with points', 'אִינְטֶרְנֶט', 'אינטרנט'],
    ['full-width letters', 'ＩＰｖ６アドレス', 'ipv6アドレス'],
    ['half-width katakana', 'ﾄﾞﾒｲﾝ', 'ドメイン'],
    ['Russian ё', 'Ещё', 'еще'],
    ['Greek capitals', 'ΔΙΑΚΟΜΙΣΤΉΣ', 'διακομιστης'],
    ['sharp s', 'STRASSE', 'straße'],
    ['decomposed Korean', '인터넷'.normalize('NFD'), '인터넷'],
    ['decomposed Vietnamese', 'tên miền'.normalize('NFD'), 'tên miền'],
    ['bidi marks', '\u202bשלום\u202c\u200f', 'שלום'],
    ['digits of every system', '٢٠٢٦ ۲۰۲۶ २०२६ ২০২৬ ๒๐๒๖ ２０２６', '2026 2026 2026 2026 2026 2026'],
    ['typographic apostrophes', 'l’IA', "l'ia"],
    ['Hindi with and without the moon of the moon-dot', 'पहुँच', 'पहुंच'],
    ['Romanian cedilla and comma', 'Licitaţii şi preţ', 'licitații și preț'],
  ])('%s', (_, one, other) => expect(normalForm(one).text).toBe(normalForm(other).text))

  test('accents that tell words apart stay', () => expect(normalForm('marché').text).not.toBe(normalForm('marche').text))
  test('no character grows to more than six', () => {
    expect(normalForm('ﷺ ㌖').text).toBe('ﷺ キロメートル')
    for (let code = 1; code < 0x30000; code += 1)
      expect(normalForm(String.fromCodePoint(code)).text.length).toBeLessThanOrEqual(6)
  })
  test('line ends stay, as they end sentences', () => expect(normalForm('a\r\nб').text).toBe('a \nб'))
})

describe('every character of the normal form knows where it came from', () => {
  const original = (text: string, found: string): string => {
    const form = normalForm(text)
    const start = form.text.indexOf(normalForm(found).text)
    return text.slice(form.at(start), form.at(start + normalForm(found).text.length))
  }
  test.each([
    ['after marks that were dropped', '\u200fدا\u0640\u0640منه\u200cهای تازه', 'تازه', 'تازه'],
    ['after a character that grew', 'Große Märkte', 'märkte', 'Märkte'],
    ['after an emoji and mathematical letters', '😀 𝐀𝐈 act', 'ai', '𝐀𝐈'],
    ['in a decomposed text', 'Đăng ký tên miền .vn'.normalize('NFD'), '.vn', '.vn'],
    ['in plain English', 'Domain Names', 'names', 'Names'],
  ])('%s', (_, text, found, expected) => expect(original(text, found)).toBe(expected))

  test('the end of the normal form is the end of the original', () => {
    const text = 'ＡＢ\u200f'
    expect(normalForm(text).at(2)).toBe(text.length)
  })
})
