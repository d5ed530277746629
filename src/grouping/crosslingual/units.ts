import type { Instant, LanguageTag } from '../../model/ids.ts'
import { createChains } from '../index/chains.ts'
import { enlarged } from '../index/enlarged.ts'
import type { Meaning } from '../embeddings/table.ts'
import { createNames, createNumbering, NONE, type Numbering } from '../index/interner.ts'
import { createPostings, type Postings } from '../index/postings.ts'
import { isInLatin } from './latin.ts'
import { kindOfKey, type TraitKey } from './trait-keys.ts'
import { createColumns, DIMENSIONS, MOST_TRAITS, type UnitColumns } from './unit-columns.ts'

/** What an article adds to its story in its language. */
export type UnitReport = {
  readonly article: string
  readonly story: string
  readonly language: LanguageTag
  readonly at: Instant
  readonly traits: readonly TraitKey[]
  readonly meaning: Meaning | null
}

const FIRST_CAPACITY = 64
const GROWTH = 1.5
/** As many articles speak for a story; later ones repeat. */
const MOST_REPORTS = 12

/** Stories by language, side by side in typed arrays, some 400 bytes each and their postings; those of one story are chained. */
export const createUnits = () => {
  let columns = createColumns(FIRST_CAPACITY)
  const articles: string[] = []
  const languages = createNames()
  /** By a language's number. */
  const latin: boolean[] = []
  const traits = { numbers: createNumbering(), postings: createPostings() }
  const [stories, mates] = [createNames(), createChains()]
  const common = createCommon()

  const start = ({ article, language, story }: Pick<UnitReport, 'article' | 'language' | 'story'>): number => {
    const unit = articles.push(article) - 1
    if (unit === columns.capacity) columns = enlarged(columns, createColumns, Math.ceil(GROWTH * columns.capacity))
    const number = stories.numberOf(story)
    columns.languages[unit] = languages.numberOf(language)
    latin[columns.languages[unit] ?? 0] ??= isInLatin(language)
    columns.stories[unit] = number
    columns.mates[unit] = mates.extend(number, unit)
    return unit
  }
  const matesOf = (story: number): readonly number[] => matesFrom(columns, mates.newestOf(story))
  return {
    get size() {
      return articles.length
    },
    get columns(): UnitColumns {
      return columns
    },
    /** Sum of all meanings, and of how many. */
    common: common.now,
    /** By their keys' numbers. */
    traits,
    /** Is the unit's language written in Latin letters? */
    isLatin: (unit: number): boolean => latin[columns.languages[unit] ?? 0] ?? false,
    languageOf: (unit: number): LanguageTag => languages.nameOf(columns.languages[unit] ?? NONE),
    /** As the columns have it; of a language without units, a number that none has. */
    numberOf: languages.find,
    articleOf: (unit: number): string => articles[unit] ?? '',
    storyOf: (unit: number): string => stories.nameOf(columns.stories[unit] ?? NONE),
    /** A story's units, the newest first. */
    toldOf: (story: string): readonly number[] => matesOf(stories.find(story)),
    /** The same of the story that a unit belongs to. */
    matesOf: (unit: number): readonly number[] => matesOf(columns.stories[unit] ?? NONE),
    put(report: UnitReport): void {
      const told = matesOf(stories.find(report.story))
      const unit = told.find((mate) => columns.languages[mate] === languages.find(report.language)) ?? start(report)
      if (takesMore(columns, unit, report)) for (const key of report.traits) take(columns, traits, unit, key)
      if (report.meaning !== null) common.add(report.meaning, 0, 1)
    },
    /** As it stands in another table. */
    adopt(other: UnitSource, old: number): void {
      const unit = start({ article: other.articleOf(old), language: other.languageOf(old), story: other.storyOf(old) })
      copy(other, old, columns, traits, unit)
      common.add(columns.sums, unit * DIMENSIONS, columns.meanings[unit] ?? 0)
    },
  }
}
type UnitSource = {
  readonly columns: UnitColumns
  readonly traits: TraitChains
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
    add(meaning: Int16Array, from: number, of: number): void {
      meanings += of
      for (let index = 0; index < DIMENSIONS; index += 1) sum[index] = (sum[index] ?? 0) + (meaning[from + index] ?? 0)
    },
  }
}

/** False: as many reports as count have been taken in before. */
const takesMore = (columns: UnitColumns, unit: number, { at, meaning }: UnitReport): boolean => {
  const reports = columns.reports[unit] ?? 0
  columns.first[unit] = reports === 0 ? at : Math.min(columns.first[unit] ?? 0, at)
  columns.last[unit] = reports === 0 ? at : Math.max(columns.last[unit] ?? 0, at)
  if (reports === MOST_REPORTS) return false
  columns.reports[unit] = reports + 1
  if (meaning === null) return true
  columns.meanings[unit] = (columns.meanings[unit] ?? 0) + 1
  const from = unit * DIMENSIONS
  for (let index = 0; index < DIMENSIONS; index += 1)
    columns.sums[from + index] = (columns.sums[from + index] ?? 0) + (meaning[index] ?? 0)
  return true
}

type TraitChains = { readonly numbers: Numbering; readonly postings: Postings }

/** A report more of the unit has the trait. */
const take = (columns: UnitColumns, traits: TraitChains, unit: number, key: TraitKey): void => {
  const posting = postingOf(columns, unit, traits.numbers.find(key))
  if (posting === NONE) gain(columns, traits, unit, key, 1)
  else columns.counts[posting] = (columns.counts[posting] ?? 0) + 1
}

/** Gives the unit a trait more, as one that so many of its reports have, where it has room. */
const gain = (columns: UnitColumns, { numbers, postings }: TraitChains, unit: number, key: TraitKey, count: number): void => {
  const length = columns.lengths[unit] ?? 0
  if (length === MOST_TRAITS) return
  const [trait, posting] = [numbers.numberOf(key), unit * MOST_TRAITS + length]
  columns.traits[posting] = trait
  columns.kinds[posting] = kindOfKey(key)
  columns.counts[posting] = count
  postings.add(trait, unit)
  columns.lengths[unit] = length + 1
}

const matesFrom = ({ mates }: UnitColumns, newest: number): readonly number[] => {
  const found: number[] = []
  for (let mate = newest; mate !== NONE; mate = mates[mate] ?? NONE) found.push(mate)
  return found
}

/** Where the unit has the trait. */
const postingOf = (columns: UnitColumns, unit: number, trait: number): number => {
  if (trait === NONE) return NONE
  const from = unit * MOST_TRAITS
  const to = from + (columns.lengths[unit] ?? 0)
  for (let posting = from; posting < to; posting += 1) if (columns.traits[posting] === trait) return posting
  return NONE
}

const copy = (other: UnitSource, old: number, to: UnitColumns, traits: TraitChains, unit: number): void => {
  const from = other.columns
  const first = old * MOST_TRAITS
  for (let posting = first; posting < first + (from.lengths[old] ?? 0); posting += 1)
    gain(to, traits, unit, other.traits.numbers.nameOf(from.traits[posting] ?? NONE), from.counts[posting] ?? 0)
  to.sums.set(from.sums.subarray(old * DIMENSIONS, (old + 1) * DIMENSIONS), unit * DIMENSIONS)
  to.meanings[unit] = from.meanings[old] ?? 0
  to.reports[unit] = from.reports[old] ?? 0
  to.first[unit] = from.first[old] ?? 0
  to.last[unit] = from.last[old] ?? 0
}
