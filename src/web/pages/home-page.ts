import { courseInSteps, type StoryMatch } from '../../publish/developments.ts'
import { pathWithQuery } from '../../lib/url.ts'
import { preferredBy } from './subscribe-links.ts'
import { mapByTheirSteps, type Steps } from '../../lib/steps.ts'
import { type StoryTags, tagsInSteps } from '../../model/story-tags.ts'
import { html, raw } from 'hono/html'
import type { Filter } from '../../model/filter.ts'
import type { Instant, TopicId } from '../../model/ids.ts'
import type { Topic } from '../../model/taxonomy.ts'
import { countStories, countStory } from '../../model/story-counts.ts'
import type { MatchedStory } from '../../store/ports/story-search.ts'
import { fieldFilter, mainFeed } from '../feeds/feed-query.ts'
import { countLanguages, languageTable } from './charts.ts'
import { tagIndex } from './configuration-index.ts'
import { firstStart, REFRESH_MS } from './first-start.ts'
import { labelled, foreign } from './foreign.ts'
import { DAY } from '../../lib/durations.ts'
import { dayText, monthCalendar } from './month-calendar.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'
import { breadth, storyCard, storyCards, timeOf } from './story-card.ts'
import { storyDays } from './story-days.ts'
import type { MessageKey } from '../locale.ts'

const LOOKED_AT = 200
const SECTIONS = 9
const IN_SECTION = 4
const MOST_TOPICS = 12

/** Today's stories by topic, the most widely reported first. */
export const homePage = async (context: PageContext): Promise<PageContent> => {
  const { locale } = context
  const { found, isOfTheDay, isAll } = await latestStories(context)
  const progress = await firstStart(context)
  const refresh = progress === null ? {} : { refreshMs: REFRESH_MS }
  const feeds = [
    {
      title: context.configuration.service.title,
      href:
        context.origin +
        pathWithQuery(`/feeds/${mainFeed(context.configuration)}.atom`, { prefer: preferredBy(context.locale) }),
    },
  ]
  const shared = { title: locale.message('home.title'), section: 'today', feeds, ...refresh } as const
  if (found.length === 0) return { ...shared, body: emptyHome(context, progress) }
  const { languages, sources } = countStories(found.map(({ story }) => story))
  const summary = locale.message('home.standfirst', { stories: found.length, languages, sources })
  const standfirst = isOfTheDay ? locale.message(isAll ? 'home.lastDay' : 'home.newestOnly', { summary }) : summary
  const since = isOfTheDay ? '' : html`<p class="meta">${locale.message('home.since', { day: locale.day(oldest(found)) })}</p>`
  const isList = context.query.get('view') === 'list'
  const shown = isList ? await storyList(context, found) : await magazine(context, found)
  const body = html`<div class="frame">
<header class="opening today"><h1>${locale.day(context.hour)}</h1><p class="standfirst">${standfirst}</p>
${since}${views(context, isList)}<p class="meta" data-news="${locale.message('home.new.mark')}" hidden>${locale.message('home.new')} <b></b></p></header>
${progress ?? ''}
${shown}
${await goingOn(context)}</div>`
  return { ...shared, body, description: standfirst }
}

const views = ({ locale, href }: PageContext, isList: boolean): Html => {
  const view = (path: string, key: MessageKey, isShown: boolean): Html =>
    html`<li><a href="${path}"${isShown ? raw(' aria-current="true"') : ''}>${locale.message(key)}</a></li>`
  return html`<nav class="views" aria-label="${locale.message('home.view')}"><ul>${view(href('/'), 'home.view.magazine', !isList)}${view(href('/', { view: 'list' }), 'home.view.list', isList)}</ul></nav>`
}

const magazine = async (context: PageContext, found: readonly MatchedStory[]): Promise<Html> => {
  const { locale, href } = context
  const widest = found.toSorted(byBreadth).slice(0, 4)
  const rest = found.filter((match) => !widest.includes(match))
  const topicsOf = new Map(await context.inTurns(mapByTheirSteps(found, withTopics)))
  const sections = await context.inTurns(
    mapByTheirSteps(sectionsOf(context, rest, topicsOf), (section) => topicSection(context, section)),
  )
  return html`<section class="front" aria-labelledby="widest"><h2 id="widest" class="unseen">${locale.message('home.widest')}</h2>
${await storyCards(context, widest.slice(0, 1), 'lead')}
<div class="row">${await storyCards(context, widest.slice(1), 'full')}</div>
</section>
<div class="columns"><div class="sections">
${sections}
</div><aside class="rail">
<section><h2>${locale.message('home.languages')}</h2>${languageTable(locale, reportsByLanguage(found))}</section>
${topicsToday(context, topicsOf)}
</aside></div>
<div class="row ending"><section class="calendar"><h2>${locale.message('day.calendar')}</h2>${await monthCalendar(context, context.hour)}</section>
<section class="offer"><h2>${locale.message('home.subscribe')}</h2><p>${locale.message('home.subscribe.text')}</p>
<p><a class="button" href="${href('/feeds')}">${locale.message('home.build')}</a></p></section></div>`
}

const reportsByLanguage = (found: readonly MatchedStory[]) =>
  countLanguages(found.flatMap(({ story }) => story.articles.map(({ language }) => language)))

const goingOn = async (context: PageContext): Promise<Html> => {
  const { locale, hour, href } = context
  const today = Math.floor(hour / DAY) * DAY
  const { days, earlier } = await storyDays(context, today, today + DAY)
  const isYesterday = earlier === dayText(today - DAY)
  const before = earlier === null ? '' : locale.day(Date.parse(`${earlier}T00:00:00Z`))
  return html`<nav class="pager" aria-label="${locale.message('home.older')}">
${days.length === 0 ? '' : html`<a href="${href(`/days/${dayText(today)}`)}">${locale.message('home.allOf', { day: locale.day(today) })}</a>`}
${earlier === null ? '' : html`<a rel="next" href="${href(`/days/${earlier}`)}">${locale.message(isYesterday ? 'home.yesterday' : 'home.older')}${locale.message('list.comma')}${before}</a>`}
</nav>`
}

const byBreadth = (a: MatchedStory, b: MatchedStory): number =>
  breadth(b.story) - breadth(a.story) || b.story.publishedAt - a.story.publishedAt || (a.story.id < b.story.id ? -1 : 1)

/** `isAll`: the period has no more stories than these. */
type Latest = { readonly found: readonly MatchedStory[]; readonly isOfTheDay: boolean; readonly isAll: boolean }

const DAYS = [1, 3, 7]
const ENOUGH = 12

/** Stories of the last day; if there are few, of as many more days as necessary, tagged stories before others. */
const latestStories = async ({ store, hour, configuration }: PageContext): Promise<Latest> => {
  const tagged = fieldFilter(configuration)
  for (const days of DAYS) {
    const reportedAfter = hour - days * DAY
    const { rows, next } = await store.stories({ filter: tagged, reportedAfter, limit: LOOKED_AT, before: null })
    if (rows.length >= ENOUGH) return { found: rows, isOfTheDay: days === 1, isAll: next === null }
  }
  for (const filter of [tagged, EVERYTHING]) {
    const { rows, next } = await store.stories({ filter, limit: NEWEST, before: null })
    if (rows.length > 0) return { found: rows, isOfTheDay: oldest(rows) >= hour - DAY, isAll: next === null }
  }
  return { found: [], isOfTheDay: true, isAll: true }
}
const EVERYTHING: Filter = { kind: 'everything' }
const NEWEST = 40

const oldest = (found: readonly MatchedStory[]): Instant => Math.min(...found.map(({ story }) => story.publishedAt))

type TopicsOf = ReadonlyMap<MatchedStory, StoryTags['topics']>

function* withTopics(match: MatchedStory): Steps<readonly [MatchedStory, StoryTags['topics']]> {
  return [match, (yield* tagsInSteps(match.story)).topics]
}

type Section = { readonly topic: Topic | null; readonly matches: readonly MatchedStory[] }

/** Each story is in one section only, that of its strongest topic. */
const sectionsOf = ({ configuration }: PageContext, found: readonly MatchedStory[], topicsOf: TopicsOf): readonly Section[] => {
  const byTopic = new Map<TopicId | null, MatchedStory[]>()
  for (const match of found) {
    const id = topicsOf.get(match)?.[0]?.id ?? null
    byTopic.set(id, [...(byTopic.get(id) ?? []), match])
  }
  return [...byTopic]
    .map(([id, matches]) => ({
      topic: id === null ? null : (tagIndex(configuration).topics.get(id) ?? null),
      matches: matches.toSorted(byBreadth),
    }))
    .toSorted((a, b) => weightOf(b) - weightOf(a) || ((a.topic?.id ?? '') < (b.topic?.id ?? '') ? -1 : 1))
    .slice(0, SECTIONS)
}
const weightOf = ({ matches }: Section): number => matches.reduce((sum, { story }) => sum + 1 + breadth(story), 0)

function* topicSection(context: PageContext, { topic, matches }: Section): Steps<Html> {
  const { locale, href } = context
  const name = topic === null ? locale.message('home.latest') : locale.label(topic.label)
  const heading =
    topic === null ? html`${name}` : html`<a href="${href(`/topics/${topic.id}`)}">${labelled(locale, topic.label)}</a>`
  const cards = yield* mapByTheirSteps(matches.slice(0, IN_SECTION), (match) =>
    storyCard(context, match, match === matches[0] ? 'brief' : 'line'),
  )
  return html`<section class="topic"><h2>${heading}</h2>
${cards}
${topic === null || matches.length <= IN_SECTION ? '' : html`<p class="more"><a href="${href(`/topics/${topic.id}`)}">${locale.message('home.more', { topic: name })}</a></p>`}
</section>`
}

const topicsToday = ({ configuration, locale, href }: PageContext, topicsOf: TopicsOf): Html => {
  const counts = new Map<TopicId, number>()
  for (const topics of topicsOf.values()) for (const { id } of topics) counts.set(id, (counts.get(id) ?? 0) + 1)
  const rows = configuration.taxonomy.topics
    .flatMap(({ id, label }) => ({ id, label, count: counts.get(id) ?? 0 }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_TOPICS)
  if (rows.length === 0) return html``
  return html`<section><h2>${locale.message('home.topics')}</h2><ul class="counted">
${rows.map(({ id, label, count }) => html`<li><a href="${href(`/topics/${id}`)}">${labelled(locale, label)}</a> <span>${locale.number(count)}</span></li>`)}
</ul></section>`
}

const emptyHome = ({ locale, href }: PageContext, progress: Html | null): Html => html`<div class="frame empty">
<h1>${locale.message('home.empty.title')}</h1><p>${locale.message('home.empty')}</p>
${progress ?? html`<p><a class="button" href="${href('/sources')}">${locale.message('home.empty.sources')}</a></p>`}</div>`

/** Stories as a compact list, one line each, the latest news first. */
const storyList = async (context: PageContext, matches: readonly StoryMatch[]): Promise<Html> => {
  const latest = matches.toSorted((a, b) => b.story.updatedAt - a.story.updatedAt || (a.story.id < b.story.id ? -1 : 1))
  const lines = await context.inTurns(mapByTheirSteps(latest, (match) => storyLine(context, match)))
  return html`<h2 class="unseen">${context.locale.message('topic.stories')}</h2><ul class="desk">${lines}</ul>`
}

function* storyLine(context: PageContext, match: StoryMatch): Steps<Html> {
  const { locale, href } = context
  const { story } = match
  const { representative } = yield* courseInSteps(match, locale.readable)
  const { languages, sources } = countStory(story)
  const reported = locale.message('story.reported', { languages, sources })
  return html`<li class="card">${timeOf(context, story.updatedAt, 'brief')}<h3>${foreign(representative.language, html`<a href="${href(`/stories/${story.id}`)}" title="${representative.title}">${representative.title}</a>`)}</h3><small title="${reported}"><span aria-hidden="true">${locale.number(sources)}</span><span class="unseen">${reported}</span></small></li>`
}
