import type { Grouping } from '../../model/taxonomy.ts'
import type { Filter } from '../../model/filter.ts'
import { type QueryBudget, QueryStopped, UNLIMITED } from '../ports/query-budget.ts'
import type { CountQuery, FacetCount, FacetKind, FacetQuery, Facets, StoryCount } from '../ports/story-search.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { unpackList } from './article-rows.ts'
import { scanArrivals } from './arrival-scan.ts'

/** Counted in the first step. */
const PORTION = 512

/** How many stories or articles a filter finds; stops at `most`. */
export const countMatches = async (
  engine: Engine,
  { filter, grouping = 'story', most, budget = UNLIMITED }: CountQuery,
): Promise<StoryCount> => {
  const entries = new Set<number>()
  const isWhole = await forAll(engine, { filter, grouping, budget }, (facts) => {
    for (const { entry } of facts) entries.add(entry)
    return entries.size <= most
  })
  return { count: Math.min(entries.size, most), isComplete: isWhole && entries.size <= most }
}

/** Of all that the filter finds, newest first, until the budget is spent. */
export const facetsOf = async (
  engine: Engine,
  { filter, grouping = 'story', ancestors, budget = UNLIMITED }: FacetQuery,
): Promise<Facets> => {
  const tally = createTally(engine, ancestors)
  const isComplete = await forAll(engine, { filter, grouping, budget }, (facts) => {
    tally.add(facts)
    return true
  })
  return { count: tally.entries(), isComplete, counts: tally.counts() }
}

/** An article that the filter met. */
type Fact = { readonly entry: number; readonly tag_list: string | null }
type Scan = { readonly filter: Filter; readonly grouping: Grouping; readonly budget: QueryBudget }

/**
 * Hands over all articles that the filter meets, those that came last first, as long as `take` wants more: for counting their order does not
 * matter, and the order of arrival is the cheaper one. False: some were left, since it did not or the budget was spent.
 */
const forAll = async (
  engine: Engine,
  { filter, grouping, budget }: Scan,
  take: (facts: readonly Fact[]) => boolean,
): Promise<boolean> => {
  const scan = { from: Number.MAX_SAFE_INTEGER - 1, direction: 'older', wanted: PORTION, budget } as const
  try {
    for await (const met of scanArrivals(engine, filter, scan))
      if (!take(engine.all<Fact>(FACTS[grouping], JSON.stringify(met)))) return false
    return true
  } catch (error) {
    // What was counted until then is right as far as it goes.
    if (error instanceof QueryStopped) return false
    throw error
  }
}
const FACTS: Readonly<Record<Grouping, string>> = {
  story: 'SELECT a.story AS entry, a.tag_list FROM json_each(?) j CROSS JOIN article a ON a.n = j.value',
  article: 'SELECT a.n AS entry, a.tag_list FROM json_each(?) j CROSS JOIN article a ON a.n = j.value',
}

type Counter = { readonly kind: FacetKind; readonly value: string; readonly entries: Set<number> }

/** Each entry counts once for a value, however many of its articles have it. */
const createTally = ({ all, tags }: Engine, ancestors: FacetQuery['ancestors']) => {
  const counters = new Map<string, Counter>()
  const counterOf = (kind: FacetKind, value: string): Counter => {
    const key = `${kind} ${value}`
    const counter = counters.get(key) ?? { kind, value, entries: new Set() }
    counters.set(key, counter)
    return counter
  }
  const countries = new Map(
    all<{ readonly n: number; readonly country: string }>('SELECT n, country FROM source WHERE country IS NOT NULL').map(
      ({ n, country }) => [n, country],
    ),
  )
  const ofTag = new Map<number, readonly Counter[]>()
  const countersOf = (tag: number): readonly Counter[] => {
    const known = ofTag.get(tag)
    if (known !== undefined) return known
    const kind = tags.kindOf(tag)
    const name = tags.name(tag)
    const country = kind === 'source' ? countries.get(tag) : undefined
    const found = [
      counterOf(kind, name),
      ...(kind === 'topic' || kind === 'place' ? (ancestors[kind].get(name) ?? []).map((above) => counterOf(kind, above)) : []),
      ...(country === undefined ? [] : [counterOf('country', country)]),
    ]
    ofTag.set(tag, found)
    return found
  }
  const counted = new Set<number>()
  return {
    add(facts: readonly Fact[]): void {
      for (const { entry, tag_list } of facts) {
        counted.add(entry)
        for (const tag of unpackList<number>(tag_list)) for (const { entries } of countersOf(tag)) entries.add(entry)
      }
    },
    entries: () => counted.size,
    /** The most frequent first. */
    counts: (): readonly FacetCount[] =>
      [...counters.values()]
        .map(({ kind, value, entries }) => ({ kind, value, count: entries.size }))
        .toSorted((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1)),
  }
}
