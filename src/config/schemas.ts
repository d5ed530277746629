/** The schema of each configuration file, from which `files.ts` also derives the JSON schemas for editors. */
import { GROUPED_ARTICLES } from '../model/grouped-articles.ts'
import { CORRECTION_KINDS } from '../model/correction.ts'
import { isIP } from 'node:net'
import { z } from 'zod'
import * as field from './fields.ts'
import { embeddingsSection, understandingSection, translationSection } from './model-schemas.ts'

const { section } = field

const opening = z
  .string({ error: 'expected a network (10.0.0.0/8) or host:port (127.0.0.1:8900)' })
  .refine(isOpening, 'neither a network (10.0.0.0/8, fd00::/8) nor host:port (127.0.0.1:8900)')

function isOpening(written: string): boolean {
  const [, network = '', bits = ''] = /^(.+)\/(\d{1,3})$/.exec(written) ?? []
  const version = isIP(network)
  if (version !== 0) return Number(bits) <= (version === 4 ? 32 : 128)
  const [, port = ''] = /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/.exec(written) ?? []
  return Number(port) >= 1 && Number(port) <= 65_535
}

export const fieldFile = section({
  id: field.identifier.describe('As polywire init names it'),
  title: field.label,
  description: field.label.optional().describe('What the folder holds, for whoever chooses a field'),
})

export const serviceFile = section({
  title: field.text.optional().describe('Name of this service, in feeds and on pages'),
  contact: field.contact
    .optional()
    .describe('How publishers and readers reach you, on the page /rights: mailto:editor@example.org, or a page'),
  fetch: section({
    every: field.interval.optional().describe('First interval between polls of a source'),
    min: field.interval.optional().describe('Shortest interval between polls'),
    max: field.interval.optional().describe('Longest interval between polls'),
    concurrency: field.whole(1, 1000).optional().describe('Requests at a time'),
    per_host: section({
      concurrency: field.whole(1, 100).optional().describe('Requests at a time to one host'),
      gap: field.pause.optional().describe('Pause between two requests to one host'),
    }).optional(),
    timeout: field.timeout.optional().describe('For a whole answer'),
    max_bytes: field.size.optional().describe('Largest answer, unpacked'),
    allow_private: z.array(opening).optional().describe('Private networks or host:port that may be read'),
    contact: field.webAddress.optional().describe('Sent in the User-Agent, so that publishers can reach you'),
  }).optional(),
  read: section({
    workers: field.whole(1, 64).optional().describe('Threads that parse and tag'),
    deadline: field.timeout.optional().describe('For one document, of the processor: what other programs use does not count'),
    memory: field.size.optional().describe('For one thread'),
    max_items: field.whole(1, 100_000).optional().describe('Items read of one document'),
    max_per_day: field.size.optional().describe('New articles stored of one source within a day'),
  }).optional(),
  websub: z
    .preprocess(
      (value) => (value === 'true' ? true : value === 'false' ? false : value),
      z.literal(['auto', true, false], { error: 'expected auto, true or false' }),
    )
    .optional()
    .describe('Push: auto subscribes to sources that push where the public address is https; false turns the hub off too'),
  websub_allow_private: z
    .array(opening)
    .optional()
    .describe('Private networks or host:port that our feeds may be pushed to, if anybody who reaches the hub asks for it'),
  delivery: section({
    allow_private: z.array(opening).optional().describe('Private networks or host:port that alerts may be sent to'),
  }).optional(),
  web: section({
    cors: z
      .union([z.literal('*'), z.array(field.origin)], { error: 'expected "*" or a list of origins: [https://app.example]' })
      .optional()
      .describe('Sites whose pages may read the API'),
  }).optional(),
  stories: z
    .enum(GROUPED_ARTICLES, { error: 'expected tagged, field or all' })
    .optional()
    .describe('Which articles are grouped'),
  reservations: z
    .enum(['auto', 'always'], { error: 'expected auto or always' })
    .optional()
    .describe('auto: robots.txt and tdmrep.json are read where a use depends on them; always: of every source'),
  understanding: understandingSection.optional().describe('What finds out which reports say the same'),
  embeddings: embeddingsSection
    .optional()
    .describe('A further model that finds reports of one event in other languages; left out: none is asked'),
  translation: translationSection.optional().describe('Machine translation of headlines; left out: none is asked'),
  excerpt: field
    .whole(20, 1000)
    .optional()
    .describe('Characters of an excerpt that feeds, pages and the API show; left out: as stored, up to 400'),
  pictures: field.yesOrNo
    .optional()
    .describe('true: pages show pictures of articles, which browsers of readers fetch from the publishers'),
  dumps: field.yesOrNo.optional().describe('true: the stories of each day are written to a file, which /dumps offers'),
  retention: section({
    articles: field.interval.optional().describe('How long articles stay stored'),
    untagged: field.interval.optional().describe('How long articles without a topic stay stored'),
  }).optional(),
})

const pageRule = section({
  item: field.selector.describe('One match an item'),
  title: field.selector,
  link: field.selector.describe('Usually a@href'),
  summary: field.selector.optional(),
  image: field.selector.optional(),
  date: section({
    select: field.selector,
    format: field.datePattern.optional().describe('Unicode date pattern: yyyy-MM-dd'),
  }).optional(),
})

const mailbox = section({
  host: field.serverName.describe('Of the IMAP server'),
  port: field.whole(1, 65_535).optional().describe('993, or 143 with starttls'),
  starttls: field.yesOrNo.optional().describe('true: the connection is encrypted by STARTTLS; left out: by TLS from the start'),
  user: field.text,
  password: field.text.describe('As ${NAME}, from the environment'),
  folder: field.text.optional().describe('INBOX if left out'),
})

export const sourceEntry = section({
  id: field.identifier,
  name: field.text,
  url: field.webAddress.optional().describe('The feed, or the page if page is given'),
  sitemap: field.webAddress
    .optional()
    .describe('In place of url, for a site without a feed: its news sitemap, or an index of them'),
  mailbox: mailbox.optional().describe('In place of url, for newsletters: an IMAP folder, of which each message is an item'),
  site: field.webAddress.optional().describe('The home page, for credit'),
  language: field.languageTag.optional(),
  country: field.countryCode.optional(),
  group: field.line.optional().describe('A folder of yours: Press/Asia'),
  owner: field.line.optional().describe('Who owns it: sources of one owner count as one origin of a story'),
  releases: z.boolean().optional().describe('true: its texts are press releases, of an authority or a company'),
  topics: z.array(field.identifier).optional().describe('What the source is mostly about: a hint, never a tag'),
  every: field.interval.optional(),
  min: field.interval.optional(),
  max: field.interval.optional(),
  page: pageRule.optional().describe('CSS selectors, for a site without a feed'),
  republish: z.enum(['title', 'excerpt', 'full'], { error: 'expected title, excerpt or full' }).optional(),
  excerpt: field.whole(20, 1000).optional().describe('Characters of an excerpt, in place of excerpt of the service'),
  insecure_tls: field.yesOrNo.optional().describe('Accept an invalid certificate'),
  embed: field.yesOrNo
    .optional()
    .describe('false: it reserves text mining, and none of its texts is sent to embeddings.url or translation.url'),
  fetch_article: z
    .preprocess(
      (value) => (value === 'true' ? true : value === 'false' ? false : value),
      z.literal(['auto', true, false], { error: 'expected auto, true or false' }),
    )
    .optional()
    .describe(
      'Pages of its articles are read for tags and stories, and never shown; auto: where its text is under 200 characters',
    ),
  licensed: field.yesOrNo
    .optional()
    .describe('true: its publisher allows you what it reserves for others; reservations are shown and not obeyed'),
  websub: field.yesOrNo.optional().describe('false: it is polled only, even if it offers to push'),
  retry_scope: z.enum(['source', 'host'], { error: 'expected source or host' }).optional(),
  active: field.yesOrNo.optional().describe('false: its articles stay, and it is not polled'),
}).superRefine(({ url, sitemap, mailbox: folder }, context) => {
  const [first, second] = Object.entries({ url, sitemap, mailbox: folder }).filter(([, value]) => value !== undefined)
  if (first === undefined) context.addIssue({ code: 'invalid_type', expected: 'string', path: ['url'], input: undefined })
  if (second !== undefined)
    context.addIssue({
      code: 'custom',
      path: [second[0]],
      message: 'a source has one address: url, or sitemap or mailbox in place of it',
    })
})
export const sourcesFile = section({ sources: z.array(sourceEntry).nullish() })

const nameFields = {
  names: field.names.optional(),
  context: field.words.optional().describe('Words of which one must stand near an ambiguous name'),
  ambiguous: field.words.optional().describe('The names that need context; left out: all'),
  everyday: field.words.optional().describe('Names that are everyday words: a capital within a sentence is enough for them'),
  as_written: field.words.optional().describe('Names that count only as written'),
}
const entityEntry = section({
  id: field.identifier,
  label: field.label,
  kind: field.identifier.describe('organisation, regulator, company, law, forum …'),
  place: field.identifier.optional().describe('Seat or jurisdiction: an id of places.yaml or a country code'),
  parent: field.identifier.optional(),
  wikidata: field.wikidataId.optional(),
  topics: z.array(field.identifier).optional().describe('Topics that it makes more likely'),
  ...nameFields,
  case_sensitive: field.yesOrNo.optional().describe('Every name counts only as written'),
})
const roleEntry = section({
  id: field.identifier,
  holders: z.array(field.identifier).describe('Entities, each with its place'),
  names: field.names.describe('What every country calls it; ~ where another word may stand'),
  ambiguous: field.words.optional().describe('The names that count only right beside a country'),
})
export const entitiesFile = section({ roles: z.array(roleEntry).nullish(), entities: z.array(entityEntry).nullish() })

const placeEntry = section({
  id: field.identifier.describe('CN, CN-GD, CN-GD-shenzhen, or a name for a region'),
  kind: z
    .enum(['region', 'country', 'subdivision', 'city'], { error: 'expected region, country, subdivision or city' })
    .optional(),
  label: field.label.optional(),
  within: field.identifier
    .optional()
    .describe('The next larger place; a subdivision is within its country unless this says more'),
  contains: z.array(field.identifier).optional().describe('Countries of a region'),
  ...nameFields,
  first_names: field.words.optional().describe('Names that people have too: they do not count before another capital'),
})
const notNames = field.names
  .nullish()
  .describe('What has a name in it and is something else, by language or for any: Real Madrid is no city')
export const placesFile = section({ not_names: notNames, places: z.array(placeEntry).nullish() })

const topicWords = section({
  terms: field.words.optional().describe('Decide alone; a leading or trailing * leaves that end of a word open'),
  weak: field.words.optional().describe('Never alone'),
  pairs: z
    .array(section({ a: field.words, b: field.words }))
    .optional()
    .describe(
      'One of a and one of b in the same sentence; @temu: an entity, @company: any of a kind, @TOPIC: any term of a topic',
    ),
  not: field.words.optional().describe('Looks like it and is not'),
  against: field.words.optional().describe('Speaks against the topic wherever it stands in the article'),
})
export const lexiconFile = section({
  language: field.languageTag,
  topics: z.record(z.string(), topicWords).nullish(),
  entities: z.record(z.string(), field.words).nullish(),
  places: z.record(z.string(), field.words).nullish(),
  not_names: field.words.nullish().describe('Words in which a name stands by accident: 发展中国家 is no 中国'),
})

const feedEntry = section({
  id: field.identifier
    .refine((id) => id !== 'health', { error: 'health is the feed about the sources themselves; take another id' })
    .describe('The path is /feeds/ID.atom'),
  title: field.label,
  description: field.label.optional(),
  filter: z.string({ error: 'expected a filter, as "place:SN lang:fr"' }).optional(),
  group: z.enum(['story', 'article'], { error: 'expected story or article' }).optional(),
  limit: field.whole(1, 1000).optional(),
  languages: z.array(field.languageTag).optional().describe("Which language's article speaks for a story, best first"),
  sources: z.array(field.identifier).optional().describe('Only these sources'),
  ids: z
    .enum(['feed', 'shared'], { error: 'expected feed or shared' })
    .optional()
    .describe("feed (default): an entry's id belongs to this feed; shared: a story has the same id in all such feeds"),
  developments: z
    .enum(['update', 'entry'], { error: 'expected update or entry' })
    .optional()
    .describe('update (default): the entry of a story is updated; entry: each development of a story is a new entry'),
  translate: field.languageTag
    .optional()
    .describe('Headlines in other languages have their machine translation beside them; one of translation.to'),
  private: field.yesOrNo.optional().describe('true: only addresses with a key open it; polywire token new ID makes one'),
})
export const feedsFile = section({ feeds: z.array(feedEntry).nullish() })

const together = (what: string) => z.array(field.reference).min(2, `needs at least two: ${what}`)

const ofKind = (what: string) =>
  z.array(field.articleReference).min(1, 'names no article').optional().describe(`These are ${what}`)

export const correctionEntry = section({
  split: z
    .array(field.articleReference)
    .min(1, 'names no article')
    .optional()
    .describe('These leave their story and form their own'),
  join: together('what belongs together').optional().describe('The stories of these are one'),
  never: together('what is to stay apart').optional().describe('No two of these stand in one story'),
  pin: field.articleReference.optional().describe('This one leads its story and speaks for it'),
  news: ofKind('news'),
  deal: ofKind('deals'),
  service: ofKind('services'),
  digest: ofKind('digests'),
  other: ofKind('of no other kind'),
  note: field.text.optional().describe('Why'),
  by: field.text.optional().describe('Who decided'),
  date: field.text.optional().describe('When'),
}).refine(
  (entry) => CORRECTION_KINDS.filter((kind) => entry[kind] !== undefined).length === 1,
  'a correction says one thing: split, join, never, pin or a kind',
)
const signature = {
  reason: field.text.optional().describe('Why'),
  by: field.text.optional().describe('Who decided'),
  date: field.text.optional().describe('When'),
}
export const takedownEntry = section({
  articles: z
    .array(field.articleReference)
    .min(1, 'names no article')
    .optional()
    .describe('Ids and addresses; an address holds for every source'),
  source: field.identifier.optional().describe('All articles of this source, which is not polled any more'),
  host: field.host.optional().describe('All articles at this host and its subdomains, and the sources that it serves'),
  ...signature,
  undone: section(signature).optional().describe('It is not in force any more'),
}).refine(
  ({ articles, source, host }) => [articles, source, host].filter((target) => target !== undefined).length === 1,
  'a takedown names one thing: articles, source or host',
)
export const takedownsFile = section({ takedowns: z.array(takedownEntry).nullish() })
export const correctionsFile = section({ corrections: z.array(correctionEntry).nullish() })
