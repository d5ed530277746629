import { html } from 'hono/html'
import { topicId, type TopicId } from '../../model/ids.ts'
import type { Topic } from '../../model/taxonomy.ts'
import { Refusal } from '../http/refusal.ts'
import { didYouMean, expandTopic } from './lookup.ts'
import { labelled, namesOf } from './names.ts'
import { subjectPage } from './subject.ts'
import { tagTabs } from './tags.ts'
import type { Html, PageContent, Visit } from './visit.ts'

const MONTH = 30 * 86_400_000

/** The tree of topics with what each has had lately. */
export const topicsPage = async (visit: Visit): Promise<PageContent> => {
  const { words, figures, hour, configuration, href } = visit
  const counted = await figures.tagCounts('topic', hour - MONTH)
  const counts = new Map(counted.map(({ id, articles }) => [String(id), articles]))
  const topics = configuration.taxonomy.topics
  const body = html`<div class="frame">
<header class="opening"><h1>${words.say('topics.title')}</h1><p class="standfirst">${words.say('topics.intro')}</p></header>
${tagTabs(visit, 'topics')}
${topics.length === 0 ? html`<p>${words.say('topics.empty')}</p>` : ''}
<div class="tree">${topics.filter(({ parent }) => parent === null).map((root) => html`<section><h2>${topicLink(visit, root)}</h2>${branch(visit, root.id, counts)}</section>`)}</div>
${topics.length === 0 ? '' : html`<p><a href="${href('/about/topics')}">${words.say('taxonomy.title')}</a></p>`}
</div>`
  return { title: words.say('topics.title'), section: 'topics', body }
}

const branch = (visit: Visit, parent: TopicId, counts: ReadonlyMap<string, number>): Html | '' => {
  const below = visit.configuration.taxonomy.topics.filter((topic) => topic.parent === parent)
  if (below.length === 0) return ''
  return html`<ul class="counted">${below.map(
    (topic): Html =>
      html`<li>${topicLink(visit, topic)} <span title="${visit.words.say('topics.count', { count: counts.get(topic.id) ?? 0 })}">${visit.words.number(counts.get(topic.id) ?? 0)}</span>${branch(visit, topic.id, counts)}</li>`,
  )}</ul>`
}

export const topicLink = ({ href, words }: Visit, { id, label }: Topic): Html =>
  html`<a href="${href(`/topics/${id}`)}">${labelled(words, label)}</a>`

/** One topic: how much there is of it, in which languages, and its stories. */
export const topicPage = async (visit: Visit, id: string): Promise<PageContent> => {
  const { words, configuration } = visit
  const { topics } = configuration.taxonomy
  const topic = namesOf(configuration).topics.get(id)
  if (topic === undefined) throw noTopic(id, topics)
  const within = expandTopic(topicId(id), topics)
  // Scopes are notes of the configuration in one language, mostly English.
  const scope = words.language === 'en' ? topic.scope : { in: null, out: null }
  return await subjectPage(visit, {
    kind: 'topics',
    id,
    label: topic.label,
    filter: { kind: 'topic', anyOf: within },
    within,
    kicker: ancestors(visit, topic),
    standfirst: scope.in,
    empty: words.say('topic.empty'),
    aside: [
      await narrower(visit, topic),
      scope.out === null
        ? ''
        : html`<section><h2>${words.say('topic.scope.out')}</h2><p class="quiet">${scope.out}</p></section>`,
    ],
  })
}

const noTopic = (id: string, topics: readonly Topic[]): Refusal => {
  const name = id.slice(0, 80)
  const near = didYouMean(
    id,
    topics.map((known) => known.id),
  )
  return new Refusal(404, `There is no topic “${name}”.${near}`, { said: { key: 'refusal.topic', values: { name } } })
}

const ancestors = (visit: Visit, topic: Topic): Html | '' => {
  const { topics } = namesOf(visit.configuration)
  const path: Topic[] = []
  for (let parent = topic.parent; parent !== null && path.length < 10; ) {
    const found = topics.get(parent)
    if (found === undefined) break
    path.unshift(found)
    parent = found.parent
  }
  return path.length === 0 ? '' : html`<p class="kicker">${path.map((step) => topicLink(visit, step))}</p>`
}

const narrower = async (visit: Visit, topic: Topic): Promise<Html | ''> => {
  const { words, figures, hour, configuration } = visit
  const below = configuration.taxonomy.topics.filter(({ parent }) => parent === topic.id)
  if (below.length === 0) return ''
  const counted = await figures.tagCounts('topic', hour - MONTH)
  const counts = new Map(counted.map(({ id, articles }) => [String(id), articles]))
  return html`<section><h2>${words.say('topic.below')}</h2><ul class="counted">${below.map((child) => html`<li>${topicLink(visit, child)} <span>${words.number(counts.get(child.id) ?? 0)}</span></li>`)}</ul></section>`
}
