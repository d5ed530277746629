import { html } from 'hono/html'
import { type LanguageTag, topicId, type TopicId } from '../../model/ids.ts'
import type { Topic } from '../../model/taxonomy.ts'
import { Refusal } from '../http/refusal.ts'
import { byCount, languageTable, perDay, sparkline } from './charts.ts'
import { didYouMean, expandTopic, positionOf } from './lookup.ts'
import { pager, subscribeLinks } from './parts.ts'
import { storyCard } from './story-card.ts'
import { address, type Html, type PageContent, type Visit } from './visit.ts'

const DAY = 86_400_000
const MONTH = 30
const A_PAGE = 20

/** The tree of topics with what each has had lately. */
export const topicsPage = async (visit: Visit): Promise<PageContent> => {
  const { words, store, hour, configuration } = visit
  const counted = await store.tagCounts('topic', hour - MONTH * DAY)
  const counts = new Map(counted.map(({ id, articles }) => [String(id), articles]))
  const topics = configuration.knowledge.topics
  const body = html`<div class="frame">
<header class="opening"><h1>${words.say('topics.title')}</h1><p class="standfirst">${words.say('topics.intro')}</p></header>
${topics.length === 0 ? html`<p>${words.say('topics.empty')}</p>` : ''}
<div class="tree">${topics.filter(({ parent }) => parent === null).map((root) => html`<section><h2>${topicLink(visit, root)}</h2>${branch(visit, root.id, counts)}</section>`)}</div>
</div>`
  return { title: words.say('topics.title'), section: 'topics', body }
}

const branch = (visit: Visit, parent: TopicId, counts: ReadonlyMap<string, number>): Html | '' => {
  const below = visit.configuration.knowledge.topics.filter((topic) => topic.parent === parent)
  if (below.length === 0) return ''
  return html`<ul class="counted">${below.map(
    (topic): Html =>
      html`<li>${topicLink(visit, topic)} <span title="${visit.words.say('topics.count', { count: counts.get(topic.id) ?? 0 })}">${visit.words.number(counts.get(topic.id) ?? 0)}</span>${branch(visit, topic.id, counts)}</li>`,
  )}</ul>`
}

const topicLink = ({ href, words }: Visit, { id, label }: Topic): Html =>
  html`<a href="${href(`/topics/${id}`)}">${words.label(label)}</a>`

/** One topic: how much there is of it, in which languages, and its stories. */
export const topicPage = async (visit: Visit, id: string): Promise<PageContent> => {
  const { words, store, hour, configuration, query } = visit
  const { topics } = configuration.knowledge
  const topic = topics.find((candidate) => candidate.id === id)
  if (topic === undefined)
    throw new Refusal(
      404,
      `There is no topic “${id.slice(0, 80)}”.${didYouMean(
        id,
        topics.map((known) => known.id),
      )}`,
      { said: { key: 'refusal.topic', values: { name: id.slice(0, 80) } } },
    )
  const filter = { kind: 'topic', anyOf: expandTopic(topicId(id), topics) } as const
  const page = await store.stories({ filter, limit: A_PAGE, before: positionOf(query) })
  const days = await store.countByDay(filter, 'article', hour - MONTH * DAY, hour + DAY)
  const name = words.label(topic.label)
  // Scopes are notes of the configuration in one language, mostly English.
  const scope = words.language === 'en' ? topic.scope : { in: null, out: null }
  const feed = { q: `topic:${id}` }
  const body = html`<div class="frame">
<header class="opening">${ancestors(visit, topic)}<h1>${name}</h1>
${scope.in === null ? '' : html`<p class="standfirst">${scope.in}</p>`}
${subscribeLinks(visit, feed)}</header>
<div class="columns"><section aria-labelledby="stories"><h2 id="stories" class="unseen">${words.say('topic.stories')}</h2>
${page.rows.length === 0 ? html`<p class="quiet">${words.say('topic.empty')}</p>` : page.rows.map((match) => storyCard(visit, match, 'full'))}
${pager(visit, `/topics/${id}`, {}, page.next)}
</section><aside class="rail">
${chartOfDays(visit, days)}
${narrower(visit, topic)}
${scope.out === null ? '' : html`<section><h2>${words.say('topic.scope.out')}</h2><p class="quiet">${scope.out}</p></section>`}
</aside></div></div>`
  return {
    title: name,
    section: 'topics',
    body,
    feeds: [{ title: name, href: visit.origin + address('/feeds/all.atom', feed) }],
  }
}

type Days = Awaited<ReturnType<Visit['store']['countByDay']>>

const chartOfDays = ({ words, hour }: Visit, days: Days): Html | '' => {
  if (days.length === 0) return ''
  const values = perDay(days, new Date(hour).toISOString().slice(0, 10), MONTH)
  const sums = new Map<LanguageTag, number>()
  for (const { language, articles } of days) sums.set(language, (sums.get(language) ?? 0) + articles)
  const languages = byCount([...sums].map(([language, count]) => ({ language, count })))
  const total = values.reduce((sum, value) => sum + value, 0)
  const description = words.say('sources.activity.description', { total, most: Math.max(...values) })
  return html`<section class="wide-spark"><h2>${words.say('topic.days')}</h2>${sparkline(values, description)}</section>
<section><h2>${words.say('topic.languages')}</h2>${languageTable(words, languages)}</section>`
}

const ancestors = (visit: Visit, topic: Topic): Html | '' => {
  const path: Topic[] = []
  const { topics } = visit.configuration.knowledge
  for (let parent = topic.parent; parent !== null && path.length < 10; ) {
    const found = topics.find(({ id }) => id === parent)
    if (found === undefined) break
    path.unshift(found)
    parent = found.parent
  }
  return path.length === 0 ? '' : html`<p class="kicker">${path.map((step) => topicLink(visit, step))}</p>`
}

const narrower = (visit: Visit, topic: Topic): Html | '' => {
  const below = visit.configuration.knowledge.topics.filter(({ parent }) => parent === topic.id)
  if (below.length === 0) return ''
  return html`<section><h2>${visit.words.say('topic.below')}</h2><ul class="counted">${below.map((child) => html`<li>${topicLink(visit, child)}</li>`)}</ul></section>`
}
