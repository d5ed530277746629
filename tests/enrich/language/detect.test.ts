import { Worker } from 'node:worker_threads'
import { beforeAll, describe, expect, test } from 'vitest'
import { createLanguageDetector, type LanguageDetector } from '../../../src/enrich/language/detect.ts'

let detect: LanguageDetector
beforeAll(async () => {
  detect = await createLanguageDetector()
})
const languageOf = (text: string, declared: string | null = null): string => detect(text, declared).language

describe('headlines of our field', () => {
  test.each([
    ['en', 'Parliament votes to tax parcels that are ordered from abroad'],
    ['de', 'Bundestag stimmt über Abgabe auf Pakete aus dem Ausland ab'],
    ['fr', 'Le Parlement vote une taxe sur les colis commandés à l’étranger'],
    ['es', 'El Congreso aprueba un impuesto a los paquetes que llegan del exterior'],
    ['pt', 'Câmara aprova imposto sobre encomendas que não são do país'],
    ['gl', 'O Parlamento aproba unha taxa para os paquetes que chegan desde fóra'],
    ['ca', 'El Parlament aprova una taxa per als paquets que arriben de l’estranger'],
    ['it', 'Il Parlamento approva una tassa sui pacchi che arrivano dall’estero'],
    ['nl', 'De Kamer stemt in met een heffing op pakjes uit het buitenland'],
    ['af', 'Die parlement het vir ’n nuwe belasting op pakkies gestem, sê hulle'],
    ['sv', 'Riksdagen röstar för en avgift på paket från utlandet och säger nej till undantag'],
    ['da', 'Folketinget stemmer for en afgift på pakker, der bliver sendt fra udlandet'],
    ['nb', 'Stortinget stemmer for en avgift på pakker som blir sendt fra utlandet'],
    ['fi', 'Eduskunta hyväksyi maksun paketeille, jotka tilataan ulkomailta'],
    ['pl', 'Sejm przyjął opłatę od paczek, które są zamawiane z zagranicy'],
    ['cs', 'Sněmovna schválila poplatek za balíky, které jsou objednány ze zahraničí'],
    ['sk', 'Parlament schválil poplatok za balíky, ktoré sú objednané zo zahraničia'],
    ['sl', 'Parlament je sprejel dajatev za pakete, ki so naročeni iz tujine'],
    ['hu', 'A parlament megszavazta a külföldről rendelt csomagok díját'],
    ['ro', 'Parlamentul a votat o taxă pentru coletele care vin din străinătate'],
    ['tr', 'Meclis, yurt dışından gelen paketler için yeni bir vergiyi kabul etti'],
    ['id', 'DPR menyetujui pajak untuk paket yang dibeli dari luar negeri karena banyak keluhan'],
    ['ms', 'Parlimen meluluskan cukai bagi bungkusan yang dibeli dari luar kerana banyak aduan'],
    ['vi', 'Quốc hội thông qua thuế đối với các gói hàng được đặt từ nước ngoài'],
    ['sw', 'Bunge limepitisha kodi kwa vifurushi ambavyo vinaagizwa kutoka nje ya nchi'],
    ['ru', 'Дума приняла закон о сборе за посылки, которые заказывают из-за рубежа'],
    ['uk', 'Рада ухвалила закон про збір за посилки, які замовляють із-за кордону'],
    ['bg', 'Парламентът прие такса за пратките, които се поръчват от чужбина'],
    ['mk', 'Собранието усвои такса за пратките што се нарачуваат од странство'],
    ['sr-Cyrl', 'Скупштина је усвојила таксу за пошиљке које се наручују из иностранства'],
    ['sr-Latn', 'Skupština je usvojila taksu za pošiljke koje se naručuju posle ove nedelje i pre leta'],
    ['hr', 'Sabor je usvojio naknadu za pošiljke koje se naručuju prije ovog tjedna, što je tko tražio'],
    ['el', 'Η Βουλή ψήφισε τέλος για τα δέματα από το εξωτερικό'],
    ['ar', 'البرلمان يقر رسوما على الطرود التي تصل من الخارج'],
    ['fa', 'مجلس مالیات بر بسته‌هایی را که از خارج می‌آید تصویب کرد'],
    ['ur', 'پارلیمنٹ نے بیرون ملک سے آنے والے پارسلوں پر ٹیکس کی منظوری دے دی'],
    ['ps', 'پارلمان د هغو پارسلونو پر مالیه رایه ورکړه چې له بهر څخه راځي'],
    ['he', 'הכנסת אישרה מס על חבילות מחו״ל'],
    ['hi', 'संसद ने विदेश से आने वाले पार्सल पर कर को मंजूरी दी है'],
    ['mr', 'संसदेने परदेशातून येणाऱ्या पार्सलवर कर लावण्यास मंजुरी दिली आहे आणि ते लागू होते'],
    ['ne', 'संसदले विदेशबाट आउने पार्सलमा कर लगाउने निर्णय गरेको छ'],
    ['bn', 'বিদেশ থেকে আসা পার্সেলের ওপর কর অনুমোদন করেছে সংসদ'],
    ['th', 'สภาผ่านร่างภาษีพัสดุจากต่างประเทศ'],
    ['ko', '국회, 해외 직구 소포에 수수료 부과 법안 통과'],
    ['ja', '国会、海外からの小包に課税する法案を可決'],
    ['zh-Hans', '议会通过对境外包裹征税的法案'],
    ['zh-Hant', '議會通過對境外包裹徵稅的法案'],
    ['am', 'ምክር ቤቱ ከውጭ በሚመጡ እሽጎች ላይ ግብር አጸደቀ'],
    ['ka', 'პარლამენტმა ამანათებზე გადასახადი დაამტკიცა'],
    ['hy', 'Խորհրդարանը հաստատեց ծանրոցների տուրքը'],
  ])('%s: %s', (language, text) => expect(languageOf(text)).toBe(language))
})

describe('what is declared is one piece of evidence', () => {
  test('it decides where the text says nothing', () => {
    expect(languageOf('IGF 2026', 'pt')).toBe('pt')
    expect(languageOf('2026 — 14:30', 'th')).toBe('th')
    expect(languageOf('', 'ja')).toBe('ja')
  })
  test('names alone, and nothing declared, are und', () => {
    expect(languageOf('Acme Tarn 5')).toBe('und')
    expect(languageOf('OK')).toBe('und')
    expect(languageOf('Acme Tarn 5', 'pl')).toBe('pl')
  })
  test('nothing known is und', () => expect(detect('12:30', null)).toEqual({ language: 'und', confidence: 0 }))
  test('it tips the scale between neighbours', () => {
    expect(languageOf('Oslo er en stor by', 'nb')).toBe('nb')
    expect(languageOf('Oslo er en stor by', 'da')).toBe('da')
  })
  test('a plain text outweighs it', () => {
    expect(languageOf('Das Gericht hat die Klage gegen den Händler abgewiesen', 'en')).toBe('de')
    expect(languageOf('The court has dismissed the complaint against the marketplace', 'de')).toBe('en')
    expect(languageOf('Суд відхилив позов проти маркетплейсу, який торгує без ліцензії', 'ru')).toBe('uk')
  })
  test('a language of other letters cannot be meant', () => {
    expect(languageOf('The court has dismissed the complaint', 'ru')).toBe('en')
  })
})

describe('scripts', () => {
  test('Latin names do not make a Chinese or Russian headline English', () => {
    expect(languageOf('TikTok Shop 与 Amazon 在欧洲面临新规')).toBe('zh-Hans')
    expect(languageOf('Wildberries и Ozon получили штраф от ФАС')).toBe('ru')
  })
  test('a の within a brand does not make a Chinese headline Japanese', () => {
    expect(languageOf('优の良品宣布进军欧洲市场，跨境电商平台同步上线新店铺')).toBe('zh-Hans')
  })
  test('a Japanese headline without kana is told by its characters', () => expect(languageOf('東証続落、円高進行')).toBe('ja'))
  test('characters that both Chinese scripts share leave the choice to the declaration', () => {
    expect(languageOf('人大代表', 'zh-Hant')).toBe('zh-Hant')
    expect(languageOf('人大代表', 'zh-Hans')).toBe('zh-Hans')
  })
  test('a title in capitals is read like any other', () => {
    expect(languageOf('LE PARLEMENT VOTE UNE TAXE SUR LES COLIS COMMANDÉS À L’ÉTRANGER')).toBe('fr')
  })
  test('addresses and handles are in no language', () => {
    expect(
      languageOf(
        'Суд отклонил иск компании, которая торговала без лицензии https://example.com/the-court-has-dismissed-the-complaint-of-the-company @courtwatch',
      ),
    ).toBe('ru')
  })
})

test('the models load in a worker thread', async () => {
  const module = new URL('../../../src/enrich/language/detect.ts', import.meta.url).href
  const code = `import { parentPort } from 'node:worker_threads'
    const { createLanguageDetector } = await import(${JSON.stringify(module)})
    parentPort.postMessage((await createLanguageDetector())('The court has dismissed the complaint', null).language)`
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`))
  const language = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  await worker.terminate()
  expect(language).toBe('en')
})
