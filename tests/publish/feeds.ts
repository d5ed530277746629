/** Feeds to write. */
import { articleId, storyId, topicId } from '../../src/model/ids.ts'
import type { PublishedEntry, PublishedFeed } from '../../src/model/published-feed.ts'

export const entry = (over: Partial<PublishedEntry> = {}): PublishedEntry => ({
  id: 'urn:uuid:11111111-1111-5111-8111-111111111111',
  about: { story: storyId('s1'), article: articleId('a1'), kind: null, continues: null },
  title: 'Parcels under 150 € to pay duty',
  language: 'en',
  link: 'https://desk.example/parcels?a=1&b=2',
  page: 'https://news.example/stories/s1',
  publishedAt: Date.parse('2026-11-23T08:30:00Z'),
  updatedAt: Date.parse('2026-11-23T10:00:00.250Z'),
  summary: 'Duty from 1 July; AT&T and <others> comment.',
  html: '<p>Duty from <b>1 July</b>; AT&amp;T comments.</p>',
  text: 'Duty from 1 July; AT&T comments.',
  authors: ['Ana Müller', '李雷'],
  categories: [
    { term: 'ec.cross-border', scheme: 'https://news.example/topics/', label: 'Cross-border e-commerce' },
    { term: 'CN', scheme: 'https://news.example/places/', label: null },
  ],
  evidence: [{ topic: topicId('ec.cross-border'), score: 0.92, terms: ['parcels', 'duty'] }],
  enclosures: [
    { url: 'https://desk.example/a.bin', type: null, length: null },
    { url: 'https://desk.example/a.mp3', type: 'audio/mpeg', length: 1234 },
    { url: 'https://desk.example/b.mp3', type: 'audio/mpeg', length: 99 },
  ],
  image: 'https://desk.example/a.jpg',
  rights: '© Desk',
  source: { title: 'The "Desk"', url: 'https://desk.example/feed', site: 'https://desk.example/' },
  alternates: [
    { url: 'https://zh.example/1', language: 'zh-Hans', title: '小额包裹将征税', source: '中国新闻' },
    { url: 'https://zh.example/2', language: 'zh-Hans', title: '包裹征税', source: '另一家' },
    { url: 'https://en.example/3', language: 'en', title: 'Parcel duty', source: 'Other' },
  ],
  ...over,
})

export const feed = (over: Partial<PublishedFeed> = {}): PublishedFeed => ({
  id: 'urn:uuid:22222222-2222-5222-8222-222222222222',
  service: { title: 'Field News', url: 'https://news.example/' },
  title: 'Cross-border',
  subtitle: 'Trade & parcels',
  language: 'en',
  home: 'https://news.example/search?q=topic:ec.cross-border',
  self: 'https://news.example/feeds/cross-border.atom',
  hub: 'https://news.example/websub/hub',
  next: 'https://news.example/feeds/cross-border.atom?before=x',
  first: 'https://news.example/feeds/cross-border.atom',
  archiveOf: null,
  previousArchive: null,
  tombstones: [],
  nextArchive: null,
  updatedAt: Date.parse('2026-11-23T10:00:00.250Z'),
  entries: [entry()],
  ...over,
})

/** Nothing optional. */
export const bareEntry = (over: Partial<PublishedEntry> = {}): PublishedEntry =>
  entry({
    title: 'Bare',
    language: 'und',
    link: null,
    summary: '',
    html: null,
    text: null,
    authors: [],
    categories: [],
    evidence: [],
    enclosures: [],
    image: null,
    rights: null,
    source: { title: 'Desk', url: 'https://desk.example/feed', site: null },
    alternates: [],
    ...over,
  })

export const bareFeed = (over: Partial<PublishedFeed> = {}): PublishedFeed =>
  feed({ subtitle: null, hub: null, next: null, first: null, entries: [], updatedAt: 0, ...over })
