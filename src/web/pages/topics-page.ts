import { html } from 'hono/html'
import { DAY } from '../../lib/durations.ts'
import { topicId, type TopicId } from '../../model/ids.ts'
import type { Topic } from '../../model/taxonomy.ts'
import { HttpError } from '../http/http-error.ts'
import { didYouMean, expandTopic, tagIndex } from './configuration-index.ts'
import { labelled } from './foreign.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'
import { subjectPage } from './subject-page.ts'
import { tagTabs } from './tags-page.ts'

const MONTH = 30 * DAY

/** The tree of topics with the number of recent articles of each. */
export const topicsPage = async (context: PageContext): Promise<PageContent> => {
  const { locale, statistics, hour, configuration, href } = context
  const counted = await statistics.tagCounts('topic', hour - MONTH)
  const counts = new Map(counted.map(({ id, articles }) => [String(id), articles]))
  const topics = configuration.taxonomy.topics
  const body = html`<div class="frame">
<header class="opening"><h1>${locale.message('topics.title')}</h1><p class="standfirst">${locale.message('topics.intro')}</p></header>
${tagTabs(context, 'topics')}
${topics.length === 0 ? html`<p>${locale.message('topics.empty')}</p>` : ''}
<div class="tree">${topics.filter(({ parent }) => parent === null).map((root) => html`<section><h2>${topicLink(context, root)}</h2>${branch(context, root.id, counts)}</section>`)}</div>
${topics.length === 0 ? '' : html`<p><a href="${href('/about/topics')}">${locale.message('taxonomy.title')}</a></p>`}
</div>`
  return { title: locale.message('topics.title'), section: 'topics', body }
}

const branch = (context: PageContext, parent: TopicId, counts: ReadonlyMap<string, number>): Html | '' => {
  const below = context.configuration.taxonomy.topics.filter((topic) => topic.parent === parent)
  if (below.length === 0) return ''
  return html`<ul class="counted">${below.map(
    (topic): Html =>
      html`<li>${topicLink(context, topic)} <span title="${context.locale.message('topics.count', { count: counts.get(topic.id) ?? 0 })}">${context.locale.number(counts.get(topic.id) ?? 0)}</span>${branch(context, topic.id, counts)}</li>`,
  )}</ul>`
}

export const topicLink = ({ href, locale }: PageContext, { id, label }: Topic): Html =>
  html`<a href="${href(`/topics/${id}`)}">${labelled(locale, label)}</a>`

/** The page of one topic, with its coverage by language and its stories; throws 404 if there is none with this id. */
export const topicPage = async (context: PageContext, id: string): Promise<PageContent> => {
  const { locale, configuration } = context
  const { topics } = configuration.taxonomy
  const topic = tagIndex(configuration).topics.get(id)
  if (topic === undefined) throw noTopic(id, topics)
  const within = expandTopic(topicId(id), topics)
  // Scopes are notes of the configuration in one language, mostly English.
  const scope = locale.language === 'en' ? topic.scope : { in: null, out: null }
  return await subjectPage(context, {
    kind: 'topics',
    id,
    label: topic.label,
    filter: { kind: 'topic', anyOf: within },
    within,
    kicker: ancestors(context, topic),
    standfirst: scope.in,
    empty: locale.message('topic.empty'),
    aside: [
      await narrower(context, topic),
      scope.out === null
        ? ''
        : html`<section><h2>${locale.message('topic.scope.out')}</h2><p class="quiet">${scope.out}</p></section>`,
    ],
  })
}

const noTopic = (id: string, topics: readonly Topic[]): HttpError => {
  const name = id.slice(0, 80)
  const near = didYouMean(
    id,
    topics.map((known) => known.id),
  )
  return new HttpError(404, `There is no topic “${name}”.${near}`, { localized: { key: 'error.topic', values: { name } } })
}

const ancestors = (context: PageContext, topic: Topic): Html | '' => {
  const { topics } = tagIndex(context.configuration)
  const path: Topic[] = []
  for (let parent = topic.parent; parent !== null && path.length < 10; ) {
    const found = topics.get(parent)
    if (found === undefined) break
    path.unshift(found)
    parent = found.parent
  }
  return path.length === 0 ? '' : html`<p class="kicker">${path.map((step) => topicLink(context, step))}</p>`
}

const narrower = async (context: PageContext, topic: Topic): Promise<Html | ''> => {
  const { locale, statistics, hour, configuration } = context
  const below = configuration.taxonomy.topics.filter(({ parent }) => parent === topic.id)
  if (below.length === 0) return ''
  const counted = await statistics.tagCounts('topic', hour - MONTH)
  const counts = new Map(counted.map(({ id, articles }) => [String(id), articles]))
  return html`<section><h2>${locale.message('topic.below')}</h2><ul class="counted">${below.map((child) => html`<li>${topicLink(context, child)} <span>${locale.number(counts.get(child.id) ?? 0)}</span></li>`)}</ul></section>`
}
