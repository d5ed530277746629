import { html } from 'hono/html'
import type { Html, PageContext } from './page-context.ts'
import { healthOf } from './source-state.ts'

export const REFRESH_MS = 5_000
/** With more stories than these, the front page shows no progress. */
const FEW_STORIES = 100
/** The service is probably offline if this share of the sources tried could not be connected to. */
const NEARLY_ALL = 0.9
const FEWEST_TRIED = 3

/** The progress of the first polls; null: they are over, or there are enough stories to show. */
export const firstStart = async (context: PageContext): Promise<Html | null> => {
  const { locale, counts, configuration, href } = context
  if (counts.stories > FEW_STORIES) return null
  const known = new Map(configuration.sources.map((source) => [source.id, source]))
  const summaries = (await context.statistics.sourceSummaries())
    .map((summary) => ({ summary, health: healthOf(summary, known.get(summary.id)) }))
    .filter(({ health }) => health !== 'inactive')
  const number = (of: string): number => summaries.filter(({ health }) => health === of).length
  const [read, waiting, total] = [number('ok'), number('waiting'), summaries.length]
  const failed = total - read - waiting
  const cutOff = summaries.filter(
    ({ summary: { failure } }) => failure?.kind === 'unreachable' || failure?.kind === 'timed-out',
  ).length
  const isOffline = read + failed >= FEWEST_TRIED && cutOff >= NEARLY_ALL * (read + failed)
  if (waiting === 0 && !isOffline) return null
  return html`<section class="progress" data-refresh="${REFRESH_MS}" role="status"><p><b>${locale.message('start.title')}</b></p>
<p>${locale.message('start.progress', { read, total, failed })}</p>
<progress max="${total}" value="${read + failed}" aria-label="${locale.message('start.title')}"></progress>
${isOffline ? html`<p class="offline">${locale.message('start.offline')}</p>` : ''}
<p><a href="${href('/sources')}">${locale.message('home.empty.sources')}</a></p></section>`
}
