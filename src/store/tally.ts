/** Counts articles and stories by their values, on every engine. */
import { DAY } from '../lib/durations.ts'
import type { CountedBy, ReportCountQuery, ValueCount } from './ports/story-search.ts'
import { unpackList } from './views/articles.ts'
import type { TagReader } from './tags.ts'

/** The most articles that are counted: each takes about a dozen numbers of memory until the count ends. */
export const MOST_COUNTED = 200_000

/** The values of one facet: their names, and for each article with a value, the value and the story packed into one number. */
type Values = { readonly names: string[]; readonly numbers: Map<string, number>; readonly keys: number[] }
type Value = { readonly keys: number[]; readonly number: number }
/** The value's factor in a packed number: after sorting, equal values are adjacent, and within a value equal stories. */
const VALUE = 2 ** 32

export type TallyRow = { readonly story: number; readonly published_at: number; readonly tag_list: string | null }

/** `countries`: by source number. */
export type TallyParts = Pick<ReportCountQuery, 'by' | 'above'> & {
  readonly tags: TagReader
  readonly countries: ReadonlyMap<number, string>
}

export const createTally = ({ by, above, tags, countries }: TallyParts) => {
  const facets = new Map<CountedBy, Values>(by.map((facet) => [facet, { names: [], numbers: new Map(), keys: [] }]))
  const valueOf = (facet: CountedBy, name: string): readonly Value[] => {
    const values = facets.get(facet)
    if (values === undefined) return []
    const number = values.numbers.get(name) ?? values.names.push(name) - 1
    values.numbers.set(name, number)
    return [{ keys: values.keys, number }]
  }
  const valuesOf = createTagValues({ above, tags, countries }, valueOf)
  const stories = new Set<number>()
  let articles = 0

  const addRow = ({ story, published_at, tag_list }: TallyRow): void => {
    const day = new Date(Math.floor(published_at / DAY) * DAY).toISOString().slice(0, 10)
    // Two sources of one country, or two topics below another topic, count once.
    const values = new Set(unpackList<number>(tag_list).flatMap(valuesOf))
    for (const { keys, number } of [...values, ...valueOf('day', day)]) keys.push(number * VALUE + story)
    stories.add(story)
    articles += 1
  }
  return {
    articles: () => articles,
    stories: () => stories.size,
    add: addRow,
    counts(facet: CountedBy): readonly ValueCount[] {
      const { names, keys } = facets.get(facet) ?? { names: [], keys: [] }
      const counts = countsIn(keys).map(({ number, ...rest }) => ({ value: names[number] ?? '', ...rest }))
      return counts.toSorted(facet === 'day' ? byValue : (a, b) => b.articles - a.articles || byValue(a, b))
    },
  }
}
const byValue = (a: ValueCount, b: ValueCount): number => (a.value < b.value ? -1 : 1)

/** The values that a tag counts for: always the same objects, so that a set removes duplicates. */
const createTagValues = (
  { above, tags, countries }: Omit<TallyParts, 'by'>,
  valueOf: (facet: CountedBy, name: string) => readonly Value[],
) => {
  const byName = new Map<string, readonly Value[]>()
  const shared = (facet: CountedBy, name: string): readonly Value[] => {
    const key = `${facet} ${name}`
    const values = byName.get(key) ?? valueOf(facet, name)
    byName.set(key, values)
    return values
  }
  const byTag = new Map<number, readonly Value[]>()
  const find = (tag: number): readonly Value[] => {
    const kind = tags.kindOf(tag)
    const name = tags.name(tag)
    const country = kind === 'source' ? countries.get(tag) : undefined
    const larger = kind === 'topic' || kind === 'place' ? (above[kind].get(name) ?? []) : []
    return [
      ...[name, ...larger].flatMap((one) => shared(kind, one)),
      ...(country === undefined ? [] : shared('country', country)),
    ]
  }
  return (tag: number): readonly Value[] => {
    const values = byTag.get(tag) ?? find(tag)
    byTag.set(tag, values)
    return values
  }
}
type NumberCount = { readonly number: number; readonly articles: number; readonly stories: number }
const countsIn = (keys: readonly number[]): readonly NumberCount[] => {
  const counts: { number: number; articles: number; stories: number }[] = []
  let before = -1
  for (const key of Float64Array.from(keys).sort()) {
    const number = Math.floor(key / VALUE)
    let count = counts.at(-1)
    if (count?.number !== number) {
      count = { number, articles: 0, stories: 0 }
      counts.push(count)
    }
    count.articles += 1
    if (key !== before) count.stories += 1
    before = key
  }
  return counts
}
