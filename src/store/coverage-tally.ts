/** Counts articles and sources by topic, language and country together, on every engine. */
import type { CoverageCount } from './ports/story-search.ts'
import { unpackList } from './views/articles.ts'
import type { TallyParts, TallyRow } from './tally.ts'

type Counted = { articles: number; readonly sources: Set<number> }
type Cell = Counted & {
  readonly topic: string | null
  readonly language: string
  newestAt: number
  readonly countries: Map<string, Counted>
}

/** An article counts once in a cell, and once for each country of its sources. */
export const createCoverageTally = ({ above, tags, countries }: Omit<TallyParts, 'by'>) => {
  const cells = new Map<string, Cell>()
  let articles = 0
  const add = ({ published_at: at, tag_list: list }: TallyRow): void => {
    articles += 1
    const numbers = unpackList<number>(list)
    const sources = numbers.filter((tag) => tags.kindOf(tag) === 'source')
    const own = numbers.flatMap((tag) => (tags.kindOf(tag) === 'topic' ? [tags.name(tag)] : []))
    const topics = new Set(own.flatMap((name) => [name, ...(above.topic.get(name) ?? [])]))
    for (const tag of numbers) {
      if (tags.kindOf(tag) !== 'language') continue
      for (const topic of topics.size === 0 ? [null] : topics)
        count(cellOf(cells, topic, tags.name(tag)), { sources, at, countries })
    }
  }
  return {
    articles: () => articles,
    add,
    /** By number of articles, largest first. */
    counts: (): readonly CoverageCount[] =>
      [...cells.values()]
        .map(({ countries: own, sources, ...cell }) => ({
          ...cell,
          sources: sources.size,
          countries: [...own].map(([country, counted]) => ({
            country,
            articles: counted.articles,
            sources: counted.sources.size,
          })),
        }))
        .toSorted((a, b) => b.articles - a.articles || order(`${a.topic} ${a.language}`, `${b.topic} ${b.language}`))
        .map((cell) => ({ ...cell, countries: cell.countries.toSorted((a, b) => order(a.country, b.country)) })),
  }
}
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const cellOf = (cells: Map<string, Cell>, topic: string | null, language: string): Cell => {
  const key = `${topic ?? ''} ${language}`
  const cell = cells.get(key) ?? { topic, language, articles: 0, newestAt: 0, sources: new Set(), countries: new Map() }
  cells.set(key, cell)
  return cell
}

type Article = { readonly sources: readonly number[]; readonly at: number; readonly countries: ReadonlyMap<number, string> }

const count = (cell: Cell, { sources, at, countries }: Article): void => {
  cell.articles += 1
  cell.newestAt = Math.max(cell.newestAt, at)
  for (const source of sources) cell.sources.add(source)
  for (const [country, own] of Map.groupBy(sources, (source) => countries.get(source) ?? null)) {
    if (country === null) continue
    const counted = cell.countries.get(country) ?? { articles: 0, sources: new Set() }
    cell.countries.set(country, counted)
    counted.articles += 1
    for (const source of own) counted.sources.add(source)
  }
}
