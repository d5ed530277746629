/** Contexts from which pages, feeds and API answers are made: the store with a budget, the configuration, the reader's language. */
import { HOUR } from '../lib/durations.ts'
import { pathWithQuery } from '../lib/url.ts'
import { inTurns, type QueryBudget } from '../store/ports/query-budget.ts'
import type { WebDeps } from './deps.ts'
import { basePath, type WebRequest } from './http/web-request.ts'
import { type Locale, nearestLocale } from './locale.ts'
import type { PageContext } from './pages/page-context.ts'
import { createQueryLimits, type Made, withBudget } from './query-limits.ts'
import { filterWith } from './read-filter.ts'
import { createStatistics } from './statistics.ts'
import { createTranslationView, type TranslationView } from './translation-view.ts'

export const createContexts = (deps: WebDeps, elapsed: () => number) => {
  const limits = createQueryLimits(elapsed)
  const translations = createTranslationView(deps.store)
  const { statisticsFor, expire } = createStatistics({ store: deps.store, now: deps.now, elapsed })
  type Reading = { readonly request: WebRequest; readonly signal: AbortSignal; readonly budget: QueryBudget }
  const contextIn = async (locale: Locale, { request, signal, budget }: Reading): Promise<PageContext> => {
    const statistics = statisticsFor({ signal, budgetFor: (stop) => limits.budgetFor(request, stop) })
    return await contextOf(deps, { statistics, translations, budget, store: withBudget(deps.store, budget) }, request, locale)
  }
  return {
    /** A context without waiting for a turn, for work that waits for its turns itself, one piece at a time. */
    own: async (locale: Locale, request: WebRequest): Promise<PageContext> => {
      const { signal } = request
      return await contextIn(locale, { request, signal, budget: limits.budgetFor(request, signal) })
    },
    /** Waits for its turn, then calls `make`. The signal fires when nobody waits for the result any more. */
    run: async <Result>(
      { request, signal, locale, kind }: Turn,
      make: (context: PageContext, budget: QueryBudget) => Promise<Result>,
    ): Promise<Result> =>
      await limits.run(
        { request, signal, kind },
        async (budget) => await make(await contextIn(locale, { request, signal, budget }), budget),
      ),
    /** Drops all counts made until now. */
    expire,
  }
}

type Turn = Made & { readonly locale: Locale }

type Sources = Pick<PageContext, 'store' | 'statistics'> & {
  readonly translations: TranslationView
  readonly budget: QueryBudget
}

const contextOf = async (
  deps: WebDeps,
  { store, statistics, translations, budget }: Sources,
  request: WebRequest,
  locale: Locale,
): Promise<PageContext> => {
  const configuration = deps.configuration()
  const counts = await deps.store.counts()
  const hour = Math.floor(deps.now() / HOUR) * HOUR
  const query = new URLSearchParams(request.query)
  const ui = chosenLanguage(request)
  if (ui === null) query.delete('ui')
  const base = basePath(deps.publicUrl)
  return {
    locale,
    origin: request.origin,
    hub: deps.push?.hubUrl ?? null,
    path: request.target,
    query,
    configuration,
    store,
    statistics,
    counts,
    translated: configuration.service.translation === null ? null : await translations.at(counts.edition),
    hour,
    version: deps.version,
    parse: async (text, author = 'reader') =>
      await filterWith({ configuration, store: deps.store, now: hour, vectorOf: deps.vectorOf }, text, author),
    inTurns: async (steps) => await inTurns(steps, budget),
    href: (path, parameters = {}) => base + pathWithQuery(path, ui === null ? parameters : { ...parameters, ui }),
    link: (path, parameters = {}) => base + pathWithQuery(path, parameters),
  }
}

/** The language that the address chooses. Null: none, or one that this site does not have; links must not repeat it. */
const chosenLanguage = ({ query }: Pick<WebRequest, 'query'>): string | null => {
  const ui = query.get('ui')
  return ui === null || nearestLocale(ui) === null ? null : ui
}
