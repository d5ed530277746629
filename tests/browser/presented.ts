import type { Configuration } from '../../src/model/configuration.ts'
import { entityId, type StoryId, type ArticleId, topicId, placeId } from '../../src/model/ids.ts'
import type { Evidence, ReadArticle } from '../../src/model/article.ts'
import type { Assignment } from '../../src/model/story.ts'
import { composeIssue } from '../../src/delivery/compose-issue.ts'
import { issueMail } from '../../src/delivery/issue-mail.ts'
import type { DigestDefinition } from '../../src/model/digest.ts'
import { digestWordsOf } from '../../src/web/digests/digest-locale.ts'
import { publishContextFor } from '../../src/web/feeds/written-feed.ts'
import { digest } from '../delivery/digest-samples.ts'
import { searchText } from '../../src/text/search-words.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { shippedConfiguration } from '../shipped-configuration.ts'
import { article, poll, publish, source } from '../store/samples.ts'
import { AFTERNOON, HOUR, type Newsroom, openNewsroom } from '../web/newsroom.ts'
import { MONTHS } from './months.ts'
import { type Event, EVENTS, OUTLETS, type Report } from './news.ts'

const SOURCES = OUTLETS.map(({ id, name, language, country }) =>
  source(id, { name, language, country, site: `https://${id}.example/` }),
)

/** The web over the news of `news.ts`, with the topics, places and feeds of this repository's configuration. */
export const openPresented = async (publicUrl: string | null = null): Promise<Newsroom> => {
  const configuration: Configuration = { ...(await shippedConfiguration()), sources: SOURCES, digests: DIGESTS }
  const fillAll = async (store: Store): Promise<void> => {
    await fill(store)
    for (const definition of DIGESTS) await publishIssue(store, configuration, definition)
  }
  return await openNewsroom({ configuration, fill: fillAll, publicUrl })
}

/** One for readers of each of three languages. */
export const DIGESTS: readonly DigestDefinition[] = [
  { id: 'morning', language: 'en', zone: 'Europe/London' },
  { id: 'sabah', language: 'ar', zone: 'Africa/Cairo' },
  { id: 'zaobao', language: 'zh-Hans', zone: 'Asia/Shanghai' },
].map(({ id, language, zone }) => {
  const title = { en: 'The morning', ar: 'الصباح', 'zh-Hans': '早报' }
  const times = { minutes: 450, zone, days: [1, 2, 3, 4, 5] }
  return digest({ id, title, language, preferred: [language, 'en'], times, top: 8 })
})

const contextIn = (configuration: Configuration) => (language: string) =>
  publishContextFor({ configuration, origin: 'https://news.example', hub: null }, language)

const publishIssue = async (store: Store, configuration: Configuration, definition: DigestDefinition): Promise<void> => {
  const parts = { store, context: contextIn(configuration), now: () => AFTERNOON, gaps: async () => ({ stories: [], live: 0 }) }
  const period = { since: AFTERNOON - 24 * HOUR, due: AFTERNOON }
  const composed = await composeIssue(parts, { definition, filter: { kind: 'everything' } }, period)
  const [first, second, ...others] = composed.issue.items
  if (first === undefined || second === undefined) throw new Error('there is nothing to tell')
  const items = [first, { ...second, isUpdate: true }, ...others]
  await store.digests.publishIssue({
    ...composed,
    issue: { ...composed.issue, items },
    isSkipped: false,
    readers: [],
    deliveries: [],
  })
}

/** The mail of each digest, as its reader gets it. */
export const digestMails = async ({ store, deps }: Newsroom): Promise<ReadonlyMap<string, string>> => {
  const mails = await Promise.all(
    DIGESTS.map(async (definition) => {
      const [issue] = await store.digests.issues({ digest: definition.id, limit: 1 })
      if (issue === undefined) throw new Error('there is no issue')
      const context = contextIn(deps.configuration())(definition.language)
      const mail = { definition, issue, words: digestWordsOf(definition), context, isPublic: true, pictures: false }
      return [definition.language, issueMail(mail, { id: 'x', to: 'reader@desk.example', token: 'x' }).html] as const
    }),
  )
  return new Map(mails)
}

const fill = async (store: Store): Promise<void> => {
  await store.syncSources(SOURCES, AFTERNOON - 100 * 24 * HOUR)
  const reports = [...MONTHS, ...EVENTS].flatMap((event, number) => event.reports.map((report) => ({ event, number, report })))
  const leads = new Map<number, { readonly story: StoryId; readonly article: ArticleId }>()
  const originals = new Map<string, ArticleId>()
  for (const { event, number, report } of reports.toSorted((a, b) => b.report.hours - a.report.hours)) {
    const now = Math.round(AFTERNOON - report.hours * HOUR)
    const read = readArticle(event, number, report, now)
    const lead = leads.get(number)
    const text = `${number} ${read.title}`
    const place = placementOf(lead, originals.get(text))
    await publish(store, report.by, [read], { now, place: () => place, poll: settled(report.by, now) })
    const [first] = (await store.articles({ filter: { kind: 'everything' }, limit: 1, before: null })).rows
    if (first === undefined) throw new Error('what was published is not there')
    if (lead === undefined) leads.set(number, { story: first.story, article: first.id })
    if (!originals.has(text)) originals.set(text, first.id)
  }
  await stumble(store)
}

const settled = (id: string, now: number) => {
  const { nextDue, polledAt, okAt } = poll(id, { nextDue: AFTERNOON + HOUR / 3, polledAt: now, okAt: now })
  return { nextDue, polledAt, okAt }
}

/** One failing source. */
const stumble = async (store: Store): Promise<void> => {
  const at = AFTERNOON - HOUR / 4
  const failure = { kind: 'timed-out', afterMs: 30_000 } as const
  await publish(store, 'umi-tsushin', [], { now: at, poll: { ...settled('umi-tsushin', at), failures: 3, failure } })
}

const placementOf = (lead: { story: StoryId; article: ArticleId } | undefined, original: ArticleId | undefined): Assignment => {
  if (lead === undefined) return { kind: 'starts', reasons: [] }
  const { story } = lead
  if (original !== undefined)
    return {
      kind: 'copy',
      of: original,
      story,
      reasons: [{ kind: 'copy', detail: `84 shingles shared with ${original}, of the shorter text 98 %`, score: 0.94 }],
    }
  const reasons = [
    { kind: 'story', detail: `most like ${lead.article}, at 0.44`, score: 0.61 },
    { kind: 'link', detail: 'most like a1, at 0.70 · amount:2e+0 · place:SN', score: 0.81 },
  ]
  return { kind: 'joins', story, reasons }
}

const readArticle = (event: Event, number: number, report: Report, publishedAt: number): ReadArticle => {
  const title = report.title.replaceAll('*', '')
  const summary = report.summary ?? ''
  const language = OUTLETS.find(({ id }) => id === report.by)?.language ?? 'und'
  const evidence = evidenceIn(report.title)
  return {
    ...article(`${number}-${report.by}`, { title, language, publishedAt, summary, text: summary }),
    searchText: searchText(title, summary),
    topics: event.topics.map((id, index) => ({ id: topicId(id), score: 0.9 - index / 10, evidence })),
    entities: (event.entities ?? []).map((id) => ({ id: entityId(id), evidence: [] })),
    places: (event.places ?? []).map((id) => ({ id: placeId(id), evidence: [] })),
  }
}

/** The words between asterisks, with their positions in the title without the asterisks. */
const evidenceIn = (marked: string): readonly Evidence[] => {
  const parts = marked.split('*')
  return parts.flatMap((term, index) => {
    if (index % 2 === 0) return []
    const start = parts.slice(0, index).join('').length
    return [{ term, field: 'title', start, end: start + term.length, kind: 'strong' }]
  })
}
