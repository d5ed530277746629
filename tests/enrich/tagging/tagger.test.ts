import { describe, expect, test } from 'vitest'
import { entityId, placeId, topicId } from '../../../src/model/ids.ts'
import type { TopicWords } from '../../../src/model/taxonomy.ts'
import { entity, taxonomy, lexicon, place, topic, words, taggerFor } from './taxonomy.ts'

const taggerOf = (
  language: string,
  topics: Readonly<Record<string, Partial<TopicWords>>>,
  more: Parameters<typeof taxonomy>[0] = {},
) =>
  taggerFor(
    taxonomy({
      topics: Object.keys(topics).map((id) => topic(id)),
      lexicons: [lexicon(language, Object.fromEntries(Object.entries(topics).map(([id, own]) => [id, words(own)])))],
      ...more,
    }),
  )
const topicsOf = (tagger: ReturnType<typeof taggerFor>, title: string, text = '', language = 'en') =>
  tagger.tag({ title, text, language, sourceTopics: [] }).topics.map(({ id }) => String(id))

describe('a listed word is found as its language writes it', () => {
  const found = (language: string, term: string, title: string): boolean =>
    taggerOf(language, { 't.one': { terms: [term] } }).consider({ title, text: '', language, sourceTopics: [] }).length > 0

  test.each([
    ['en', 'domain name', 'Two domain names were seized'],
    ['en', 'cross-border trade', 'Cross border trade grows'],
    ['en', 'C++', 'A standard for C++, at last'],
    ['en', '.cn', 'Registry of .cn under review'],
    ['fr', 'IA', "Ce que l'IA change"],
    ['es', 'nombre de dominio', 'Los nombres de dominio suben'],
    ['it', 'nome a dominio', 'Nomi a dominio contesi'],
    ['de', 'Onlinehandel', 'Neue Regeln für Onlinehandelsplattformen'],
    ['de', 'Onlinehandel', 'Der Billigonlinehandel wächst'],
    ['de', 'E-Rechnung*', 'Pflicht zur E-Rechnungspflicht-Prüfung'],
    ['nl', 'webwinkel', 'Nepwebwinkels offline gehaald'],
    ['ru', 'доменн* имен*', 'Спор о доменных именах'],
    ['tr', 'alan ad*', 'ALAN ADI KAYDI AÇILDI'],
    ['tr', 'BTK', "BTK'dan yeni karar"],
    ['ar', 'إنترنت', 'قانون بالإنترنت الجديد'],
    ['ar', 'تجارة إلكترونية', 'وتجارة إلكترونية في مصر'],
    ['he', '*אינטרנט', 'החוק על האינטרנט'],
    ['fa', 'دامنه‌های اینترنتی', 'ثبت دامنه های اینترنتی'],
    ['fa', 'دامنه‌های اینترنتی', 'ثبت دامنه‌های اینترنتی'],
    ['ko', '인터넷*', '정부가 인터넷을 막았다'],
    ['ko', '도메인 이름*', '도메인이름 분쟁'],
    ['zh-Hans', '跨境电商', '深圳跨境電商綜合試驗區'],
    ['zh-Hans', 'IP地址', '分配 IP 地址的机构'],
    ['ja', 'ドメイン', '日本語ドメイン名の登録'],
    ['th', 'เทมู', 'สั่งปรับเทมูแล้ว'],
    ['hi', 'डोमेन नाम', 'नए डोमेन नामों की नीलामी'],
    ['vi', 'tên miền', 'Đấu giá tên miền .vn'],
    ['vi', 'hàng hoá', 'Hàng hóa trên mạng'],
    ['vi', 'thuỷ', 'Cáp THỦY'.toLowerCase()],
    ['am', '*ሕግ*', 'የህግ ረቂቅ'],
    ['he', '*מע"מ', 'הפטור ממע״מ'],
    ['he', '*מע"מ', 'הפטור ממע”מ'],
  ])('%s «%s» in «%s»', (language, term, title) => expect(found(language, term, title)).toBe(true))

  test.each([
    ['en', 'SAT', 'He sat on the bench', 'an abbreviation is written in capitals'],
    ['en', 'SAT', 'WHERE THE MINISTER SAT WHEN THE HOUSE ROSE', 'and says nothing in a headline all in capitals'],
    ['en', 'IGF', 'The hormone IGF-1 and ageing', 'a number after a hyphen makes another word'],
    ['en', 'Meta', 'A meta study of schools', 'a name has its capital'],
    ['en', 'art', 'A party for the start', 'a word is not found inside another'],
    ['ru', 'Temu', 'Закрыли тему', 'other letters are another word'],
    ['ja', 'テム', 'システム障害', 'a short katakana word is not found inside another'],
    ['th', 'ปิด', 'ปิ', 'a syllable must be whole'],
    ['ru', 'домен', 'Новые домены', 'without a star the word is meant as written'],
    ['vi', 'sàn', 'Tất cả đã sẵn sàng', 'a syllable is not found inside another'],
    ['de', 'E-Rechnung*', 'Die Rechnung der Stadtwerke', 'a word with a hyphen does not begin inside another'],
    ['de', 'IT-Sicherheit', 'Das ist mit Sicherheit falsch', 'nor does this'],
  ])('%s «%s» not in «%s»: %s', (language, term, title) => {
    expect(found(language, term, title)).toBe(false)
  })
})

describe('evidence', () => {
  const tagger = taggerOf('en', {
    'ec.fakes': {
      terms: ['counterfeit goods'],
      weak: ['knock-offs', 'customs'],
      not: ['counterfeit goods act'],
      against: ['banknotes'],
    },
    'ec.tax': { pairs: [{ a: ['tax*'], b: ['marketplace', '@marketplace'] }] },
  })

  test('a strong word in the headline decides', () =>
    expect(topicsOf(tagger, 'Counterfeit goods found online')).toEqual(['ec.fakes']))
  test('a passing mention late in a text does not', () =>
    expect(
      topicsOf(tagger, 'Mayor opens bridge', `${'The river was calm. '.repeat(30)}A stall once sold counterfeit goods.`),
    ).toEqual([]))
  test('one weak word does not decide', () => expect(topicsOf(tagger, 'Queues at customs')).toEqual([]))
  test('two weak words in the headline do', () => expect(topicsOf(tagger, 'Customs finds knock-offs')).toEqual(['ec.fakes']))
  test('what a not-word covers does not count', () => expect(topicsOf(tagger, 'Counterfeit Goods Act turns ten')).toEqual([]))
  test('a word against the topic outweighs one for it', () =>
    expect(topicsOf(tagger, 'Counterfeit goods and banknotes: two arrests over banknotes')).toEqual([]))
  test('a pair decides within a sentence', () => expect(topicsOf(tagger, 'New tax for every marketplace')).toEqual(['ec.tax']))
  test('and not across sentences', () => expect(topicsOf(tagger, 'New tax! Old marketplace reopens')).toEqual([]))
  test('what a source mostly writes of needs a little less', () => {
    const article = { title: 'Market day', text: 'Officers looked for counterfeit goods.', language: 'en' }
    expect(tagger.tag({ ...article, sourceTopics: [] }).topics).toEqual([])
    expect(tagger.tag({ ...article, sourceTopics: [topicId('ec.fakes')] }).topics).toHaveLength(1)
    expect(tagger.tag({ ...article, text: '', sourceTopics: [topicId('ec.fakes')] }).topics).toEqual([])
  })
  test('its offsets point into the text as it was written', () => {
    const title = '«Ｃounterfeit  goods»: counterfeit goods found'
    const evidence = tagger.tag({ title, text: '', language: 'en', sourceTopics: [] }).topics[0]?.evidence ?? []
    expect(evidence.map(({ start, end }) => title.slice(start, end))).toEqual(['counterfeit goods'])
  })
  test('what was considered and not chosen can be asked for', () => {
    const [considered] = tagger.consider({ title: 'Queues at customs', text: '', language: 'en', sourceTopics: [] })
    expect(considered).toMatchObject({ id: 'ec.fakes', chosen: false, evidence: [{ term: 'customs', kind: 'weak' }] })
  })
})

describe('topics that share their words', () => {
  const tagger = taggerFor(
    taxonomy({
      topics: [topic('ig.privacy'), topic('ec.market', { weight: 0.5 }), topic('ec.shops', { weight: 0.5 })],
      entities: [entity('vinted', { kind: 'marketplace', names: { any: ['Vinted'] } })],
      lexicons: [
        lexicon('en', {
          'ig.privacy': words({ terms: ['privacy watchdog'], pairs: [{ a: ['fine*'], b: ['privacy', 'cookies'] }] }),
          'ec.market': words({ terms: ['Vinted'], pairs: [{ a: ['fine*'], b: ['@marketplace'] }] }),
          'ec.shops': words({ terms: ['e-commerce'] }),
        }),
      ],
    }),
  )
  test('the specific one comes first', () =>
    expect(topicsOf(tagger, 'Privacy watchdog fines Vinted over cookies')[0]).toBe('ig.privacy'))
  test("a company's name says who, not what", () => expect(topicsOf(tagger, 'Cup sponsored by rivals of Vinted')).toEqual([]))
  test('a pair may ask for any entity of a kind', () =>
    expect(topicsOf(tagger, 'Court fines Vinted, fine stands')).toEqual(['ec.market']))
  test('a broad topic is given where nothing else is', () =>
    expect(topicsOf(tagger, 'E-commerce grows again')).toEqual(['ec.shops']))
})

describe('a topic whose words stand in other news too', () => {
  const tagger = taggerFor(
    taxonomy({
      topics: [topic('ec.fakes', { needsField: true }), topic('ig.blocking')],
      field: { en: ['online*', 'website*'] },
      entities: [entity('shopee', { kind: 'company', names: { any: ['Shopee'] } })],
      lexicons: [
        lexicon('en', {
          'ec.fakes': words({ terms: ['counterfeit goods'] }),
          'ig.blocking': words({ terms: ['blocking order'] }),
        }),
      ],
    }),
  )
  const title = 'Counterfeit goods seized'
  const street =
    'Officers searched nine stalls on the old town square and took away forty bags of shirts and shoes. A trader was held.'

  test('needs a word of the field', () => {
    expect(topicsOf(tagger, title, street)).toEqual([])
    expect(topicsOf(tagger, title, `${street} He had sold more online.`)).toEqual(['ec.fakes'])
  })
  test('or a company', () => expect(topicsOf(tagger, title, `${street} He also sold on Shopee.`)).toEqual(['ec.fakes']))
  test('or a clear word of another topic', () =>
    expect(topicsOf(tagger, title, `${street} The court wrote a blocking order.`)).toEqual(['ec.fakes']))
  test('or a source that mostly writes of it', () =>
    expect(
      tagger
        .tag({ title, text: street, language: 'en', sourceTopics: [topicId('ec.fakes')] })
        .topics.map(({ id }) => String(id)),
    ).toEqual(['ec.fakes']))
  test('but not where a headline is all there is', () => expect(topicsOf(tagger, title)).toEqual(['ec.fakes']))
})

describe('languages', () => {
  const tagger = taggerFor(
    taxonomy({
      topics: [topic('ig.dns'), topic('ig.ai')],
      lexicons: [
        lexicon('en', { 'ig.dns': words({ terms: ['domain name system', 'thema'] }) }),
        lexicon('id', { 'ig.dns': words({ terms: ['nama domain'] }) }),
        lexicon('zh-Hant', { 'ig.dns': words({ terms: ['網域名稱'] }) }),
      ],
    }),
  )
  test('a long English term counts in any language', () =>
    expect(topicsOf(tagger, 'Störung im Domain Name System', '', 'de')).toEqual(['ig.dns']))
  test('a short one may be another word there', () => expect(topicsOf(tagger, 'Ein Thema für alle', '', 'de')).toEqual([]))
  test('Malay reads Indonesian', () => expect(topicsOf(tagger, 'Nama domain baharu', '', 'ms')).toEqual(['ig.dns']))
  test('Chinese of one script reads the other', () =>
    expect(topicsOf(tagger, '网域名称争议', '', 'zh-Hans')).toEqual(['ig.dns']))
})

describe('organisations and places', () => {
  const tagger = taggerFor(
    taxonomy({
      topics: [topic('ig.telecom')],
      entities: [
        entity('ncc-nigeria', { kind: 'regulator', place: placeId('NG'), names: { en: ['NCC'] }, context: ['Abuja'] }),
        entity('unionpay', { kind: 'company', place: placeId('CN'), names: { en: ['Union'] }, context: ['cards of'] }),
        entity('pact', { parent: entityId('un'), names: { en: ['Pact'] }, context: ['Digital Compact'] }),
        entity('cnil', { names: { fr: ['CNIL'] } }),
        entity('amazon', { kind: 'company', names: { any: ['Amazon'] } }),
        entity('aws', { kind: 'company', names: { any: ['Amazon Web Services'] } }),
        entity('un', { names: { en: ['Un', 'United Nations'] }, context: ['General Assembly'], ambiguous: ['Un'] }),
        entity('itu', { names: { en: ['ITU'] }, topics: [topicId('ig.telecom')], context: ['Geneva'] }),
      ],
      places: [
        place('NG', { names: { en: ['Nigeria'] } }),
        place('NG-LA', { within: placeId('NG'), names: { en: ['Lagos'] } }),
        place('NL-bilt', { kind: 'city', names: { en: ['de Bilt'] }, asWritten: ['de Bilt'] }),
        place('GE', { names: { en: ['Georgia'] }, context: ['Tbilisi'] }),
        place('CN', { names: { en: ['China'] } }),
        place('TW', { names: { en: ['Republic of China'] } }),
      ],
      lexicons: [lexicon('en', { 'ig.telecom': words({ terms: ['spectrum auction'] }) })],
    }),
  )
  const namesOf = (title: string) => {
    const { entities, places } = tagger.tag({ title, text: '', language: 'en', sourceTopics: [] })
    return [...entities, ...places].map(({ id }) => String(id))
  }
  test('an ambiguous name needs a word beside it', () => {
    expect(namesOf('NCC closes its books')).toEqual([])
    expect(namesOf('Abuja: NCC closes its books')).toEqual(['ncc-nigeria'])
    expect(namesOf('A peach from Georgia')).toEqual([])
    expect(namesOf('Georgia votes, Tbilisi waits')).toEqual(['GE'])
  })
  test('or evidence of its own field', () => expect(namesOf('ITU on the spectrum auction')).toEqual(['itu']))
  test('its other names do not', () => expect(namesOf('United Nations meet')).toEqual(['un']))
  test('the state that an abbreviation belongs to is enough beside it', () =>
    expect(namesOf('Lagos: NCC closes its books')).toEqual(['ncc-nigeria', 'NG-LA']))
  test('but the seat of a company is not', () => expect(namesOf('Cards and visas in China: Union waits')).toEqual(['CN']))
  test("a parent's name is", () => expect(namesOf('United Nations: the Pact is ready')).toEqual(['un', 'pact']))
  test('an abbreviation of one language is known in the others', () => {
    const { entities } = tagger.tag({ title: 'В Абудже: NCC, CNIL и Regulator', text: '', language: 'ru', sourceTopics: [] })
    expect(entities.map(({ id }) => String(id))).toEqual(['cnil'])
  })
  test("a country's name bends, a city's does not", () => {
    const places = [
      place('US', { kind: 'country', names: { ar: ['أمريكا'] } }),
      place('FJ-suva', { kind: 'city', names: { ar: ['سوفا'] } }),
      place('FR', { kind: 'country', names: { bn: ['ফ্রান্স'] } }),
      place('CL', { kind: 'country', names: { ko: ['칠레'] } }),
    ]
    const placesOf = (title: string, language = 'ar') =>
      taggerFor(taxonomy({ places, lexicons: [lexicon(language, {})] }))
        .tag({ title, text: '', language, sourceTopics: [] })
        .places.map(({ id }) => String(id))
    expect(placesOf('شركة أمريكية في سوفا')).toEqual(['US', 'FJ-suva'])
    expect(placesOf('سوف يقوم أعضاء الجمعية')).toEqual([])
    expect(placesOf('ফ্রান্সে নির্বাচন', 'bn')).toEqual(['FR'])
    expect(placesOf('পোপ ফ্রান্সিস', 'bn')).toEqual([])
    expect(placesOf('칠레와의 분쟁', 'ko')).toEqual(['CL'])
  })
  test('a place may ask to be written as it is', () => {
    expect(namesOf('Rain over de Bilt')).toEqual(['NL-bilt'])
    expect(namesOf('Rain over De bilt')).toEqual([])
  })
  test('a longer name wins over one inside it', () => {
    expect(namesOf('Amazon Web Services was down')).toEqual(['aws'])
    expect(namesOf('The Republic of China and China')).toEqual(['TW', 'CN'])
  })
})

test('a name in a pair takes no ending of a word', () => {
  const tagger = taggerFor(
    taxonomy({
      topics: [topic('ec.market')],
      lexicons: [lexicon('it', { 'ec.market': words({ pairs: [{ a: ['Allegro'], b: ['sanzione'] }] }) })],
    }),
  )
  const found = (title: string) =>
    tagger.tag({ title, text: '', language: 'it', sourceTopics: [] }).topics.map(({ id }) => String(id))
  expect(found('Una sanzione per Allegro')).toEqual(['ec.market'])
  expect(found('Una sanzione per Allegri')).toEqual([])
})
