import { html } from 'hono/html'
import type { FilterResult } from '../../publish/filter/parse-filter.ts'
import { mistakeIn, sentence } from '../filters.ts'
import type { MessageKey } from '../messages/en.ts'
import { filterChips, narrowing } from './filter-chips.ts'
import { A_PAGE, foundText } from './found.ts'
import { keepLanguage } from './layout.ts'
import { positionOf } from './lookup.ts'
import { detailOf, pager, subscribeLinks } from './parts.ts'
import { storyCard } from './story-card.ts'
import { address } from '../../lib/address.ts'
import type { Html, PageContent, Visit } from './visit.ts'

/** Search in the filter language; every search is a feed. */
export const searchPage = async (visit: Visit): Promise<PageContent> => {
  const { words, query } = visit
  const q = (query.get('q') ?? '').trim()
  const title = q === '' ? words.say('search.title') : words.say('search.results', { query: q })
  const base = { title, section: null, searched: q, robots: 'noindex' } as const
  if (q === '') return { ...base, body: frame(visit, { q, main: help(visit) }) }
  const read = visit.parse(q)
  if (!read.ok) return { ...base, status: 400, body: frame(visit, { q, main: mistake(visit, q, read), aside: help(visit) }) }
  const page = await visit.store.stories({ filter: read.filter, limit: A_PAGE, before: positionOf(query) })
  const count = await foundText(visit, read.filter, page)
  const results =
    page.rows.length === 0
      ? html`<section class="quiet"><h2>${words.say('search.none')}</h2><p>${words.say('search.none.hint')}</p></section>`
      : html`<section aria-labelledby="found"><h2 id="found" class="unseen">${words.say('topic.stories')}</h2>${count === '' ? '' : html`<p class="quiet" role="status">${count}</p>`}${page.rows.map((match) => storyCard(visit, match, 'full'))}${pager(visit, '/search', { q }, page.next)}</section>`
  const aside = html`${narrowing(visit, q, page.rows)}${follow(visit, q)}${help(visit)}`
  const feeds = [{ title, href: visit.origin + address('/feeds/all.atom', { q }) }]
  return { ...base, feeds, body: frame(visit, { q, chips: filterChips(visit, q), main: results, aside }) }
}

/** Also by way of the feed builder: it tells how much such a feed would bring. */
const follow = (visit: Visit, q: string): Html =>
  html`<section class="offer"><h2>${visit.words.say('search.follow')}</h2>${subscribeLinks(visit, { q })}
<p><a href="${visit.href('/feeds', { q })}#builder">${visit.words.say('home.build')}</a></p></section>`

type Parts = { readonly q: string; readonly chips?: Html | ''; readonly main: Html; readonly aside?: Html | '' }

const frame = (visit: Visit, { q, chips = '', main, aside = '' }: Parts): Html => {
  const { words } = visit
  return html`<div class="frame"><header class="opening"><h1>${words.say('search.title')}</h1>
<form class="big-find" action="${visit.link('/search')}" method="get"><label class="unseen" for="q">${words.say('search.label')}</label>
<input id="q" type="search" name="q" maxlength="4096" value="${q}" dir="auto">${keepLanguage(visit)}<button>${words.say('search.button')}</button></form>${chips}</header>
<div class="columns">${main}${aside === '' ? '' : html`<aside class="rail">${aside}</aside>`}</div></div>`
}

/** The text again with a caret under the column, as a compiler would. */
const mistake = ({ words }: Visit, q: string, found: Extract<FilterResult, { readonly ok: false }>): Html => {
  const { column, message } = found
  const characters = Array.from(q)
  const start = Math.max(0, column - 60)
  return html`<section class="mistake" role="alert"><p>${words.say('search.mistake')} ${detailOf(words, { english: sentence(message), instead: mistakeIn(found) })}</p>
<p class="quiet">${words.say('search.mistake.at', { column })}</p>
<pre dir="auto"><bdi>${characters.slice(start, column - 1).join('')}<mark>${characters[column - 1] ?? ' '}</mark>${characters.slice(column, column + 60).join('')}</bdi></pre></section>`
}

const EXAMPLES: readonly (readonly [string, MessageKey])[] = [
  ['customs “single window”', 'search.help.words'],
  ['(tariff OR 关税) parcels', 'search.help.or'],
  ['-source:pr-wire', 'search.help.not'],
  ['topic:e-commerce', 'search.help.topic'],
  ['lang:zh,ar,sw', 'search.help.lang'],
  ['entity:icann', 'search.help.entity'],
  ['place:CN-GD', 'search.help.place'],
  ['country:KE', 'search.help.source'],
  ['after:7d', 'search.help.date'],
  ['/data ?cent(er|re)s?/', 'search.help.regex'],
]

const help = ({ words }: Visit): Html => html`<section class="help"><h2>${words.say('search.help')}</h2><dl>
${EXAMPLES.map(([example, key]) => html`<dt><code dir="ltr">${example}</code></dt><dd>${words.say(key)}</dd>`)}</dl></section>`
