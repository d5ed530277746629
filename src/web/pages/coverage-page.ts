import { html, raw } from 'hono/html'
import type { Topic } from '../../model/taxonomy.ts'
import type { CoverageCount } from '../../store/ports/story-search.ts'
import { HttpError } from '../http/http-error.ts'
import {
  COVERED_DAYS,
  type CoveredSource,
  coveredDaysIn,
  type LiveShare,
  liveShares,
  silentSources,
  type SourceCoverage,
  sourceCoverage,
} from '../source-coverage.ts'
import { labelled } from './foreign.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'
import { formatLinks, preferredBy } from './subscribe-links.ts'

const COLUMNED_BY = ['language', 'country'] as const
type ColumnedBy = (typeof COLUMNED_BY)[number]
/** The most columns of the table: with more, nobody reads it, and the page is too large. */
const MOST_COLUMNS = 12
const MOST_SILENT = 60

/** The page of coverage: the articles of each topic by language or country, which sources delivered, and which are silent. */
export const coveragePage = async (context: PageContext): Promise<PageContent> => {
  const { locale, query, link } = context
  const days = coveredDaysIn(query)
  const by = columnedBy(query)
  const coverage = await sourceCoverage(context, days)
  const live = coverage.sources.filter(({ isLive }) => isLive).length
  const intro = locale.message('coverage.page.intro', {
    days,
    articles: coverage.articles,
    live,
    sources: coverage.sources.length,
  })
  const feed = (ending: string): string => link(`/coverage.${ending}`, { prefer: preferredBy(locale) })
  const body = html`<div class="frame">
<header class="opening"><h1>${locale.message('coverage.page')}</h1><p class="standfirst">${intro}</p>
${formatLinks(locale.message('coverage.feed'), feed)}</header>
${choices(context, days, by)}
${coverage.isLowerBound ? html`<p class="quiet">${locale.message('coverage.partly')}</p>` : ''}
${heatMap(context, coverage, by)}
${liveTable(context, coverage, by)}
${silentList(context, silentSources(coverage.sources))}
</div>`
  const feeds = [{ title: locale.message('coverage.feed'), href: feed('atom') }]
  return { title: locale.message('coverage.page'), section: 'sources', description: intro, body, feeds }
}

const columnedBy = (query: URLSearchParams): ColumnedBy => {
  const written = query.get('by') ?? 'language'
  const by = COLUMNED_BY.find((one) => one === written)
  if (by !== undefined) return by
  throw new HttpError(400, `by must be one of ${COLUMNED_BY.join(', ')}.`, {
    extra: { parameter: 'by' },
    localized: { key: 'error.parameter', values: { name: 'by' } },
  })
}

const choices = ({ locale, href }: PageContext, days: number, by: ColumnedBy): Html => {
  const tab = (label: string, parameters: { readonly days: number; readonly by: ColumnedBy }): Html => {
    const isCurrent = parameters.days === days && parameters.by === by
    return html`<li><a href="${href('/coverage', parameters)}"${isCurrent ? raw(' aria-current="true"') : ''}>${label}</a></li>`
  }
  return html`<nav class="tabs" aria-label="${locale.message('coverage.page')}"><ul>${COLUMNED_BY.map((one) => tab(locale.message(`coverage.by.${one}`), { days, by: one }))}</ul>
<ul>${COVERED_DAYS.map((one) => tab(locale.message('coverage.days', { days: one }), { days: one, by }))}</ul></nav>`
}

/** The articles and sources of one cell; `sources` null: unknown, since sources cannot be added up over languages. */
type Cell = { readonly articles: number; readonly sources: number | null }
const NOTHING: Cell = { articles: 0, sources: 0 }
type Column = { readonly id: string; readonly name: string; readonly filter: string }

const heatMap = (context: PageContext, coverage: SourceCoverage, by: ColumnedBy): Html => {
  const { locale } = context
  const rows = Map.groupBy(coverage.cells, ({ topic }) => topic)
  const columns = columnsOf(context, coverage.cells, by)
  const most = Math.max(1, ...coverage.cells.map(({ articles }) => articles))
  const row = (topic: Topic | null, depth: number): Html => {
    const own = rows.get(topic?.id ?? null) ?? []
    const name = topic === null ? locale.message('coverage.untagged') : labelled(locale, topic.label)
    const cells = columns.map((column) =>
      heatCell(context, { cell: cellOf(own, column.id, by), column, topic, most, coverage }),
    )
    const total = own.reduce((sum, { articles }) => sum + articles, 0)
    return html`<tr><th scope="row" class="d${Math.min(depth, 3)}">${name}</th>${cells}<td class="figure">${locale.number(total)}</td></tr>`
  }
  const placed = inTreeOrder(context.configuration.taxonomy.topics)
  const covered = placed.filter(({ topic }) => rows.has(topic.id))
  const missing = placed.filter(({ topic }) => !rows.has(topic.id))
  const caption = locale.message(by === 'language' ? 'coverage.cell' : 'coverage.cell.articles')
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${locale.message(`coverage.by.${by}`)}"><table class="heat"><caption>${caption}</caption><thead><tr><th scope="col">${locale.message('coverage.topic')}</th>${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}<th scope="col" class="figure">${locale.message('chart.total')}</th></tr></thead>
<tbody>${covered.map(({ topic, depth }) => row(topic, depth))}${rows.has(null) ? row(null, 0) : ''}</tbody></table></div>
${missing.length === 0 ? '' : html`<details class="missing"><summary>${locale.message('coverage.missing', { count: missing.length })}</summary><p>${missing.map(({ topic }, at) => html`${at === 0 ? '' : locale.message('list.comma')}${labelled(locale, topic.label)}`)}</p></details>`}`
}

/** The columns with the most articles over all topics. */
const columnsOf = ({ locale }: PageContext, cells: readonly CoverageCount[], by: ColumnedBy): readonly Column[] => {
  const sums = new Map<string, number>()
  const add = (id: string, articles: number): void => void sums.set(id, (sums.get(id) ?? 0) + articles)
  for (const { language, articles, countries } of cells)
    if (by === 'language') add(language, articles)
    else for (const one of countries) add(one.country, one.articles)
  return [...sums]
    .toSorted(([a, more], [b, less]) => less - more || (a < b ? -1 : 1))
    .slice(0, MOST_COLUMNS)
    .map(([id]) =>
      by === 'language'
        ? { id, name: locale.languageName(id), filter: `lang:${id}` }
        : { id, name: locale.countryName(id), filter: `country:${id}` },
    )
}

const cellOf = (own: readonly CoverageCount[], id: string, by: ColumnedBy): Cell => {
  if (by === 'language') return own.find(({ language }) => language === id) ?? NOTHING
  const articles = own.flatMap(({ countries }) => countries.filter(({ country }) => country === id)).map((one) => one.articles)
  return { articles: articles.reduce((sum, one) => sum + one, 0), sources: null }
}

type HeatCell = {
  readonly cell: Cell
  readonly column: Column
  readonly topic: Topic | null
  readonly most: number
  readonly coverage: SourceCoverage
}

/** How many steps the colour has; the number says the same in text. */
const STEPS = 4
const heatCell = ({ locale, href }: PageContext, { cell, column, topic, most, coverage }: HeatCell): Html => {
  const { articles, sources } = cell
  if (articles === 0) return html`<td></td>`
  const step = Math.max(1, Math.ceil((STEPS * Math.log1p(articles)) / Math.log1p(most)))
  const count = locale.number(articles)
  const q = `${topic === null ? '' : `topic:${topic.id} `}${column.filter} after:${coverage.days}d`
  // No filter finds articles without a topic.
  const shown = topic === null ? count : html`<a href="${href('/search', { q })}">${count}</a>`
  return html`<td class="figure h${step}">${shown}${sources === null ? '' : html` <small>${locale.number(sources)}</small>`}</td>`
}

type Placed = { readonly topic: Topic; readonly depth: number }
/** The topics in the order of the tree: each is followed by those below it. */
const inTreeOrder = (topics: readonly Topic[], parent: string | null = null, depth = 0): readonly Placed[] =>
  topics.flatMap((topic) => {
    if (topic.parent !== parent) return []
    return [{ topic, depth }, ...(depth < 10 ? inTreeOrder(topics, topic.id, depth + 1) : [])]
  })

const liveTable = (context: PageContext, { sources }: SourceCoverage, by: ColumnedBy): Html => {
  const { locale } = context
  const shares = liveShares(sources, by === 'language' ? ({ language }) => language : ({ source }) => source.country)
  const nameOf = (id: string | null): string =>
    id === null ? locale.message('language.unknown') : by === 'language' ? locale.languageName(id) : locale.countryName(id)
  const line = ({ of, live, configured }: LiveShare): Html =>
    html`<li><span>${of === null && by === 'country' ? locale.message('coverage.nowhere') : nameOf(of)}</span> <meter min="0" max="${configured}" value="${live}" aria-hidden="true"></meter> <b>${locale.message('coverage.share', { live, configured })}</b></li>`
  return html`<section aria-labelledby="live"><h2 id="live">${locale.message('coverage.live')}</h2><ul class="shares">${shares.map(line)}</ul></section>`
}

const silentList = (context: PageContext, silent: readonly CoveredSource[]): Html => {
  const { locale, href } = context
  const line = ({ source, language, lastAt }: CoveredSource): Html => {
    const facts = [
      language === null ? '' : locale.languageName(language),
      source.country === null ? '' : locale.countryName(source.country),
    ]
    const since =
      lastAt === null
        ? locale.message('coverage.silent.never')
        : locale.message('coverage.silent.since', { day: locale.day(lastAt) })
    return html`<li><a href="${href(`/sources/${source.id}`)}"><bdi>${source.name}</bdi></a> <small>${facts.filter((fact) => fact !== '').join(' · ')}</small> <span>${since}</span></li>`
  }
  const more = silent.length - MOST_SILENT
  return html`<section aria-labelledby="silent"><h2 id="silent">${locale.message('coverage.silent')} <small>${locale.number(silent.length)}</small></h2>
${silent.length === 0 ? html`<p class="quiet">${locale.message('coverage.silent.none')}</p>` : html`<ul class="silent">${silent.slice(0, MOST_SILENT).map(line)}</ul>`}
${more > 0 ? html`<p><a href="${href('/sources')}">${locale.message('sources.found.all')}</a></p>` : ''}</section>`
}
