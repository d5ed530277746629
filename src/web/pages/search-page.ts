import { html } from 'hono/html'
import { mapByTheirSteps } from '../../lib/steps.ts'
import { pathWithQuery } from '../../lib/url.ts'
import { type Filter, likesIn, readsWords } from '../../model/filter.ts'
import type { FilterResult } from '../../publish/filter/parse-filter.ts'
import { comparesMeaning, type Configuration } from '../../model/configuration.ts'
import type { ReportCounts } from '../../store/ports/story-search.ts'
import { HttpError } from '../http/http-error.ts'
import type { MessageKey } from '../locale.ts'
import { mistakeIn, sentence } from '../read-filter.ts'
import { partsOf } from '../filter-parts.ts'
import { idsAboveIn } from '../ids-above.ts'
import { correctionsOf, suggestionsFor } from '../suggestions.ts'
import { errorDetail } from './error-page.ts'
import { FACETS, filterChips, narrowing } from './filter-chips.ts'
import { splitDays, withDays } from './filter-days.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'
import { pager, positionOf } from './paging.ts'
import { type Order, searchForm } from './search-form.ts'
import { createHighlighter } from '../../publish/filter/highlight.ts'
import { searchResult, suggestionList } from './search-results.ts'
import { preferredBy, subscribeLinks } from './subscribe-links.ts'

const A_PAGE = 20

export const searchPage = async (context: PageContext): Promise<PageContent> => {
  const { locale, query } = context
  const parameter = (name: string): string => (query.get(name) ?? '').trim()
  const q = withDays(parameter('q'), { from: parameter('from'), until: parameter('until') })
  const title = q === '' ? locale.message('search.title') : locale.message('search.results', { query: q })
  const base = { title, section: null, searched: q, robots: 'noindex' } as const
  const chosen = orderIn(query.get('sort'))
  if (q === '')
    return {
      ...base,
      body: frame(context, {
        form: searchForm(context, { q, order: chosen ?? 'date' }),
        main: help(context),
        aside: savedSearches(context),
      }),
    }
  const read = await context.parse(q)
  if (!read.ok) {
    const corrections = suggestionList(context, 'search.meant', await correctionsOf(context, q, read))
    const main = mistake(context, { q, found: read, corrections })
    return {
      ...base,
      status: 400,
      body: frame(context, { form: searchForm(context, { q, order: chosen ?? 'date' }), main, aside: help(context) }),
    }
  }
  const feeds = [{ title, href: context.origin + pathWithQuery('/feeds/all.atom', { q, prefer: preferredBy(context.locale) }) }]
  return { ...base, feeds, body: await found(context, { q, order: chosen ?? usualOrder(read.filter), filter: read.filter }) }
}

/** What is like something is found in every degree: the most similar first. */
const usualOrder = (filter: Filter): Order => (likesIn(filter).length === 0 ? 'date' : 'relevance')

const orderIn = (text: string | null): Order | null => {
  if (text === null || text === '') return null
  if (text === 'date' || text === 'relevance') return text
  throw new HttpError(400, 'sort must be date or relevance.', {
    extra: { parameter: 'sort' },
    localized: { key: 'error.parameter', values: { name: 'sort' } },
  })
}

type Search = { readonly q: string; readonly order: Order; readonly filter: Filter }

const found = async (context: PageContext, { q, order, filter }: Search): Promise<Html> => {
  const { locale, store, query } = context
  const before = positionOf(query)
  const page = await store.stories({ filter, limit: A_PAGE, before, sort: order })
  const facets = await store.facets({ filter, by: FACETS.map(([kind]) => kind), above: idsAboveIn(context.configuration) })
  const foundNothing = page.rows.length === 0 && before === null
  const suggested = suggestionList(
    context,
    foundNothing ? 'search.meant' : 'search.suggested',
    before === null ? await suggestionsFor(context, q, { foundNothing }) : [],
  )
  const count = before === null ? resultCount(context, page.rows.length, facets) : ''
  const parameters = { q, sort: order === usualOrder(filter) ? null : order }
  const highlight = createHighlighter(filter)
  const shown = await context.inTurns(mapByTheirSteps(page.rows, (match) => searchResult(context, highlight, match)))
  const results =
    page.rows.length === 0
      ? html`<section class="quiet"><h2>${locale.message('search.none')}</h2><p>${locale.message('search.none.hint')}</p></section>`
      : html`<section aria-labelledby="found"><h2 id="found" class="unseen">${locale.message('topic.stories')}</h2>${count}${shown}${pager(context, '/search', parameters, page.next)}</section>`
  const aside = html`${narrowing(context, q, facets)}${follow(context, q)}${help(context)}`
  const usual = usualOrder(filter)
  const form = searchForm(context, { q, order, usual, days: splitDays(q), sorts: readsWords(filter) && !foundNothing })
  return frame(context, {
    form: html`${form}${filterChips(context, q)}${suggested}${byMeaning(context, q)}`,
    main: results,
    aside,
  })
}

/** The same words as something to be like, where the search has nothing else. */
const byMeaning = ({ locale, href, configuration }: PageContext, q: string): Html | '' => {
  const parts = partsOf(q)
  const isWords = parts.every(({ tokens }) => tokens.every((token) => token.kind === 'values' && token.field === null))
  if (!isWords || !comparesMeaning(configuration)) return ''
  const words = q
    .replaceAll(/["“”„«»「」『』*]/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
  return html`<p><a class="button" href="${href('/search', { q: `like:"${words}"` })}" rel="nofollow">${locale.message('search.meaning')}</a></p>`
}

/** The number of stories found, or a lower bound of it; `shown`: how many are on this page. */
const resultCount = ({ locale }: PageContext, shown: number, { stories, isLowerBound }: ReportCounts): Html | '' => {
  if (shown === 0) return ''
  const text = isLowerBound
    ? locale.message('search.found.more', { count: Math.max(stories, shown) })
    : locale.message('search.found', { count: Math.max(stories, shown) })
  return html`<p class="quiet" role="status">${text}</p>`
}

/** Links to the feed and to the feed builder, which shows how many entries the feed would have had. */
const follow = (context: PageContext, q: string): Html =>
  html`<section class="offer"><h2>${context.locale.message('search.follow')}</h2>${subscribeLinks(context, { q })}
<p><a href="${context.href('/feeds', { q })}#builder">${context.locale.message('home.build')}</a></p>
<p><button type="button" data-save="${q}" hidden>${context.locale.message('search.save')}</button></p></section>${savedSearches(context)}`

/** Filled by the script, which keeps the searches in the browser; each is a page and a feed. */
const savedSearches = ({ locale, href, link }: PageContext): Html =>
  html`<section data-saved="${href('/search')}" data-feed="${link('/feeds/all.atom', { prefer: preferredBy(locale) })}" data-forget="${locale.message('search.forget')}" hidden><h2>${locale.message('search.saved')}</h2><ul class="saved"></ul></section>`

type Parts = { readonly form: Html; readonly main: Html; readonly aside?: Html | '' }

const frame = ({ locale }: PageContext, { form, main, aside = '' }: Parts): Html =>
  html`<div class="frame"><header class="opening"><h1>${locale.message('search.title')}</h1>
${form}</header>
<div class="columns">${main}${aside === '' ? '' : html`<aside class="rail">${aside}</aside>`}</div></div>`

type Mistake = Extract<FilterResult, { readonly ok: false }>

/** The filter with the wrong character marked, as in a compiler's message. */
const mistake = (
  { locale }: PageContext,
  { q, found, corrections }: { readonly q: string; readonly found: Mistake; readonly corrections: Html | '' },
): Html => {
  const { column, message } = found
  const characters = Array.from(q)
  const start = Math.max(0, column - 60)
  return html`<section class="mistake" role="alert"><p>${locale.message('search.mistake')} ${errorDetail(locale, { english: sentence(message), instead: mistakeIn(found) })}</p>
<p class="quiet">${locale.message('search.mistake.at', { column })}</p>
<pre dir="auto"><bdi>${characters.slice(start, column - 1).join('')}<mark>${characters[column - 1] ?? ' '}</mark>${characters.slice(column, column + 60).join('')}</bdi></pre>${corrections}</section>`
}

const examplesIn = (configuration: Configuration): readonly (readonly [string, MessageKey])[] => {
  const { sources, taxonomy } = configuration
  const topic = taxonomy.topics.find(({ parent }) => parent === null)
  const [source] = sources
  const [entity] = taxonomy.entities
  return [
    ['customs “single window”', 'search.help.words'],
    ['(tariff OR 关税) parcels', 'search.help.or'],
    [source === undefined ? '-lang:en' : `-source:${source.id}`, 'search.help.not'],
    ...(topic === undefined ? [] : [[`topic:${topic.id}`, 'search.help.topic'] as const]),
    ['lang:zh,ar,sw', 'search.help.lang'],
    ...(entity === undefined ? [] : [[`entity:${entity.id}`, 'search.help.entity'] as const]),
    ['place:CN', 'search.help.place'],
    [source === undefined ? 'country:KE' : `source:${source.id} OR country:KE`, 'search.help.source'],
    ['after:7d', 'search.help.date'],
    ...(comparesMeaning(configuration) ? [['like:"new rules for parcels"', 'search.help.like'] as const] : []),
    ['/data ?cent(er|re)s?/i', 'search.help.regex'],
  ]
}

const help = ({
  locale,
  configuration,
}: PageContext): Html => html`<section class="help"><h2>${locale.message('search.help')}</h2><dl>
${examplesIn(configuration).map(([example, key]) => html`<dt><code dir="ltr">${example}</code></dt><dd>${locale.message(key)}</dd>`)}</dl></section>`
