import type { Instant, LanguageTag } from '../../model/ids.ts'
import { enlarged } from '../enlarged.ts'
import { createChains, NONE } from '../chains.ts'
import type { Meaning } from '../interlingua/table.ts'
import type { TraitKey } from './trait-keys.ts'
import { createColumns, DIMENSIONS, MOST_TRAITS, type UnitColumns } from './unit-columns.ts'

/** What an article adds to its story in its language. */
export type UnitReport = {
  readonly article: string
  readonly story: string
  readonly language: LanguageTag
  readonly at: Instant
  readonly traits: Iterable<TraitKey>
  readonly meaning: Meaning | null
}

const FIRST_CAPACITY = 64
const GROWTH = 1.5
/** As many articles speak for a story; later ones repeat. */
const MOST_REPORTS = 12

/** Stories by language, side by side in typed arrays, some 600 bytes each; those of one trait, and of one story, are chained. */
export const createUnits = () => {
  let columns = createColumns(FIRST_CAPACITY)
  const articles: string[] = []
  const languages = createChains<LanguageTag>()
  const traits = createChains<TraitKey>()
  const stories = createChains<string>()
  const common = createCommon()

  const start = ({ article, language, story }: Pick<UnitReport, 'article' | 'language' | 'story'>): number => {
    const unit = articles.push(article) - 1
    if (unit === columns.capacity) columns = enlarged(columns, createColumns, Math.ceil(GROWTH * columns.capacity))
    columns.languages[unit] = languages.extend(language, unit).number
    const { number, before } = stories.extend(story, unit)
    columns.stories[unit] = number
    columns.mates[unit] = before
    return unit
  }
  const chain = (unit: number, trait: TraitKey, place: number): void => {
    const posting = unit * MOST_TRAITS + place
    columns.before[posting] = traits.extend(trait, posting).before
  }
  return {
    get size() {
      return articles.length
    },
    get columns(): UnitColumns {
      return columns
    },
    /** Sum of all meanings, and of how many. */
    common: common.now,
    sizeOf: (trait: TraitKey): number => traits.sizeOf(traits.find(trait)),
    newestOf: (trait: TraitKey): number => traits.newestOf(traits.find(trait)),
    languageOf: (unit: number): LanguageTag => languages.nameOf(columns.languages[unit] ?? NONE) ?? '',
    /** As the columns have it; of a language without units, a number that none has. */
    numberOf: (language: LanguageTag): number => languages.find(language),
    articleOf: (unit: number): string => articles[unit] ?? '',
    storyOf: (unit: number): string => stories.nameOf(columns.stories[unit] ?? NONE) ?? '',
    /** The story's units, the newest first. */
    matesOf: (unit: number): readonly number[] => matesFrom(columns, stories.newestOf(columns.stories[unit] ?? NONE)),
    put(report: UnitReport): void {
      const told = matesFrom(columns, stories.newestOf(stories.find(report.story)))
      const unit = told.find((mate) => columns.languages[mate] === languages.find(report.language)) ?? start(report)
      for (const [trait, place] of take(columns, unit, report)) chain(unit, trait, place)
      if (report.meaning !== null) common.add(report.meaning, 1)
    },
    /** As it stands in another table. */
    adopt(other: UnitSource, old: number): void {
      const unit = start({ article: other.articleOf(old), language: other.languageOf(old), story: other.storyOf(old) })
      copy(other.columns, old, columns, unit)
      for (let place = 0; place < (columns.lengths[unit] ?? 0); place += 1)
        chain(unit, columns.traits[unit * MOST_TRAITS + place] ?? 0, place)
      common.add(sumAt(columns, unit), columns.meanings[unit] ?? 0)
    },
  }
}
type UnitSource = {
  readonly columns: UnitColumns
  readonly articleOf: (unit: number) => string
  readonly languageOf: (unit: number) => LanguageTag
  readonly storyOf: (unit: number) => string
}
export type Units = ReturnType<typeof createUnits>

const createCommon = () => {
  const sum = new Float64Array(DIMENSIONS)
  let meanings = 0
  return {
    now: () => ({ sum, meanings }),
    add(from: Int16Array, of: number): void {
      meanings += of
      for (let index = 0; index < from.length; index += 1) sum[index] = (sum[index] ?? 0) + (from[index] ?? 0)
    },
  }
}

const matesFrom = ({ mates }: UnitColumns, newest: number): readonly number[] => {
  const found: number[] = []
  for (let mate = newest; mate !== NONE; mate = mates[mate] ?? NONE) found.push(mate)
  return found
}

export const sumAt = ({ sums }: UnitColumns, unit: number): Int16Array =>
  sums.subarray(unit * DIMENSIONS, (unit + 1) * DIMENSIONS)

/** Gives the traits that the unit did not have before. */
const take = (
  columns: UnitColumns,
  unit: number,
  { at, traits, meaning }: UnitReport,
): readonly (readonly [TraitKey, number])[] => {
  const reports = columns.reports[unit] ?? 0
  columns.first[unit] = reports === 0 ? at : Math.min(columns.first[unit] ?? 0, at)
  columns.last[unit] = reports === 0 ? at : Math.max(columns.last[unit] ?? 0, at)
  if (reports === MOST_REPORTS) return []
  columns.reports[unit] = reports + 1
  if (meaning !== null) {
    columns.meanings[unit] = (columns.meanings[unit] ?? 0) + 1
    const sum = sumAt(columns, unit)
    for (let index = 0; index < sum.length; index += 1) sum[index] = (sum[index] ?? 0) + (meaning[index] ?? 0)
  }
  const fresh: (readonly [TraitKey, number])[] = []
  for (const trait of traits) {
    const place = placeOf(columns, unit, trait)
    if (place === NONE) continue
    const posting = unit * MOST_TRAITS + place
    columns.counts[posting] = (columns.counts[posting] ?? 0) + 1
    if (columns.counts[posting] === 1) fresh.push([trait, place])
  }
  return fresh
}

/** Where the unit has the trait, or has room for it. */
const placeOf = (columns: UnitColumns, unit: number, trait: TraitKey): number => {
  const from = unit * MOST_TRAITS
  const size = columns.lengths[unit] ?? 0
  for (let place = 0; place < size; place += 1) if (columns.traits[from + place] === trait) return place
  if (size === MOST_TRAITS) return NONE
  columns.traits[from + size] = trait
  columns.lengths[unit] = size + 1
  return size
}

const copy = (from: UnitColumns, old: number, to: UnitColumns, unit: number): void => {
  const traits = [old * MOST_TRAITS, (old + 1) * MOST_TRAITS] as const
  to.traits.set(from.traits.subarray(...traits), unit * MOST_TRAITS)
  to.counts.set(from.counts.subarray(...traits), unit * MOST_TRAITS)
  sumAt(to, unit).set(sumAt(from, old))
  to.lengths[unit] = from.lengths[old] ?? 0
  to.meanings[unit] = from.meanings[old] ?? 0
  to.reports[unit] = from.reports[old] ?? 0
  to.first[unit] = from.first[old] ?? 0
  to.last[unit] = from.last[old] ?? 0
}
