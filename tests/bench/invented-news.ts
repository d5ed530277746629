import { searchText } from '../../src/text/search-words.ts'
import type { ReadArticle } from '../../src/model/article.ts'
import { entityId, placeId, sourceId, type SourceId, topicId } from '../../src/model/ids.ts'
import { fingerprintOf } from '../../src/grouping/near-duplicates/fingerprint.ts'
import { randomFrom } from './random.ts'
import type { Vocabulary } from './vocabulary.ts'

export type NewsOptions = {
  readonly vocabularies: readonly Vocabulary[]
  readonly sources: number
  readonly perDay: number
  readonly from: number
}
export type News = {
  readonly source: SourceId
  readonly articles: readonly ReadArticle[]
  readonly now: number
  /** What there is to be found of an article: which one it copies or reports on beside. Null: it begins something. */
  readonly truthOf: (key: string) => Truth | null
}
export type Truth = { readonly kind: 'copy' | 'joins'; readonly of: { readonly source: SourceId; readonly key: string } }

/** Articles that one poll brings. */
const PER_POLL = 5
/** Of the articles: copies of a text, and further reports of an event. The rest begin something. */
const COPIES = 0.2
const REPORTS = 0.3
/** Reports and copies come within this many articles of the same language. */
const LATELY = 400
const TITLE_WORDS = 9
/** As many words as a paragraph of a feed's item has; each article has some two of them. */
const PARAGRAPH_WORDS = 70
/** A word in so many of a report is one of its event's own. */
const EVENT_SHARE = 1 / 3

type Written = { readonly source: SourceId; readonly article: ReadArticle }
type Event = { readonly words: readonly string[]; readonly last: Written | null }

/** Polls of news that nobody wrote, always the same: events with several reports, copies with a title of their own, all languages. */
export function* inventNews({ vocabularies, sources, perDay, from }: NewsOptions): Generator<News> {
  const random = randomFrom(20_261_124)
  const lately = new Map<string, Event[]>()
  for (let count = 0; ; count += PER_POLL) {
    const now = from + Math.floor((count / perDay) * 86_400_000)
    const source = sourceId(`s${Math.floor(random() * sources)}`)
    const vocabulary = vocabularies[Math.floor(random() * vocabularies.length)]
    if (vocabulary === undefined) return
    const events = lately.get(vocabulary.language) ?? []
    lately.set(vocabulary.language, events)
    const truths = new Map<string, Truth>()
    const articles = Array.from({ length: PER_POLL }, (_, index) => {
      const at = now - Math.floor(random() * 3_600_000)
      const { event, isCopy } = chooseEvent(events, vocabulary, random)
      const article = write({ key: `k${count + index}`, at, event, isCopy, vocabulary, random })
      if (event.last !== null)
        truths.set(article.key, {
          kind: isCopy ? 'copy' : 'joins',
          of: { source: event.last.source, key: event.last.article.key },
        })
      events.push({ words: event.words, last: { source, article } })
      if (events.length > LATELY) events.shift()
      return article
    })
    yield { source, articles, now, truthOf: (key) => truths.get(key) ?? null }
  }
}

const chooseEvent = (
  events: readonly Event[],
  { word }: Vocabulary,
  random: () => number,
): { readonly event: Event; readonly isCopy: boolean } => {
  const chance = random()
  const held = events[Math.floor(random() * events.length)]
  if (held !== undefined && chance < COPIES + REPORTS) return { event: held, isCopy: chance < COPIES }
  return { event: { words: Array.from({ length: 20 }, () => word(random)), last: null }, isCopy: false }
}

type Draft = {
  readonly key: string
  readonly at: number
  readonly event: Event
  readonly isCopy: boolean
  readonly vocabulary: Vocabulary
  readonly random: () => number
}

const write = ({ key, at, event, isCopy, vocabulary, random }: Draft): ReadArticle => {
  const sentence = (length: number): string =>
    Array.from({ length }, () =>
      random() < EVENT_SHARE ? (event.words[Math.floor(random() * event.words.length)] ?? '') : vocabulary.word(random),
    ).join(' ')
  const title = sentence(TITLE_WORDS)
  const paragraphs =
    isCopy && event.last !== null ? [event.last.article.text] : [sentence(PARAGRAPH_WORDS), sentence(PARAGRAPH_WORDS)]
  const text = paragraphs.join('\n')
  const tag = (few: number): string => `t${Math.floor(few * random() ** 2)}`
  const evidence = [{ term: 'word', field: 'text', start: 0, end: 4, kind: 'strong' }] as const
  return {
    key,
    hash: key,
    guid: key,
    link: `https://s.example/${key}`,
    canonicalUrl: `https://s.example/${key}`,
    title,
    html: paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join(''),
    summary: text.slice(0, 400),
    text,
    publishedAt: at,
    dateFrom: 'item',
    updatedAt: null,
    authors: [],
    categories: ['news'],
    enclosures: [],
    image: null,
    comments: null,
    rights: null,
    declaredLanguage: vocabulary.language,
    origin: null,
    language: vocabulary.language,
    confidence: 0.9,
    topics: [{ id: topicId(tag(60)), score: 1, evidence }],
    doubtful: [],
    entities: [{ id: entityId(tag(900)), evidence }],
    places: [{ id: placeId(tag(300)), evidence }],
    searchText: searchText(title, text),
    fingerprint: fingerprintOf(title, text),
  }
}
