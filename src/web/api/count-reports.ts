/** How many stories and articles a filter finds, in all and by topic, language, day … */
import type { Filter } from '../../model/filter.ts'
import { type Instant, sourceId } from '../../model/ids.ts'
import type { CountedBy, ValueCount } from '../../store/ports/story-search.ts'
import { HttpError } from '../http/http-error.ts'
import { sourceName } from '../pages/configuration-index.ts'
import type { PageContext } from '../pages/page-context.ts'
import type { Statistics } from './catalogue-schemas.ts'
import { iso } from './catalogue-views.ts'
import { idsAboveIn } from '../ids-above.ts'
import { type Names, namesFor } from './names.ts'
import { facetsIn, instantIn, limitIn, reportQuery } from './parameters.ts'

export const VALUES = { usual: 100, most: 1_000 }

export const countReports = async (context: PageContext): Promise<Statistics> => {
  const { query, store } = context
  const { filter, preferred } = await reportQuery(context)
  const by = facetsIn(query)
  const limit = limitIn(query, VALUES.usual, VALUES.most)
  const [from, to] = [instantIn(query, 'from'), instantIn(query, 'to')]
  if (from !== null && to !== null && from >= to)
    throw new HttpError(400, 'to must be later than from: it is where the time ends, itself not included.', {
      extra: { parameter: 'to' },
    })
  const counts = await store.countBy({ filter: between(filter, from, to), by, above: idsAboveIn(context.configuration) })
  const nameOf = namer(context, namesFor(context, preferred))
  const facets = by.map((facet): [CountedBy, { values: Value[]; distinct: number }] => {
    const values = counts.by[facet] ?? []
    // Of days, the latest are shown; of other facets, the most frequent values.
    const shown = facet === 'day' ? values.slice(-limit) : values.slice(0, limit)
    return [facet, { values: shown.map((value) => valueView(value, nameOf[facet])), distinct: values.length }]
  })
  return {
    articles: counts.articles,
    stories: counts.stories,
    isLowerBound: counts.isLowerBound,
    from: iso(from),
    to: iso(to),
    by: Object.fromEntries(facets),
  }
}

type Value = { readonly id: string; readonly name: string; readonly articles: number; readonly stories: number }
const valueView = ({ value, articles, stories }: ValueCount, nameOf: (id: string) => string): Value => ({
  id: value,
  name: nameOf(value),
  articles,
  stories,
})

const between = (filter: Filter, from: Instant | null, to: Instant | null): Filter => {
  const parts: Filter[] = []
  if (filter.kind !== 'everything') parts.push(filter)
  if (from !== null) parts.push({ kind: 'after', at: from })
  if (to !== null) parts.push({ kind: 'before', at: to })
  return parts.length === 0 ? filter : { kind: 'and', of: parts }
}

const namer = ({ configuration }: PageContext, names: Names): Readonly<Record<CountedBy, (id: string) => string>> => ({
  ...names,
  source: (id) => sourceName(configuration, sourceId(id)),
  day: (id) => id,
})
