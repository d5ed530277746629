/** News of every kind that the API must show: near copies, the same article of two sources, many languages, undated, without a link, joined. */
import type { Override } from '../../src/model/correction.ts'
import type { Configuration } from '../../src/model/configuration.ts'
import { entityId, placeId, topicId } from '../../src/model/ids.ts'
import { article, correct, publish, source, storedAs } from '../store/samples.ts'
import { composeIssue } from '../../src/delivery/compose-issue.ts'
import { publishContextFor } from '../../src/web/feeds/written-feed.ts'
import { digest } from '../delivery/digest-samples.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { AFTERNOON, CONFIGURATION, fill, HOUR, type Newsroom, type NewsroomOptions, openNewsroom } from './newsroom.ts'

const { taxonomy, sources, feeds } = CONFIGURATION
const SECRET_SOURCE = source('paid-wire', {
  name: 'Paid Wire',
  url: 'https://paid.example/feed?key=hunter2',
  country: 'KE',
  republish: 'full',
})
const [union] = taxonomy.entities
const [kenya] = taxonomy.places
if (union === undefined || kenya === undefined) throw new Error('the newsroom has lost its names')

export const VARIED: Configuration = {
  ...CONFIGURATION,
  sources: [...sources, SECRET_SOURCE],
  taxonomy: {
    ...taxonomy,
    topics: taxonomy.topics.map((topic) =>
      topic.id === topicId('trade') ? { ...topic, label: { en: 'Trade', fr: 'Commerce', 'zh-Hans': '贸易' } } : topic,
    ),
    entities: [
      { ...union, label: { en: 'Port Union', fr: 'Union des ports' }, place: placeId('KE'), wikidata: 'Q1' },
      { ...union, id: entityId('port-union.court'), label: { en: 'Court of the Port Union' }, parent: union.id },
    ],
    places: [
      { ...kenya, label: { en: 'Kenya', zh: '肯尼亚' } },
      { ...kenya, id: placeId('KE-30'), kind: 'subdivision', label: { en: 'Nairobi' }, within: kenya.id },
      { ...kenya, id: placeId('EAC'), kind: 'region', label: { en: 'East African Community' }, contains: [kenya.id] },
    ],
  },
  digests: [digest(), digest({ id: 'week', title: { en: 'The week' } }), digest({ id: 'inside', private: true })],
  feeds: [
    ...feeds,
    ...feeds.map((feed) => ({ ...feed, id: 'insiders' as typeof feed.id, title: { en: 'Insiders' }, private: true })),
  ],
}

/** Nine articles in seven stories, one of which has ended. */
export const fillVaried = async (store: Store): Promise<void> => {
  await fill(store)
  await store.syncSources(VARIED.sources, AFTERNOON - 48 * HOUR)
  const undated = article('u1', {
    title: 'A notice\twithout "date", = or link',
    link: null,
    canonicalUrl: null,
    dateFrom: 'estimate',
    language: 'und',
    confidence: 0,
    summary: '',
    publishedAt: AFTERNOON - 30 * HOUR,
  })
  const dear = article('w1', {
    title: '=HYPERLINK("https://evil.example","50% off & {more} #1_2 ~ ^ \\ $5")',
    text: 'First line.\nSecond; line, “quoted”.',
    summary: 'First line.\nSecond; line, “quoted”.',
    authors: ['Ana de la Cruz', 'Smith, Black and White', 'ООО «Новости»'],
    categories: ['Business'],
    image: 'https://paid.example/a.jpg',
    topics: ['trade', 'retired.topic'],
    entities: ['port-union', 'retired-entity'],
    places: ['KE-30'],
    publishedAt: AFTERNOON - 26 * HOUR,
    updatedAt: AFTERNOON - 25 * HOUR,
  })
  await publish(store, 'paid-wire', [undated, dear], { now: AFTERNOON - 24 * HOUR })
  // The same page from another source: one article of two sources.
  await publish(store, 'marche-libre', [article('w1', { title: 'The same', topics: ['trade'] })], {
    now: AFTERNOON - 23 * HOUR,
  })
  const pair = ['j1', 'j2'].map((key) =>
    article(key, { title: `Повідомлення ${key}`, language: 'uk', topics: ['cables'], publishedAt: AFTERNOON - 20 * HOUR }),
  )
  await publish(store, 'sahifa', pair, { now: AFTERNOON - 19 * HOUR })
  const articles = [(await storedAs(store, 'j1')).id, (await storedAs(store, 'j2')).id]
  const joined: Override = { kind: 'join', key: '', articles, since: 1, note: null, by: null, date: null }
  await correct(store, articles, [joined], AFTERNOON - 18 * HOUR)
  await publishIssues(store, AFTERNOON)
}

/** All that there is, as an issue of each digest. */
export const publishIssues = async (store: Store, due: number): Promise<void> => {
  for (const definition of VARIED.digests) {
    const context = (language: string) =>
      publishContextFor({ configuration: VARIED, origin: 'https://x.example', hub: null }, language)
    const parts = { store, context, now: () => due + 1, gaps: async () => ({ stories: [], live: 0 }) }
    const composed = await composeIssue(
      parts,
      { definition, filter: { kind: 'everything' } },
      { since: AFTERNOON - 72 * HOUR, due },
    )
    await store.digests.publishIssue({ ...composed, isSkipped: false, readers: [], deliveries: [] })
  }
}

export const openVariedNewsroom = async (options: NewsroomOptions = {}): Promise<Newsroom> =>
  await openNewsroom({ configuration: VARIED, fill: fillVaried, ...options })
