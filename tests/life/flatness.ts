/** Whether a series of measurements stays level: by medians of slopes (Theil 1950, Sen 1968), which single peaks do not move. */

export type Point = {
  /** Share of the day that is over, from 0 to 1. */
  readonly at: number
  readonly polls: number
  readonly articles: number
}
export type Series = readonly (Point & { readonly value: number })[]

/** The first quarter fills caches and pools. */
export const FROM = 0.25

export type Growth = {
  /** Medians of the second, third and fourth quarter. */
  readonly quarters: readonly number[]
  /** From `from` to the end of the day, by the median slope; null: too few measurements. */
  readonly total: number | null
  /** What came since `from`. */
  readonly polls: number
  readonly articles: number
  /** Between measurements with hardly more articles; null: too few there are. */
  readonly perPoll: number | null
  /** Of what polls do not explain; null: too few measurements. */
  readonly perArticle: number | null
}

/** `from`: what was measured before this share of the day does not count. */
export const growthOf = (series: Series, from: number): Growth => {
  const settled = series.filter(({ at }) => at >= from)
  const quarter = (number: number): number =>
    median(series.filter(({ at }) => Math.min(3, Math.floor(at * 4)) === number).map(({ value }) => value)) ?? 0
  const perPoll = medianSlope(settled, ({ polls }) => polls, isWithoutNews)
  const withoutPolls = settled.map((point) => ({ ...point, value: point.value - (perPoll ?? 0) * point.polls }))
  const perDay = medianSlope(settled, ({ at }) => at)
  return {
    quarters: [quarter(1), quarter(2), quarter(3)],
    total: perDay === null ? null : perDay * (1 - from),
    polls: spanOf(settled, ({ polls }) => polls),
    articles: spanOf(settled, ({ articles }) => articles),
    perPoll,
    perArticle: medianSlope(withoutPolls, ({ articles }) => articles),
  }
}

const spanOf = (series: Series, along: (point: Point) => number): number => {
  const [first, last] = [series[0], series.at(-1)]
  return first === undefined || last === undefined ? 0 : along(last) - along(first)
}

/** Fewer polls add less than a measurement varies. */
const FEWEST_POLLS = 50
/** At most one article in fifty polls: what it adds is below what is measured. */
const isWithoutNews = (a: Point, b: Point): boolean =>
  b.polls - a.polls >= FEWEST_POLLS && (b.articles - a.articles) * FEWEST_POLLS <= b.polls - a.polls

/** Fewer pairs tell nothing. */
const FEWEST = 10

const medianSlope = (
  series: Series,
  along: (point: Point) => number,
  isPair: (a: Point, b: Point) => boolean = () => true,
): number | null => {
  const slopes = series.flatMap((a, index) =>
    series
      .slice(index + 1)
      .filter((b) => isPair(a, b) && along(b) !== along(a))
      .map((b) => (b.value - a.value) / (along(b) - along(a))),
  )
  return slopes.length < FEWEST ? null : median(slopes)
}

export const median = (values: readonly number[]): number | null =>
  values.length === 0 ? null : (values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null)
