import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One figure, in per cent or as a count, with the bar it is to reach; `atMost` where less is better. */
export type Figure = {
  readonly name: string
  readonly value: number
  readonly bar: number | null
  readonly atMost?: boolean
  /** 95 in 100 such intervals, in per cent, hold the true value. */
  readonly interval?: { readonly low: number; readonly high: number }
}
/** What a figure has reached already and must not fall below again: `{ tags: { precision: 75 } }`. */
export type Floors = Readonly<Record<string, Readonly<Record<string, number>>>>
export type Outcome = {
  readonly suite: string
  readonly cases: number
  readonly figures: readonly Figure[]
  readonly wrong: readonly string[]
  /** For the report: figures in per cent, row by row, and decisions for a person to judge. */
  readonly tables?: readonly FigureTable[]
  readonly decisions?: readonly Decision[]
}
export type FigureTable = {
  readonly title: string
  readonly rows: readonly { readonly name: string; readonly value: number; readonly cases: number }[]
}
/** Two articles that were joined and should not be, or were not and should. */
export type Decision = {
  readonly kind: 'wrong' | 'missed'
  readonly set: string
  /** Pairs of articles that it costs. */
  readonly pairs: number
  readonly articles: readonly [ShownArticle, ShownArticle]
  /** What spoke for joining, as `lab group` tells it. */
  readonly evidence: readonly string[]
  readonly truth: string
}
export type ShownArticle = {
  readonly id: string
  readonly lang: string
  readonly title: string
  readonly text: string
  readonly source: string
  readonly at: number
}
export type Suite = (folder: string) => Promise<Outcome>

/** The caller says what the file holds: these are our own data, not the world's. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export const readJson = <Value>(folder: string, name: string): Value =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as Value
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export const readJsonLines = <Value>(folder: string, name: string): readonly Value[] =>
  readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Value)

export const percent = (part: number, whole: number): number => (whole === 0 ? 100 : (100 * part) / whole)
export const holdsFloor = ({ name, value, atMost }: Figure, suite: string, floors: Floors): boolean => {
  const floor = floors[suite]?.[name]
  return floor === undefined || (atMost === true ? value <= floor : value >= floor)
}
export const isKept = ({ value, bar, atMost }: Figure): boolean =>
  bar === null || (atMost === true ? value <= bar : value >= bar)
