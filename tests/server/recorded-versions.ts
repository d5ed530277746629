/** What the fixtures of earlier versions are recorded from, what such a fixture holds, and what of it must never change. */
import type { App } from '../../src/server.ts'
import { createWeb } from '../../src/web/web.ts'
import { webDeps } from '../web/web-deps.ts'
import { rss } from '../cli/workplace.ts'

/** What a version published, and from what. */
export type RecordedVersion = {
  readonly recordedAt: number
  /** Where its sources were. */
  readonly host: string
  /** The version gave a story the same id in all feeds. */
  readonly sharedIds: boolean
  readonly shown: Readonly<Record<string, string>>
  /** Ids, in the order of arrival. */
  readonly articles: readonly string[]
  readonly feeds: Readonly<Record<string, string>>
}

export const SOURCES = ['desk', 'wire', 'daily', 'ru', 'zh']
export const PATHS = ['/feeds/all.atom', '/feeds/all.rss', '/feeds/all.json', '/feeds/shops.atom', '/feeds/all.atom?q=lockers']
/** Versions before schema 16 gave a story the same id in all feeds. */
export const SHARED_IDS = `feeds:
  - { id: all, title: { en: All stories }, ids: shared }
  - { id: shops, title: { en: Shops }, filter: "topic:shops", group: article, ids: shared }
`

/** Files of the configuration that the texts below need. */
export const WORDS: Readonly<Record<string, string>> = {
  'places.yaml': 'places:\n  - { id: PL, kind: country, label: { en: Poland } }\n',
  'lexicon/en.yaml': `language: en
topics:
  shops: { terms: [marketplace*] }
  names: { terms: [domain name*] }
places:
  PL: [Poland, Poland’s]
`,
  'lexicon/ru.yaml': 'language: ru\nplaces:\n  PL: [Польша, Польши]\n',
  'lexicon/zh-Hans.yaml': 'language: zh-Hans\nplaces:\n  PL: [波兰]\n',
}

const FINE =
  'LockerHub kept the addresses of customers for five years without asking them, Poland’s data protection office said on Friday, and fined the parcel company 12.4 million euros. It runs parcel lockers in nine countries and says that it will appeal.'
const MARKETPLACE =
  'A marketplace for used machines opens in the port of Gdynia on Monday, its owners told reporters. Two hundred dealers have signed up so far, and the ministry of trade hopes for more in spring.'

type Text = readonly [source: string, key: string, title: string, text: string]
const TEXTS: readonly Text[] = [
  ['desk', 'fine', 'Parcel company LockerHub fined 12.4 million euros in Poland over customer data', FINE],
  ['wire', 'fine', 'LockerHub fined 12.4 million euros over data of customers in Poland', FINE],
  [
    'ru',
    'fine',
    'LockerHub оштрафована на 12,4 млн евро в Польше за данные клиентов',
    'Управление по защите данных Польши оштрафовало компанию LockerHub на 12,4 млн евро: она пять лет хранила адреса клиентов, не спрашивая их согласия.',
  ],
  [
    'zh',
    'fine',
    '波兰因客户数据对LockerHub罚款1240万欧元',
    '波兰数据保护局对包裹公司LockerHub罚款1240万欧元，称该公司未经同意将客户地址保存了五年。',
  ],
  ['daily', 'market', 'Marketplace for used machines opens in Gdynia', MARKETPLACE],
  ['wire', 'market', 'A marketplace for used machines opens in Gdynia on Monday', `${MARKETPLACE} The port lends the halls.`],
  [
    'desk',
    'names',
    'Registry lowers the price of domain names for schools',
    'The registry lowers the price of domain names for schools and libraries from next year on. Its council decided so after a vote of the members, of whom two thirds took part.',
  ],
  [
    'daily',
    'rain',
    'Heavy rain floods cellars in the north',
    'Firefighters pumped water out of four hundred cellars in the north during the night. The river fell in the morning, and the bridges are open again, said the town hall.',
  ],
  [
    'wire',
    'ferry',
    'Ferry line to Karlskrona orders two electric ships',
    'The ferry line ordered two electric ships from a yard in Rauma. They carry nine hundred passengers each, charge in forty minutes and sail from the summer after next.',
  ],
  [
    'ru',
    'museum',
    'Музей мостов открыт после ремонта',
    'Музей мостов снова открыт для посетителей. Ремонт занял три года, и коллекция моделей выросла почти вдвое.',
  ],
  [
    'zh',
    'school',
    '市立图书馆延长开放时间',
    '市立图书馆从下月起每天开放到晚上十点，周末也不例外。馆长说，学生们早就提出了这个请求。',
  ],
  [
    'desk',
    'lockers',
    'Town council debates lockers at the station',
    'The council debates whether the station needs more lockers. Travellers asked for them in a letter that six hundred people signed; the railway would pay a third of the cost.',
  ],
]

const HOUR = 3_600_000

/** Source → its feed. */
export const newsOf = (now: number): Readonly<Record<string, string>> =>
  Object.fromEntries(
    SOURCES.map((source) => [
      source,
      rss(TEXTS.flatMap((text, index) => (text[0] === source ? [itemOf(text, now - (index + 1) * HOUR)] : []))),
    ]),
  )

const itemOf = ([source, key, title, text]: Text, at: number): string =>
  `<item><guid isPermaLink="false">urn:${source}:${key}</guid><link>https://${source}.example/${key}</link><title>${title}</title><description>${text}</description><pubDate>${new Date(at).toUTCString()}</pubDate></item>`

/** As a reader would get it, without a socket. */
export const feedOf = async (app: App, path: string, now: number): Promise<string> => {
  const web = createWeb(
    webDeps({ store: app.store, configuration: app.configuration, problems: app.problems, now: () => now }),
    () => performance.now(),
  )
  return await (await web.fetch(new Request(`https://news.example.org${path}`))).text()
}

/** Of each entry, in the order of the document, what never changes: its id, its link, and when it was published. */
export const lastingFacts = (feed: string): readonly string[] =>
  entriesOf(feed).map(({ id, link, date }) => `${id} ${link} ${Date.parse(date)}`)

type EntryFacts = { readonly id: string; readonly link: string; readonly date: string }
const entriesOf = (feed: string): readonly EntryFacts[] => {
  if (feed.startsWith('{'))
    return (JSON.parse(feed) as JsonFeed).items.map(({ id, url, date_published: date }) => ({ id, link: url, date }))
  return [...feed.matchAll(/<(entry|item)[ >][\s\S]*?<\/\1>/g)].map(([entry]) => ({
    id: /<(?:id|guid)[^>]*>(urn:uuid:[^<]*)</.exec(entry)?.[1] ?? '',
    link: linkOf(entry),
    date: /<(?:published|pubDate)>([^<]*)</.exec(entry)?.[1] ?? '',
  }))
}
/** RFC 4287, 4.2.7.2: without `rel` it is the alternate one. */
const linkOf = (entry: string): string => {
  const tags = entry.matchAll(/<link(?: [^>]*)?>(?:([^<]+)<\/link>)?/g)
  const [tag = '', text] = tags.find(([one]) => !/ rel="(?!alternate")/.test(one)) ?? []
  return text ?? / href="([^"]*)"/.exec(tag)?.[1] ?? ''
}
type JsonFeed = { readonly items: readonly { readonly id: string; readonly url: string; readonly date_published: string }[] }
