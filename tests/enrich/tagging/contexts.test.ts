import { describe, expect, test } from 'vitest'
import { entity, taxonomy, lexicon, topic, words, taggerFor } from './taxonomy.ts'

const LANGUAGES = ['en', 'de', 'fr', 'ru', 'tr', 'ar', 'he', 'fa', 'ko', 'zh-Hans', 'ja', 'th', 'vi', 'hi']

describe('a word beside which a name counts is found as the language of the text writes it', () => {
  /** Whether the name counts in an article, given one word for it. */
  const counts = (language: string, context: string, text: string): boolean => {
    const entities = [entity('acme', { names: { any: ['ACME'] }, context: [context] })]
    const tagger = taggerFor(taxonomy({ entities, lexicons: LANGUAGES.map((one) => lexicon(one, {})) }))
    return tagger.tag({ title: 'ACME', text, language, sourceTopics: [] }).entities.length > 0
  }

  test.each([
    ['en', 'network operator', 'Two network operators'],
    ['en', 'network operator', 'A network\noperator'],
    ['fr', 'opérateur', 'Deux operateurs, trois opérateurs'],
    ['de', 'Netzbetreiber', 'Der Mobilfunknetzbetreiber'],
    ['ru', 'network operator', 'Это Network operators'],
    ['ru', 'оператор* сет*', 'Об операторе сети'],
    ['ar', 'مشغل شبكة', 'ومشغل شبكة'],
    ['he', '*מפעיל', 'והמפעיל'],
    ['fa', 'دامنه‌های اینترنتی', 'ثبت دامنه های اینترنتی'],
    ['ko', '통신 사업자', '통신사업자'],
    ['zh-Hans', 'IP地址', '分配 IP 地址'],
    ['zh-Hans', '網絡', '在 网 络 上'],
    ['ja', 'ネットワーク', '大手ネットワーク会社'],
    ['th', 'เครือข่าย', 'ผู้ให้บริการเครือข่ายรายใหญ่'],
    ['vi', 'hàng hoá', 'Hàng hóa'],
    ['hi', 'डोमेन', 'कई डोमेनों'],
  ])('%s «%s» in «%s»', (language, context, text) => expect(counts(language, context, text)).toBe(true))

  test.each([
    ['en', 'network operator', 'An operator without a network'],
    ['en', 'net', 'A network'],
    ['ja', 'テム', 'システム障害'],
    ['en', 'Acme', 'The name alone'],
  ])('%s «%s» not in «%s»', (language, context, text) => expect(counts(language, context, text)).toBe(false))
})

describe('a pair that calls a body by its name', () => {
  const tagger = taggerFor(
    taxonomy({
      topics: [topic('ec.consumer')],
      entities: [
        entity('aliexpress', {
          kind: 'company',
          names: { ko: ['알리', '알리익스프레스'] },
          context: ['직구*'],
          ambiguous: ['알리'],
        }),
      ],
      lexicons: [lexicon('ko', { 'ec.consumer': words({ pairs: [{ a: ['@aliexpress'], b: ['피해'] }] }) })],
    }),
  )
  const topicsOf = (title: string) =>
    tagger.tag({ title, text: '', language: 'ko', sourceTopics: [] }).topics.map(({ id }) => String(id))

  test('counts an ambiguous name beside a word for it', () => expect(topicsOf('직구 알리 피해')).toEqual(['ec.consumer']))
  test('and its other names anywhere', () => expect(topicsOf('알리익스프레스 피해')).toEqual(['ec.consumer']))
  test('but not a skier of that name', () => expect(topicsOf('스키 선수 알리 피해')).toEqual([]))
})
