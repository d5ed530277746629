/** What a service asks of its store all the time, on the rows of large-database.ts. */

import type { Filter } from '../../../src/model/filter.ts'
import { articleId, sourceId, storyId } from '../../../src/model/ids.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { all, append, article, group, idOf, poll, topic, words } from '../samples.ts'
import { DAY, type LargeDatabase, sourceOf, TOPICS } from './large-database.ts'

export type Hot = {
  readonly name: string
  readonly run: () => Promise<unknown>
  /** Partitions of words that one of its statements may touch at most. */
  readonly partitions: number
}

const language = (name: string): Filter => ({ kind: 'language', anyOf: [name] })
const from = (id: string): Filter => ({ kind: 'source', anyOf: [sourceId(id)] })
const country = (code: string): Filter => ({ kind: 'country', anyOf: [code] })
/** Two partitions are made ahead of need and empty; the newest range of a search includes one. */
const NEWEST = 3

export const hotStatements = (store: Store, large: LargeDatabase): readonly Hot[] => {
  const { articles, now } = large
  const source = sourceOf(articles, large)
  const page = { limit: 30, before: null }
  const middle = { at: now - (large.days / 2) * DAY, id: `story${Math.ceil(articles / 8)}` }
  const newest = Array.from({ length: 64 }, (_, index) => articles - index)
  const ids = newest.map((n) => articleId(`article${n}`))
  const stories = Array.from({ length: 16 }, (_, index) => storyId(`story${Math.floor(articles / 4) - index}`))
  const terms = { limit: 200, perHost: 2, leaseMs: 60_000 }
  const feeds: Readonly<Record<string, Filter>> = {
    everything: { kind: 'everything' },
    'a topic': topic(TOPICS[0]),
    'a language': language('de'),
    'a source': from(source),
    'a topic in a language': all(topic(TOPICS[1]), language('fr')),
    'what came lately': all(topic(TOPICS[1]), { kind: 'after', at: now - DAY }),
  }
  const none = (name: string, run: () => Promise<unknown>): Hot => ({ name, run, partitions: 0 })
  return [
    none('claimDue', async () => await store.claimDue(now, terms)),
    none('nextDue', async () => await store.nextDue()),
    none(
      'recordPoll',
      async () => await Promise.all([1, 2, 3].map(async (n) => await store.recordPoll(idOf(`s${n}`), poll(`s${n}`)))),
    ),
    none('deferHost', async () => await store.deferHost('h7.example', now)),
    none('knownItems', async () => await store.knownItems(idOf(source), 1_000)),
    {
      name: 'append',
      run: async () => await append(store, source, [article('fresh'), article(`key${articles}`)], { now }),
      partitions: 2,
    },
    none('readLog', async () => await store.readLog(64)),
    none('identicalTo', async () => await store.identicalTo(await store.logged({ of: newest }))),
    none('fingerprints', async () => await store.fingerprints(ids)),
    none('logged', async () => await store.logged({ after: articles - 100, limit: 64 })),
    none('indexed', async () => await store.indexed({ since: now - DAY, limit: 256 })),
    none('assignments', async () => await store.assignments({ componentOf: ids.slice(0, 8), generation: 'live' })),
    none('dependents', async () => await store.dependents(newest)),
    none('reportTags', async () => await store.reportTags({ of: newest })),
    none('first reports of stories', async () => await store.reportTags({ inStories: stories, originals: 40 })),
    none('membersOf', async () => await store.membersOf(stories)),
    none('contributors', async () => await store.contributors(stories)),
    { name: 'commit', run: async () => await group(store, { now }), partitions: 2 },
    ...Object.entries(feeds).flatMap(([name, filter]): readonly Hot[] => [
      none(`feed of ${name}, stories`, async () => await store.stories({ ...page, filter })),
      none(`feed of ${name}, articles`, async () => await store.articles({ ...page, filter })),
      none(`feed of ${name}, further back`, async () => await store.stories({ ...page, filter, before: middle })),
      none(
        `archive of ${name}`,
        async () => await store.arrivals({ filter, grouping: 'story', from: articles / 2, direction: 'older', limit: 50 }),
      ),
    ]),
    none('a story', async () => await store.story(storyId(`story${Math.floor(articles / 8)}`))),
    none('an article', async () => await store.findArticle(`article${articles / 2}`)),
    none('an article by its address', async () => await store.findArticle(`https://x.example/${articles / 2}`)),
    none('why', async () => await store.decision(articleId(`article${articles / 2}`))),
    none('changes', async () => await store.storyChanges({ filter: topic(TOPICS[0]), after: articles - 300, limit: 100 })),
    none('calendar', async () => await store.storyCalendar(now - 7 * DAY, now)),
    none('totals', async () => await store.counts()),
    none('tagCounts', async () => await store.tagCounts('topic', now - DAY)),
    {
      name: 'every, newest first',
      run: async () => await store.articles({ ...page, filter: words('every') }),
      partitions: NEWEST,
    },
    {
      name: 'stories with a word, newest first',
      run: async () => await store.stories({ ...page, filter: words('c17') }),
      partitions: NEWEST,
    },
    {
      name: 'articles with a word, newest first',
      run: async () => await store.articles({ ...page, filter: words('c17') }),
      partitions: NEWEST,
    },
    { name: 'a phrase', run: async () => await store.stories({ ...page, filter: words('c17 follows') }), partitions: NEWEST },
    {
      name: 'a word and a topic',
      run: async () => await store.stories({ ...page, filter: all(words('half'), topic(TOPICS[2])) }),
      partitions: large.days,
    },
    {
      name: 'a rare word',
      run: async () => await store.stories({ ...page, filter: words('r4711') }),
      partitions: large.days,
    },
    {
      name: 'arrivals of a word',
      run: async () =>
        await store.arrivals({ filter: words('c17'), grouping: 'article', from: articles / 2, direction: 'older', limit: 30 }),
      partitions: NEWEST,
    },
    {
      name: 'by relevance',
      run: async () => await store.stories({ ...page, filter: words('c17 follows'), sort: 'relevance' }),
      partitions: large.days / 2 + NEWEST,
    },
    { name: 'how many', run: async () => await store.countMatches({ filter: words('c17'), most: 200 }), partitions: NEWEST },
    {
      name: 'by country',
      run: async () => await store.stories({ ...page, filter: all(words('c17'), country('de')) }),
      partitions: NEWEST + 2,
    },
    {
      name: 'facets',
      run: async () =>
        await store.countBy({
          filter: words('k17'),
          by: ['topic', 'language', 'source', 'country'],
          above: { topic: new Map(), place: new Map() },
        }),
      partitions: large.days / 2 + NEWEST,
    },
    { name: 'a misspelt word', run: async () => await store.similarWords('wrod12345'), partitions: large.days },
    none('retag', async () => {
      const [read] = await store.logged({ of: [articles] })
      const tags = { topics: [], doubtful: [], entities: [], places: [] }
      return await store.replaceTags([{ id: read?.id ?? articleId(''), language: 'en', confidence: 1, tags }], now)
    }),
    none(
      'withdrawOld',
      async () =>
        await store.withdrawOld({ articles: now - large.days * DAY, untagged: now - (large.days - 1) * DAY }, 64, now),
    ),
    { name: 'the end of what is withdrawn', run: async () => await group(store, { now }), partitions: 2 },
    {
      name: 'deleteOld',
      run: async () => await store.deleteOld({ items: now - 30 * DAY, log: now - 29 * DAY, tombstones: now }),
      partitions: 1,
    },
  ]
}
