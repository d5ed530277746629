/** How often each topic, organisation, place, language, source, country and day stands in what a filter finds. */
import type { Filter } from '../../model/filter.ts'
import type { Instant } from '../../model/ids.ts'
import { QueryStopped, UNLIMITED } from '../ports/query-budget.ts'
import type { Facet, FacetCount, FacetCounts, FacetQuery } from '../ports/story-search.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { NEWEST, scanEntries } from './article-scan.ts'
import { FUTURE_MS } from './candidate-stream.ts'

const DAY = 86_400_000
/** Each takes about a dozen numbers of memory until the count ends. */
const MOST_ARTICLES = 200_000

export const countBy = async (engine: Engine, { filter, by, budget = UNLIMITED }: FacetQuery): Promise<FacetCounts> => {
  const tally = createTally(engine, by)
  const from = earliestIn(filter) - FUTURE_MS
  let isLowerBound = false
  try {
    const scan = { grouping: 'article', before: NEWEST, wanted: 512, budget } as const
    for await (const { matches, reached } of scanEntries(engine, filter, scan)) {
      tally.add(matches.map(({ n }) => n))
      if (reached === null || reached.at < from) break
      isLowerBound = budget.isSpent() || tally.articles() >= MOST_ARTICLES
      if (isLowerBound) break
    }
    if (isLowerBound && tally.articles() === 0) throw new QueryStopped('The count')
  } catch (error) {
    if (!(error instanceof QueryStopped) || tally.articles() === 0) throw error
    isLowerBound = true
  }
  const counts: Partial<Record<Facet, readonly FacetCount[]>> = {}
  for (const facet of by) {
    counts[facet] = tally.counts(facet)
    await budget.giveWay()
  }
  return { articles: tally.articles(), stories: tally.stories(), by: counts, isLowerBound }
}

/** Nothing that the filter meets was published before. */
const earliestIn = (filter: Filter): Instant => {
  if (filter.kind === 'after') return filter.at
  return filter.kind === 'and' ? Math.max(...filter.of.map(earliestIn)) : Number.NEGATIVE_INFINITY
}

type TallyRow = { readonly story: number; readonly published_at: number; readonly tag_list: string | null }
const ROWS = `
  SELECT a.story, a.published_at, a.tag_list FROM json_each(?) j CROSS JOIN article a ON a.n = j.value`

/** A value and a story as one number: sorted, equal values stand together, and in them equal stories. */
const VALUES = 2 ** 32
/** Days before 1970 are counted too. */
const EPOCH = 2 ** 19

const createTally = (engine: Engine, by: readonly Facet[]) => {
  const keys = new Map<Facet, number[]>(by.map((facet) => [facet, []]))
  const countries = new Map(
    engine.all<{ readonly n: number; readonly country: string }>(COUNTRIES).map((row) => [row.n, row.country]),
  )
  const countryNames = [...new Set(countries.values())]
  const stories = new Set<number>()
  let articles = 0

  const addTags = ({ story, tag_list }: TallyRow): void => {
    const ofArticle = new Set<number>()
    for (const tag of JSON.parse(tag_list ?? '[]') as readonly number[]) {
      const kind = engine.tags.kindOf(tag)
      keys.get(kind)?.push(tag * VALUES + story)
      if (kind === 'source') ofArticle.add(countryNames.indexOf(countries.get(tag) ?? ''))
    }
    for (const country of ofArticle) if (country !== -1) keys.get('country')?.push(country * VALUES + story)
  }
  const nameOf = (facet: Facet, value: number): string => {
    if (facet === 'day') return new Date((value - EPOCH) * DAY).toISOString().slice(0, 10)
    return facet === 'country' ? (countryNames[value] ?? '') : engine.tags.name(value)
  }
  return {
    articles: () => articles,
    stories: () => stories.size,
    add(numbers: readonly number[]): void {
      for (const row of engine.all<TallyRow>(ROWS, JSON.stringify(numbers))) {
        articles += 1
        stories.add(row.story)
        keys.get('day')?.push((Math.floor(row.published_at / DAY) + EPOCH) * VALUES + row.story)
        addTags(row)
      }
    },
    counts(facet: Facet): readonly FacetCount[] {
      const counts = countsIn(keys.get(facet) ?? []).map(({ value, ...rest }) => ({ value: nameOf(facet, value), ...rest }))
      return counts.toSorted(facet === 'day' ? byValue : (a, b) => b.articles - a.articles || byValue(a, b))
    },
  }
}
const COUNTRIES = 'SELECT n, country FROM source WHERE country IS NOT NULL'
const byValue = (a: FacetCount, b: FacetCount): number => (a.value < b.value ? -1 : 1)

type ValueCount = { readonly value: number; readonly articles: number; readonly stories: number }
const countsIn = (keys: readonly number[]): readonly ValueCount[] => {
  const counts: { value: number; articles: number; stories: number }[] = []
  let before = -1
  for (const key of Float64Array.from(keys).sort()) {
    const value = Math.floor(key / VALUES)
    let count = counts.at(-1)
    if (count?.value !== value) {
      count = { value, articles: 0, stories: 0 }
      counts.push(count)
    }
    count.articles += 1
    if (key !== before) count.stories += 1
    before = key
  }
  return counts
}
