import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { canonicalCharset } from '../../src/parse/charset/declared-charset.ts'
import { readFeed } from './reading.ts'

const TITLES: Readonly<Record<string, string>> = {
  'zh-Hans': '海关公布跨境电商出口新规',
  'zh-Hant': '海關公布跨境電商出口新規定',
  ja: '税関が越境電子商取引の新しい規則を発表した',
  ko: '관세청이 해외 직구에 관한 새로운 규칙을 발표했다',
  ru: 'Таможня объявила новые правила трансграничной торговли',
  uk: 'Митниця оголосила нові правила електронної торгівлі',
  el: 'Το τελωνείο ανακοίνωσε νέους κανόνες για το εμπόριο',
  he: 'המכס הודיע על כללים חדשים למסחר מקוון',
  ar: 'أعلنت الجمارك قواعد جديدة للتجارة الإلكترونية',
  tr: 'Gümrük, sınır ötesi e-ticaret için yeni kuralları açıkladı',
  pl: 'Urząd celny ogłosił nowe zasady sprzedaży za granicę',
  et: 'Toll kuulutas välja uued nõuded ja käskis šokki žanris õppida',
  th: 'กรมศุลกากรประกาศกฎใหม่สำหรับการค้าข้ามพรมแดน',
  fr: 'La douane a publié de nouvelles règles très attendues à Genève',
}
const document = (title: string, declaration = ''): string =>
  `<?xml version="1.0"${declaration}?><rss version="2.0"><channel><title>${title}</title><item><title>${title}</title><description>${title}. ${title}</description></item></channel></rss>`
const CASES: readonly (readonly [string, string])[] = [
  ['zh-Hans', 'gb18030'],
  ['zh-Hant', 'big5'],
  ['ja', 'shift_jis'],
  ['ja', 'euc-jp'],
  ['ko', 'euc-kr'],
  ['ru', 'windows-1251'],
  ['ru', 'koi8-r'],
  ['ru', 'iso-8859-5'],
  ['uk', 'koi8-u'],
  ['el', 'windows-1253'],
  ['el', 'iso-8859-7'],
  ['he', 'windows-1255'],
  ['ar', 'windows-1256'],
  ['tr', 'windows-1254'],
  ['pl', 'iso-8859-2'],
  ['pl', 'windows-1250'],
  ['et', 'windows-1257'],
  ['th', 'windows-874'],
  ['fr', 'windows-1252'],
]

describe('charsets', () => {
  test.each(CASES)(
    '%s in %s is read by declaration, by header, by nothing, and against a false declaration',
    async (language, charset) => {
      const title = TITLES[language] ?? ''
      const encode = (text: string): Uint8Array => iconv.encode(text, charset)
      const readings = await Promise.all([
        readFeed(encode(document(title, ` encoding="${charset}"`))),
        readFeed(encode(document(title)), { contentType: `text/xml; charset="${charset}"` }),
        readFeed(encode(document(title)), { language }),
        readFeed(encode(document(title, ' encoding="utf-8"')), { language }),
      ])
      expect(readings.map(({ items }) => items[0]?.title)).toEqual([title, title, title, title])
      expect(readings[3]?.warnings[0]).toMatch(/^declared utf-8, is /)
    },
  )

  test.each(['utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'])('%s is known with a mark and without', async (charset) => {
    const title = TITLES['ru'] ?? ''
    const bare = await readFeed(iconv.encode(document(title), charset))
    const marked = await readFeed(iconv.encode(`\ufeff${document(title)}`, charset))
    expect([bare.items[0]?.title, marked.items[0]?.title, bare.encoding]).toEqual([title, title, charset])
  })

  test('ISO-2022-JP is known by its escapes', async () => {
    const head = Buffer.from('<rss><channel><item><title>')
    const shifted = Buffer.from([0x1b, 0x24, 0x42, 0x46, 0x7c, 0x4b, 0x5c, 0x1b, 0x28, 0x42])
    const feed = await readFeed(Buffer.concat([head, shifted, Buffer.from('</title></item></channel></rss>')]))
    expect(feed.items[0]?.title).toBe('日本')
  })

  test.each(['utf-7', 'utf7', 'U.T.F_7', 'unicode-1-1-utf-7', 'utf7-imap', 'base-64', 'he-x', 'c-e-s-u-8'])(
    'no spelling of %s is a charset',
    (name) => expect(canonicalCharset(name)).toBeNull(),
  )

  test('UTF-8 is read as such whatever was declared', async () => {
    const title = TITLES['zh-Hans'] ?? ''
    const feed = await readFeed(document(title, ' encoding="iso-8859-1"'), { contentType: 'text/xml; charset=us-ascii' })
    expect(feed.items[0]?.title).toBe(title)
    expect(feed.encoding).toBe('utf-8')
  })

  test('a few bytes of another charset do not spoil a UTF-8 document', async () => {
    const good = Buffer.from(document(TITLES['ru'] ?? ''))
    const at = good.indexOf('</description>')
    const spoiled = Buffer.concat([good.subarray(0, at), Buffer.from([0x93, 0x61, 0x94]), good.subarray(at)])
    const feed = await readFeed(spoiled)
    expect(feed.items[0]?.title).toBe(TITLES['ru'])
    expect(feed.items[0]?.summary).toContain('“a”')
  })

  test('UTF-8 that was encoded twice is decoded twice', async () => {
    const twice = Buffer.from(Buffer.from(TITLES['fr'] ?? '').toString('latin1'))
    const feed = await readFeed(
      Buffer.concat([Buffer.from('<rss><channel><item><title>'), twice, Buffer.from('</title></item></channel></rss>')]),
    )
    expect(feed.items[0]?.title).toBe(TITLES['fr'])
  })

  test('the language that a feed declares is a hint too', async () => {
    const title = TITLES['et'] ?? ''
    const text = document(title).replace('<channel>', '<channel><language>et</language>')
    expect((await readFeed(iconv.encode(text, 'windows-1257'))).items[0]?.title).toBe(title)
  })
})
