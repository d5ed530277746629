import { html } from 'hono/html'
import { pathWithQuery } from '../../lib/url.ts'
import { type Filter, readsText } from '../../model/filter.ts'
import type { FilterResult } from '../../publish/filter/parse-filter.ts'
import type { MatchedStory, Page } from '../../store/ports/story-search.ts'
import type { MessageKey } from '../locale.ts'
import { mistakeIn, sentence } from '../read-filter.ts'
import { errorDetail } from './error-page.ts'
import { filterChips, narrowing } from './filter-chips.ts'
import { keepLanguage } from './layout.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'
import { pager, positionOf } from './paging.ts'
import { storyCard } from './story-card.ts'
import { subscribeLinks } from './subscribe-links.ts'

const A_PAGE = 20
const MOST_COUNTED = 100

/** Search in the filter language; every search is a feed. */
export const searchPage = async (context: PageContext): Promise<PageContent> => {
  const { locale, query } = context
  const q = (query.get('q') ?? '').trim()
  const title = q === '' ? locale.message('search.title') : locale.message('search.results', { query: q })
  const base = { title, section: null, searched: q, robots: 'noindex' } as const
  if (q === '') return { ...base, body: frame(context, { q, main: help(context) }) }
  const read = await context.parse(q)
  if (!read.ok)
    return { ...base, status: 400, body: frame(context, { q, main: mistake(context, q, read), aside: help(context) }) }
  const page = await context.store.stories({ filter: read.filter, limit: A_PAGE, before: positionOf(query) })
  const count = await resultCount(context, read.filter, page)
  const results =
    page.rows.length === 0
      ? html`<section class="quiet"><h2>${locale.message('search.none')}</h2><p>${locale.message('search.none.hint')}</p></section>`
      : html`<section aria-labelledby="found"><h2 id="found" class="unseen">${locale.message('topic.stories')}</h2>${count === '' ? '' : html`<p class="quiet" role="status">${count}</p>`}${page.rows.map((match) => storyCard(context, match, 'full'))}${pager(context, '/search', { q }, page.next)}</section>`
  const aside = html`${narrowing(context, q, page.rows)}${follow(context, q)}${help(context)}`
  const feeds = [{ title, href: context.origin + pathWithQuery('/feeds/all.atom', { q }) }]
  return { ...base, feeds, body: frame(context, { q, chips: filterChips(context, q), main: results, aside }) }
}

/** The number of stories found, as far as counting is cheap; empty if it is unknown. */
const resultCount = async (
  { store, locale, query }: PageContext,
  filter: Filter,
  { rows, next }: Page<MatchedStory>,
): Promise<string> => {
  const isFirst = query.get('before') === null
  if (!isFirst || rows.length === 0) return ''
  if (next === null) return locale.message('search.found', { count: rows.length })
  // A regular expression reads every text, so nothing is counted beyond the page. After a full page there are more results; after a
  // short one there may be.
  if (readsText(filter)) return rows.length < A_PAGE ? '' : locale.message('search.found.more', { count: rows.length })
  const limit = MOST_COUNTED - rows.length
  const more = await store.stories({ filter, limit, before: next })
  if (more.next === null) return locale.message('search.found', { count: rows.length + more.rows.length })
  // A search over very many articles stops before it has seen all.
  return more.rows.length === limit ? locale.message('search.found.more', { count: MOST_COUNTED }) : ''
}

/** Links to the feed and to the feed builder, which shows how many entries the feed would have had. */
const follow = (context: PageContext, q: string): Html =>
  html`<section class="offer"><h2>${context.locale.message('search.follow')}</h2>${subscribeLinks(context, { q })}
<p><a href="${context.href('/feeds', { q })}#builder">${context.locale.message('home.build')}</a></p></section>`

type Parts = { readonly q: string; readonly chips?: Html | ''; readonly main: Html; readonly aside?: Html | '' }

const frame = (context: PageContext, { q, chips = '', main, aside = '' }: Parts): Html => {
  const { locale } = context
  return html`<div class="frame"><header class="opening"><h1>${locale.message('search.title')}</h1>
<form class="big-find" action="${context.link('/search')}" method="get"><label class="unseen" for="q">${locale.message('search.label')}</label>
<input id="q" type="search" name="q" maxlength="4096" value="${q}" dir="auto">${keepLanguage(context)}<button>${locale.message('search.button')}</button></form>${chips}</header>
<div class="columns">${main}${aside === '' ? '' : html`<aside class="rail">${aside}</aside>`}</div></div>`
}

/** The text with the wrong character marked, like a compiler's message. */
const mistake = ({ locale }: PageContext, q: string, found: Extract<FilterResult, { readonly ok: false }>): Html => {
  const { column, message } = found
  const characters = Array.from(q)
  const start = Math.max(0, column - 60)
  return html`<section class="mistake" role="alert"><p>${locale.message('search.mistake')} ${errorDetail(locale, { english: sentence(message), instead: mistakeIn(found) })}</p>
<p class="quiet">${locale.message('search.mistake.at', { column })}</p>
<pre dir="auto"><bdi>${characters.slice(start, column - 1).join('')}<mark>${characters[column - 1] ?? ' '}</mark>${characters.slice(column, column + 60).join('')}</bdi></pre></section>`
}

const EXAMPLES: readonly (readonly [string, MessageKey])[] = [
  ['customs “single window”', 'search.help.words'],
  ['(tariff OR 关税) parcels', 'search.help.or'],
  ['-source:ripe-labs', 'search.help.not'],
  ['topic:e-commerce', 'search.help.topic'],
  ['lang:zh,ar,sw', 'search.help.lang'],
  ['entity:icann', 'search.help.entity'],
  ['place:CN-GD', 'search.help.place'],
  ['country:KE', 'search.help.source'],
  ['after:7d', 'search.help.date'],
  ['/data ?cent(er|re)s?/i', 'search.help.regex'],
]

const help = ({ locale }: PageContext): Html => html`<section class="help"><h2>${locale.message('search.help')}</h2><dl>
${EXAMPLES.map(([example, key]) => html`<dt><code dir="ltr">${example}</code></dt><dd>${locale.message(key)}</dd>`)}</dl></section>`
