import { describe, expect, test } from 'vitest'
import { placeId, topicId } from '../../../src/model/ids.ts'
import { entity, taxonomy, lexicon, place, topic, words, taggerFor } from './taxonomy.ts'

const body = (id: string, at: string, names: Readonly<Record<string, readonly string[]>>) =>
  entity(id, { kind: 'regulator', place: placeId(at), names })
const beside = (name: string, context: readonly string[]) => ({ ambiguous: [name], context, topics: [topicId('ai')] })
const company = (id: string, names: Readonly<Record<string, readonly string[]>>) => entity(id, { kind: 'company', names })

const tagger = taggerFor(
  taxonomy({
    topics: [topic('ai')],
    entities: [
      company('temu', { ru: ['Тему'] }),
      company('ashan', { ru: ['Ашан'] }),
      company('chitayka', { ru: ['Читайка'] }),
      company('uber', { ar: ['أوبر'] }),
      entity('asean', { names: { ar: ['آسيان'] } }),
      company('shopee', { hi: ['शॉपी'] }),
      entity('domains', { names: { ru: ['Координационный центр'] } }),
      body('mofcom', 'CN', { 'zh-Hans': ['商务部'] }),
      body('police', 'KR', { ko: ['경찰청'] }),
      body('ncc-nigeria', 'NG', { en: ['NCC'] }),
      body('ncc-taiwan', 'TW', { en: ['NCC'] }),
      body('ftc', 'US', { en: ['FTC', 'Trade Commission'] }),
      entity('ai-act-eu', { kind: 'law', place: placeId('EU'), names: { ja: ['AI法'] }, ...beside('AI法', ['EU']) }),
      entity('ai-act-jp', { kind: 'law', place: placeId('JP'), names: { ja: ['AI法'] }, ...beside('AI法', ['国会']) }),
      entity('commission', {
        kind: 'regulator',
        place: placeId('EU'),
        names: { fr: ['Bruxelles'] },
        ...beside('Bruxelles', ['UE']),
      }),
      company('shein', { ar: ['شي إن'] }),
    ],
    places: [
      place('CN', { names: { 'zh-Hans': ['中国'], 'zh-Hant': ['中國'] } }),
      place('GB', { names: { 'zh-Hans': ['英国'], ko: ['영국'] } }),
      place('NG', { names: { en: ['Nigeria'] } }),
      place('TW', { names: { en: ['Taiwan'] } }),
      place('US', { names: { en: ['US'] } }),
      place('FJ', { names: { en: ['Fiji'] } }),
      place('IN', { names: { ja: ['インド'] } }),
      place('IN-PB', { within: placeId('IN'), names: { ja: ['パンジャブ州'] } }),
      place('PK', { names: { ja: ['パキスタン'] } }),
      place('PK-PB', { within: placeId('PK'), names: { ja: ['パンジャブ州'] } }),
      place('BE-brussels', { kind: 'city', names: { fr: ['Bruxelles'] } }),
      place('GB-ENG', { names: { vi: ['Anh'] } }),
      place('shanghai', { names: { 'zh-Hant': ['上海'] } }),
      place('HT', { names: { 'zh-Hant': ['海地'] } }),
      place('mediterranean', { names: { 'zh-Hant': ['海地中海'] } }),
      place('ZA', { names: { 'zh-Hant': ['南非'] } }),
      place('africa', { names: { 'zh-Hant': ['非洲'] } }),
      place('CN-SN-xi-an', { names: { ar: ['شيان'] } }),
    ],
    lexicons: [
      ...['ru', 'ar', 'hi', 'zh-Hans', 'ko', 'en'].map((language) => lexicon(language, {})),
      lexicon('ja', { ai: words({ terms: ['AI法', '人工知能'] }) }),
      lexicon('fr', { ai: words({ terms: ['droits de douane'] }) }),
      lexicon('vi', {}, { notNames: ['tiếng Anh'] }),
      lexicon('zh-Hant', {}, { notNames: ['開發中國家', '西南非'] }),
    ],
  }),
)
const placesOf = (language: string, title: string) =>
  tagger.tag({ title, text: '', language, sourceTopics: [] }).places.map(({ id }) => String(id))
const entitiesOf = (language: string, title: string) =>
  tagger.tag({ title, text: '', language, sourceTopics: [] }).entities.map(({ id }) => String(id))

describe("a name of one word is not cut to another word's beginning", () => {
  test.for([
    ['ru', 'Тем не менее, суд оштрафовал Тему', 'Тем не менее, суд закрыт', 'temu'],
    ['ar', 'قضية أوبر في المحكمة', 'في دار الأوبرا', 'uber'],
    ['ar', 'قمة آسيان', 'في آسيا', 'asean'],
    ['hi', 'शॉपी पर जुर्माना', 'किसी शॉप की विंडो', 'shopee'],
  ] as const)('%s: %s', ([language, named, other, id]) => {
    expect(entitiesOf(language, named)).toEqual([id])
    expect(entitiesOf(language, other)).toEqual([])
  })
  test('what its language declines is found in every case', () => {
    expect(entitiesOf('ru', 'Прибыль Ашана')).toEqual(['ashan'])
    expect(entitiesOf('ru', 'Прибыль Читайки')).toEqual(['chitayka'])
    expect(entitiesOf('ru', 'С Координационным центром')).toEqual(['domains'])
  })
  test('Arabic particles stand before it', () => expect(entitiesOf('ar', 'وأوبر')).toEqual(['uber']))
})

describe('a country stands in every case', () => {
  test.for([
    ['uk', 'Індонезія', 'Вибори в Індонезії'],
    ['uk', 'Північна Корея', 'Кордон Північної Кореї'],
    ['pl', 'Arabia Saudyjska', 'Wybory w Arabii Saudyjskiej'],
    ['cs', 'Nový Zéland', 'Volby na Novém Zélandu'],
    ['cs', 'Saúdská Arábie', 'Volby v Saúdské Arábii'],
    ['el', 'Τουρκία', 'Οι εκλογές της Τουρκίας'],
    ['el', 'Βόρεια Κορέα', 'Τα σύνορα της Βόρειας Κορέας'],
    ['de', 'Italien', 'Italiens Regierung'],
    ['de', 'Japan', 'Japans Regierung'],
    ['sv', 'Kina', 'Kinas regering'],
    ['sv', 'Ukraina', 'Ukrainas regering'],
    ['es', 'EE. UU.', 'Elecciones en EE.\u00a0UU. este martes'],
  ] as const)('%s «%s» in «%s»', ([language, name, title]) => {
    const places = [place('a', { names: { [language]: [name] } })]
    const { tag } = taggerFor(taxonomy({ places, lexicons: [lexicon(language, {})] }))
    expect(tag({ title, text: '', language, sourceTopics: [] }).places).toHaveLength(1)
  })
})

describe("a country's name is not cut to another word's beginning", () => {
  test.for([
    ['tr', 'Kamerun', "Kamerun'da seçim", 'Kamera kayıtları'],
    ['tr', 'Kenya', 'Kenyadan gelenler', 'Ken Loach geldi'],
    ['ru', 'Перу', 'Выборы в Перу', 'Перо птицы'],
    ['el', 'Συρία', 'Εκλογές της Συρίας', 'Σύρματα στον δρόμο'],
    ['bn', 'কাতার', 'কাতারে নির্বাচন', 'কাতা গ্রাম'],
  ] as const)('%s «%s» in «%s», not in «%s»', ([language, name, named, other]) => {
    const places = [place('a', { names: { [language]: [name] } })]
    const { tag } = taggerFor(taxonomy({ places, lexicons: [lexicon(language, {})] }))
    const placesIn = (title: string) => tag({ title, text: '', language, sourceTopics: [] }).places.length
    expect(placesIn(named)).toBe(1)
    expect(placesIn(other)).toBe(0)
  })
  test('nor is the short name of a city', () => {
    const places = [
      place('a', { kind: 'city', names: { ru: ['Дели'] } }),
      place('b', { kind: 'city', names: { ru: ['Рига'] } }),
    ]
    const { tag } = taggerFor(taxonomy({ places, lexicons: [lexicon('ru', {})] }))
    const placesIn = (title: string) =>
      tag({ title, text: '', language: 'ru', sourceTopics: [] }).places.map(({ id }) => String(id))
    expect(placesIn('Дело закрыто')).toEqual([])
    expect(placesIn('Выборы в Дели')).toEqual(['a'])
    expect(placesIn('Выборы в Риге')).toEqual(['b'])
  })
})

test('of two spellings of one name that holds which asks less of its letters', () => {
  const { tag } = taggerFor(
    taxonomy({
      places: [place('US', { names: { it: ['USA', 'Usa'] } }), place('CH', { names: { it: ['Svizzera', 'svizzera'] } })],
      lexicons: [lexicon('it', {})],
    }),
  )
  const placesIn = (title: string) =>
    tag({ title, text: '', language: 'it', sourceTopics: [] }).places.map(({ id }) => String(id))
  expect(placesIn('Il voto negli Usa')).toEqual(['US'])
  expect(placesIn('Il voto negli USA')).toEqual(['US'])
  expect(placesIn('Chi usa il voto')).toEqual([])
  expect(placesIn('Una banca svizzera')).toEqual(['CH'])
})

describe('whose body a name is', () => {
  test("the country right before it is another's", () => {
    expect(entitiesOf('zh-Hans', '商务部长访问英国')).toEqual(['mofcom'])
    expect(entitiesOf('zh-Hans', '中国商务部')).toEqual(['mofcom'])
    expect(entitiesOf('zh-Hans', '英国商务部')).toEqual([])
    expect(entitiesOf('ko', '영국 경찰청')).toEqual([])
    expect(entitiesOf('en', 'Fiji Trade Commission meets')).toEqual([])
  })
  test('nor is it its own in the next sentence, unless its country is named too', () => {
    expect(entitiesOf('zh-Hans', '英国商务部公布新规。商务部长发言。')).toEqual([])
    expect(entitiesOf('zh-Hans', '英国商务部公布新规。中国对此回应。商务部长发言。')).toEqual(['mofcom'])
  })
  test("an abbreviation is nobody else's", () =>
    expect(entitiesOf('en', 'After a talk in Fiji FTC goes home')).toEqual(['ftc']))
  test('of two bodies with one name it is that whose country is named, else either', () => {
    expect(entitiesOf('en', 'NCC of Nigeria')).toEqual(['ncc-nigeria'])
    expect(entitiesOf('en', 'NCC of Nigeria and of Taiwan')).toEqual(['ncc-nigeria', 'ncc-taiwan'])
    expect(entitiesOf('en', 'NCC closes its books')).toEqual(['ncc-nigeria', 'ncc-taiwan'])
  })
})

describe('what one name is for several', () => {
  test('of two that nothing but the topic confirms, it is that which a word beside it tells of', () => {
    expect(entitiesOf('ja', '国会でAI法が成立 人工知能の研究')).toEqual(['ai-act-jp'])
    expect(entitiesOf('ja', 'EU、AI法の適用を延期 人工知能の研究')).toEqual(['ai-act-eu'])
    expect(entitiesOf('ja', 'AI法とは何か 人工知能の研究')).toEqual(['ai-act-eu', 'ai-act-jp'])
  })
  test('of two places with one name it is that whose country is named, else either', () => {
    expect(placesOf('ja', 'パキスタンのパンジャブ州で洪水')).toEqual(['PK', 'PK-PB'])
    expect(placesOf('ja', 'インド北部パンジャブ州で列車事故')).toEqual(['IN', 'IN-PB'])
    expect(placesOf('ja', 'パンジャブ州で洪水')).toEqual(['IN-PB', 'PK-PB'])
  })
  test("a city's name is its government's in the news of the field", () => {
    expect(entitiesOf('fr', 'Bruxelles veut des droits de douane')).toEqual(['commission'])
    expect(placesOf('fr', 'Bruxelles veut des droits de douane')).toEqual([])
    expect(entitiesOf('fr', 'Incendie à Bruxelles')).toEqual([])
    expect(placesOf('fr', 'Incendie à Bruxelles')).toEqual(['BE-brussels'])
  })
  test('Arabic names keep their spaces', () => {
    expect(entitiesOf('ar', 'زلزال في شيان')).toEqual([])
    expect(placesOf('ar', 'زلزال في شيان')).toEqual(['CN-SN-xi-an'])
    expect(entitiesOf('ar', 'غرامة على شي إن')).toEqual(['shein'])
  })
  test('where none stands but by accident', () => {
    expect(placesOf('zh-Hant', '中國援助開發中國家')).toEqual(['CN'])
    expect(placesOf('zh-Hant', '援助開發中國家')).toEqual([])
    expect(placesOf('zh-Hant', '西南非洲')).toEqual(['africa'])
    expect(placesOf('vi', 'Học tiếng Anh. Tiếng Anh khó')).toEqual([])
    expect(placesOf('vi', 'Học tiếng Anh ở Anh')).toEqual(['GB-ENG'])
  })
  test('of two that run into each other it is the longer, else the first', () => {
    expect(placesOf('zh-Hant', '上海地中海')).toEqual(['mediterranean'])
    expect(placesOf('zh-Hant', '上海地鐵')).toEqual(['shanghai'])
    expect(placesOf('zh-Hant', '海地上海')).toEqual(['HT', 'shanghai'])
  })
})

describe('a short name that only another language lists', () => {
  const { tag } = taggerFor(
    taxonomy({
      topics: [topic('data')],
      entities: [
        body('at-dsb', 'AT', { de: ['DSB'] }),
        body('cz-uohs', 'CZ', { cs: ['ÚOHS'] }),
        body('zm-zicta', 'ZM', { sw: ['ZICTA'] }),
        entity('ietf', { names: { de: ['IETF'] } }),
        entity('wto', { kind: 'intergovernmental', place: placeId('AT'), names: { de: ['WTO'] } }),
        entity('shop', { kind: 'company', place: placeId('CZ'), names: { cs: ['Rohlík'] } }),
        company('discord', { any: ['Discord'] }),
        entity('grab', { kind: 'company', names: { en: ['Grab'] }, ambiguous: ['Grab'], context: ['app'] }),
      ],
      places: [
        place('AT', { names: { en: ['Austria'] } }),
        place('CZ', { names: { en: ['Czech'], pl: ['Czechy'], 'zh-Hans': ['捷克'] } }),
      ],
      lexicons: [
        lexicon('de', {}),
        lexicon('en', { data: words({ terms: ['privacy'] }) }),
        ...['zh-Hans', 'pl', 'ru'].map((one) => lexicon(one, {})),
      ],
    }),
  )
  const named = (language: string, title: string) =>
    tag({ title, text: '', language, sourceTopics: [] }).entities.map(({ id }) => String(id))

  test('counts where its country is named', () => {
    expect(named('en', 'DSB repair keeps a cell alive')).toEqual([])
    expect(named('en', 'Austria lets the DSB decide')).toEqual(['at-dsb'])
    expect(named('de', 'Die DSB entscheidet')).toEqual(['at-dsb'])
  })
  test('may have letters that only its own language has', () =>
    expect(named('en', 'Czech office ÚOHS decides')).toEqual(['cz-uohs']))
  test("a company's counts in the news of the field only", () => {
    expect(named('en', 'Czech shop Rohlík opens')).toEqual([])
    expect(named('en', 'Czech shop Rohlík and privacy')).toEqual(['shop'])
  })
  test('five capitals are long enough, and a body of no country or of all needs none', () => {
    expect(named('en', 'ZICTA decides')).toEqual(['zm-zicta'])
    expect(named('en', 'IETF decides')).toEqual(['ietf'])
    expect(named('en', 'WTO decides')).toEqual(['wto'])
  })
  test('amid other letters a Latin name is no common word', () => {
    expect(named('en', 'Grab a coffee')).toEqual([])
    expect(named('ru', 'Прибыль Grab выросла')).toEqual(['grab'])
  })
  test('names that are the same everywhere are declined as the language declines them', () =>
    expect(named('pl', 'Kara dla Discorda')).toEqual(['discord']))
})

describe('bodies and laws that every country has', () => {
  const law = (id: string, at: string, names: Readonly<Record<string, readonly string[]>>) =>
    entity(id, { kind: 'law', place: placeId(at), names })
  const { tag } = taggerFor(
    taxonomy({
      entities: [
        body('cb-ir', 'IR', { fa: ['وزارت ارتباطات'] }),
        body('competition-il', 'IL', { he: ['רשות התחרות'] }),
        body('arcep', 'FR', { fr: ['régulateur des télécoms', 'Arcep'] }),
        body('mofcom', 'CN', { 'zh-Hans': ['商务部'] }),
        body('pipc', 'KR', { ko: ['개인정보보호위원회'] }),
        law('ai-act-eu', 'EU', { ja: ['AI法'], en: ['AI Act'] }),
        body('dpc', 'IE', { en: ['Irish watchdog'] }),
      ],
      places: [
        place('IQ', { names: { fa: ['عراق'] } }),
        place('TR', { names: { he: ['טורקיה'], ko: ['튀르키예'] } }),
        place('TG', { names: { fr: ['Togo'], en: ['Togo'] } }),
        place('EU', { kind: 'region', names: { en: ['EU'] }, contains: [placeId('IE')] }),
        place('IE', { names: { en: ['Ireland'] } }),
        place('MN', { names: { ja: ['モンゴル'], en: ['Mongolia'] } }),
      ],
      lexicons: ['fa', 'he', 'fr', 'zh-Hans', 'ko', 'ja', 'en'].map((one) => lexicon(one, {})),
    }),
  )
  const named = (language: string, title: string) =>
    tag({ title, text: '', language, sourceTopics: [] }).entities.map(({ id }) => String(id))

  test('are those of the country right behind them', () => {
    expect(named('fa', 'وزارت ارتباطات عراق')).toEqual([])
    expect(named('he', 'רשות התחרות של טורקיה')).toEqual([])
    expect(named('fa', 'وزارت ارتباطات')).toEqual(['cb-ir'])
  })
  test('but not in languages where the country comes first', () =>
    expect(named('ko', '개인정보보호위원회 튀르키예 방문')).toEqual(['pipc']))
  test('or of the country that one letter before them names', () => {
    expect(named('zh-Hans', '美商务部发布新规')).toEqual([])
    expect(named('zh-Hans', '近日商务部发布新规')).toEqual(['mofcom'])
  })
  test('or of the only country named', () => {
    expect(named('ja', 'モンゴルでAI法が成立')).toEqual([])
    expect(named('fr', 'Togo : le régulateur des télécoms tranche')).toEqual([])
    expect(named('fr', "Togo : l'Arcep tranche")).toEqual(['arcep'])
  })
  test("a union's law is its members' too, and no foreign one where a body of theirs is named", () => {
    expect(named('en', 'AI Act reaches Ireland')).toEqual(['ai-act-eu'])
    expect(named('en', 'AI Act passes in Mongolia')).toEqual([])
    expect(named('en', 'AI Act and Mongolia, says EU')).toEqual(['ai-act-eu'])
  })
})

test('the name of a programme or law names whose it is; the name of a firm does not', () => {
  const { tag } = taggerFor(
    taxonomy({
      entities: [
        entity('wto', { kind: 'intergovernmental', names: { en: ['WTO'] } }),
        entity('moratorium', { kind: 'programme', names: { en: ['WTO moratorium'] } }),
        company('amazon', { en: ['Amazon'] }),
        company('aws', { en: ['Amazon Web Services'] }),
      ],
      lexicons: [lexicon('en', {})],
    }),
  )
  const named = (title: string) =>
    tag({ title, text: '', language: 'en', sourceTopics: [] }).entities.map(({ id }) => String(id))
  expect(named('The WTO moratorium ends')).toEqual(['moratorium', 'wto'])
  expect(named('Amazon Web Services is down')).toEqual(['aws'])
})

test('a name in the name of a club or paper is no place', () => {
  const { tag } = taggerFor(
    taxonomy({
      places: [place('ES-madrid', { kind: 'city', names: { en: ['Madrid'], fr: ['Madrid'] } })],
      notNames: { any: ['Real Madrid'], fr: ['Le Journal de Madrid'] },
      lexicons: [lexicon('en', {}), lexicon('fr', {})],
    }),
  )
  const placesIn = (language: string, title: string) => tag({ title, text: '', language, sourceTopics: [] }).places.length
  expect(placesIn('en', 'Real Madrid win again')).toBe(0)
  expect(placesIn('en', 'Real Madrid win in Madrid')).toBe(1)
  expect(placesIn('fr', 'Le Journal de Madrid')).toBe(0)
})

describe('a name beside an ambiguous one confirms it', () => {
  const ambiguous = (name: string) => ({ names: { en: [name] }, ambiguous: [name], context: ['telecoms'] })
  const { tag } = taggerFor(
    taxonomy({
      entities: [
        company('temu', { en: ['Temu'] }),
        entity('orange', { kind: 'company', ...ambiguous('Orange') }),
        entity('wish', { kind: 'company', ...ambiguous('Wish') }),
        entity('ncc', { kind: 'regulator', place: placeId('NG'), ...ambiguous('NCC') }),
        body('nitda', 'NG', { en: ['NITDA'] }),
        body('ofcom', 'GB', { en: ['Ofcom'] }),
      ],
      places: [
        place('EG', { names: { en: ['Egypt'] } }),
        place('JO', { names: { en: ['Jordan'] }, context: ['Amman'], ambiguous: ['Jordan'] }),
      ],
      lexicons: [lexicon('en', {})],
    }),
  )
  const namesIn = (title: string) => {
    const { entities, places } = tag({ title, text: '', language: 'en', sourceTopics: [] })
    return [...entities, ...places].map(({ id }) => String(id))
  }
  test('a company coordinated with it', () => {
    expect(namesIn('Orange and Temu settle')).toEqual(['orange', 'temu'])
    expect(namesIn('Temu sells an Orange')).toEqual(['temu'])
    expect(namesIn('Orange and Wish settle')).toEqual([])
    expect(namesIn('Orange and Ofcom settle')).toEqual(['ofcom'])
  })
  test('a body of the same state', () => {
    expect(namesIn('NITDA waits for the NCC')).toEqual(['nitda', 'ncc'])
    expect(namesIn('Ofcom waits for the NCC')).toEqual(['ofcom'])
  })
  test('a place coordinated with it', () => {
    expect(namesIn('Banks of Egypt and Jordan')).toEqual(['EG', 'JO'])
    expect(namesIn('Jordan scores in Egypt')).toEqual(['EG'])
  })
})

describe('a name that is an everyday word or a first name', () => {
  const { tag } = taggerFor(
    taxonomy({
      entities: [
        entity('orange', { kind: 'company', names: { fr: ['Orange'] }, everyday: ['Orange'], context: ['fibre'] }),
        entity('meta', { kind: 'company', names: { fr: ['Meta', 'Facebook'] }, everyday: ['Meta'] }),
      ],
      places: [
        place('FR-paris', { kind: 'city', names: { fr: ['Paris'] }, firstNames: ['Paris'] }),
        place('JO', { names: { he: ['ירדן'] }, ambiguous: ['ירדן'], context: ['עמאן'] }),
        place('BG', { names: { fr: ['Bulgarie'] } }),
        place('BG-sofia', {
          kind: 'city',
          within: placeId('BG'),
          names: { fr: ['Sofia'] },
          ambiguous: ['Sofia'],
          context: ['Balkans'],
        }),
      ],
      lexicons: [lexicon('fr', {}), lexicon('he', {})],
    }),
  )
  const namesIn = (title: string, language = 'fr') => {
    const { entities, places } = tag({ title, text: '', language, sourceTopics: [] })
    return [...entities, ...places].map(({ id }) => String(id))
  }
  test('counts where a capital marks it, or a context word confirms it', () => {
    expect(namesIn('Nouvelle panne chez Orange ce matin')).toEqual(['orange'])
    expect(namesIn('Orange et pomme sont chères')).toEqual([])
    expect(namesIn('Orange déploie sa fibre')).toEqual(['orange'])
    expect(namesIn('Meta volante')).toEqual([])
    expect(namesIn('Facebook change')).toEqual(['meta'])
  })
  test('is a person before another capital', () => {
    expect(namesIn('Hier, Paris Martin a ouvert une boulangerie')).toEqual([])
    expect(namesIn('Hier, Paris a ouvert une boulangerie')).toEqual(['FR-paris'])
  })
  test('is a place behind a preposition that is written together with it', () => {
    expect(namesIn('ירדן כהן ניצחה', 'he')).toEqual([])
    expect(namesIn('הבחירות בירדן', 'he')).toEqual(['JO'])
  })
  test('is the city whose country is named', () => {
    expect(namesIn('Sofia chante')).toEqual([])
    expect(namesIn('Sofia, en Bulgarie')).toEqual(['BG-sofia', 'BG'])
  })
})
