import { describe, expect, test } from 'vitest'
import { chineseOf } from '../../../src/enrich/language/chinese.ts'
import { writingOf } from '../../../src/enrich/language/writing-system.ts'

describe('most of a text is written in', () => {
  test.each([
    ['Vote on parcels', 'Latin'],
    ['Голосование', 'Cyrillic'],
    ['Ψηφοφορία', 'Greek'],
    ['قانون جديد', 'Arabic'],
    ['חוק חדש', 'Hebrew'],
    ['नया कानून', 'Devanagari'],
    ['নতুন আইন', 'Bengali'],
    ['አዲስ ሕግ', 'Ethiopic'],
    ['跨境电商', 'Chinese'],
    ['新しい法律', 'Japanese'],
    ['새로운 법', 'Korean'],
  ])('%s: %s', (text, system) => expect(writingOf(text)?.system).toBe(system))

  test.each([
    ['กฎหมายใหม่', 'th'],
    ['ახალი კანონი', 'ka'],
    ['புதிய சட்டம்', 'ta'],
    ['ច្បាប់ថ្មី', 'km'],
  ])('%s, which is one language alone: %s', (text, language) =>
    expect(writingOf(text)).toMatchObject({ system: null, language }),
  )

  test('Latin names within another script weigh little', () => {
    expect(writingOf('阿里巴巴 Alibaba 发布')?.system).toBe('Chinese')
    expect(writingOf('Google подала иск против регулятора')?.system).toBe('Cyrillic')
  })
  test('one kana does not make a Chinese headline Japanese', () =>
    expect(writingOf('日本の动漫电商平台进入中国市场并且发布新规')?.system).toBe('Chinese'))
  test('particles make a sentence Japanese among many Latin names', () => {
    expect(writingOf('Weekly notes: Acme Parcel Load Balancerに複数の脆弱性')?.system).toBe('Japanese')
    expect(writingOf('VimeoCEO退任 YouTubeと差')?.system).toBe('Japanese')
    expect(writingOf('Acme Cloud Parcel Platform에 새 취약점이')?.system).toBe('Korean')
  })
  test('a quoted word does not', () => {
    expect(writingOf('Acme names its new parcel robot カメラ and sells it')?.system).toBe('Latin')
    expect(writingOf('The singer calls her fifth album of the year 봄 and tours')?.system).toBe('Latin')
  })
  test('no letter, no writing', () => expect(writingOf('2026 — 27 %')).toBeNull())
})

describe('which Chinese', () => {
  test.each([
    ['simplified', '电商', null, 'zh-Hans'],
    ['traditional', '電商', null, 'zh-Hant'],
    ['what both write, as declared', '人大', 'zh-Hant', 'zh-Hant'],
    ['what both write, simplified else', '人大', null, 'zh-Hans'],
    ['Japanese without kana', '経済対策', null, 'ja'],
  ])('%s', (_, text, declared, language) => expect(chineseOf(text, declared).language).toBe(language))
})
