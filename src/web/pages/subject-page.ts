import { html } from 'hono/html'
import { pathWithQuery } from '../../lib/url.ts'
import { mapByTheirSteps } from '../../lib/steps.ts'
import type { Filter } from '../../model/filter.ts'
import type { Label } from '../../model/taxonomy.ts'
import { type StoryTags, tagsInSteps } from '../../model/story-tags.ts'
import { EVERYTHING, FIELD } from '../feeds/feed-query.ts'
import { tagIndex } from './configuration-index.ts'
import { coverageChart } from './charts.ts'
import { labelled } from './foreign.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'
import { pager, positionOf } from './paging.ts'
import { storyCards } from './story-card.ts'
import { preferredBy, subscribeLinks } from './subscribe-links.ts'

const A_PAGE = 20
const ALONGSIDE = 8

/** The kinds of tags, with the path of their pages, their heading and their field in filters. */
export const TAGS = [
  ['topics', '/topics', 'evidence.topics', 'topic'],
  ['entities', '/entities', 'evidence.entities', 'entity'],
  ['places', '/places', 'evidence.places', 'place'],
] as const
export type TagKind = (typeof TAGS)[number][0]

export type Subject = {
  readonly kind: TagKind
  readonly id: string
  readonly label: Label
  readonly filter: Filter
  /** Ids that it contains; as tags next to its stories they would say nothing new. */
  readonly within: readonly string[]
  /** The line above the name: the larger subjects that it belongs to. */
  readonly kicker: Html | ''
  readonly standfirst: string | null
  /** The text shown if it has no stories. */
  readonly empty: string
  readonly aside: readonly (Html | '')[]
}

export const subjectPage = async (context: PageContext, subject: Subject): Promise<PageContent> => {
  const { locale, store, query } = context
  const { kind, id, label, filter, kicker, standfirst } = subject
  const [, path, , field] = TAGS.find(([known]) => known === kind) ?? TAGS[0]
  const page = await store.stories({ filter, limit: A_PAGE, before: positionOf(query) })
  const tagged = await context.inTurns(mapByTheirSteps(page.rows, ({ story }) => tagsInSteps(story)))
  const name = locale.label(label)
  const feed = { q: `${field}:${id}` }
  // What has a topic is of the field.
  const within = kind === 'topics' ? FIELD : EVERYTHING
  const body = html`<div class="frame">
<header class="opening">${kicker}<h1>${labelled(locale, label)}</h1>
${standfirst === null ? '' : html`<p class="standfirst">${standfirst}</p>`}
${subscribeLinks(context, feed, within)}</header>
${query.has('before') ? '' : await coverageChart(context, filter)}
<div class="columns"><section aria-labelledby="stories"><h2 id="stories">${locale.message('topic.stories')}</h2>
${page.rows.length === 0 ? html`<p class="quiet">${subject.empty}</p>` : await storyCards(context, page.rows, 'full')}
${pager(context, `${path}/${id}`, {}, page.next)}
</section><aside class="rail">
${subject.aside}
${alongside(context, tagged, subject)}
</aside></div></div>`
  return {
    title: name,
    section: kind === 'topics' ? 'topics' : null,
    body,
    ...(standfirst === null ? {} : { description: standfirst }),
    feeds: [
      { title: name, href: context.origin + pathWithQuery(`/feeds/${within}.atom`, { ...feed, prefer: preferredBy(locale) }) },
    ],
  }
}

/** The other tags of the stories shown: links from a place to its topics, and from a company to its places. */
const alongside = (context: PageContext, tagged: readonly StoryTags[], subject: Subject): Html => {
  const { locale, configuration, href } = context
  const names = tagIndex(configuration)
  const within = new Set([subject.id, ...subject.within])
  return html`${TAGS.map(([kind, path, heading]) => {
    const found = countTags(tagged, kind).filter(({ id }) => !(kind === subject.kind && within.has(id)) && names[kind].has(id))
    if (found.length === 0) return ''
    return html`<section><h2>${locale.message(heading)}</h2><ul class="counted">${found
      .slice(0, ALONGSIDE)
      .map(({ id, stories }) => {
        const label = names[kind].get(id)?.label ?? { en: id }
        return html`<li><a href="${href(`${path}/${id}`)}">${labelled(locale, label)}</a> <span>${locale.number(stories)}</span></li>`
      })}</ul></section>`
  })}`
}

/** The number of stories with each tag, the most frequent first. */
const countTags = (
  tagged: readonly StoryTags[],
  kind: TagKind,
): readonly { readonly id: string; readonly stories: number }[] => {
  const counts = new Map<string, number>()
  for (const tags of tagged) for (const { id } of tags[kind]) counts.set(id, (counts.get(id) ?? 0) + 1)
  return [...counts]
    .map(([id, stories]) => ({ id, stories }))
    .toSorted((a, b) => b.stories - a.stories || (a.id < b.id ? -1 : 1))
}
