import type { Instant, LanguageTag } from '../../model/ids.ts'
import { crossLikeness, LINK_AT, LINK_SLACK, LINK_WINDOW_MS, type CrossLikeness, type LinkStory, weigh } from './compare.ts'
import { MEANING_UNIT, type Meaning } from '../interlingua/table.ts'
import type { Traits } from './traits.ts'

/** One report, as it speaks for its story in its language. */
export type LinkReport = {
  readonly article: string
  readonly language: LanguageTag
  readonly at: Instant
  readonly traits: Traits
  readonly meaning: Meaning | null
}
/** `beside`: the first report of that story in the language that was most like. */
export type LinkMatch = CrossLikeness & { readonly story: string; readonly beside: string }

/**
 * Stories with their reports by language, streaming. A report that starts a story in its language may join the story of other
 * languages that is most like it, if none of that language is liker.
 */
export type LinkIndex = {
  match(report: LinkReport): LinkMatch | null
  add(story: string, report: LinkReport): void
}

/** Traits in more units than this tell little, and cost much. */
const MOST_UNITS = 400
/** As many articles speak for a story; later ones repeat. */
const MOST_REPORTS = 12

type Unit = {
  readonly story: string
  readonly article: string
  readonly language: LanguageTag
  first: Instant
  last: Instant
  reports: number
  readonly counts: Map<string, number>
  sum: Int16Array | null
}

export const createLinkIndex = (): LinkIndex => {
  const units = createUnits()
  const weighed = (story: LinkStory) => weigh(story, units.size(), units.withTrait)
  const likeness = (one: LinkStory, unit: Unit): CrossLikeness | null => crossLikeness(weighed(one), weighed(storyOf(unit)))

  /** Is a story of the report's own language liker to the unit than the report? */
  const hasLiker = (unit: Unit, report: LinkStory, score: number): boolean => {
    const story = storyOf(unit)
    for (const rival of units.near(story))
      if (rival.language === report.language && (likeness(story, rival)?.score ?? 0) > score) return true
    return false
  }
  return {
    add: (story, report) => units.add(story, report),
    match(report) {
      const story = storyOf(unitOf('', report))
      let best: (LinkMatch & { readonly unit: Unit }) | null = null
      for (const unit of units.near(story)) {
        const told = units.ofStory(unit.story)
        if (told.some(({ language }) => language === report.language)) continue
        const found = likeness(story, unit)
        if (found === null || found.score < LINK_AT || (best !== null && found.score <= best.score)) continue
        const mean = told.reduce((sum, other) => sum + (likeness(story, other)?.score ?? 0), 0) / told.length
        if (mean >= LINK_AT - LINK_SLACK) best = { ...found, story: unit.story, beside: unit.article, unit }
      }
      return best === null || hasLiker(best.unit, story, best.score) ? null : best
    },
  }
}

/** Stories by language, found by their traits. */
const createUnits = () => {
  const units = new Map<string, Unit>()
  const byTrait = new Map<string, Set<Unit>>()
  const byStory = new Map<string, readonly Unit[]>()
  let sweptAt = Number.NEGATIVE_INFINITY

  const unitFor = (story: string, report: LinkReport): Unit => {
    const key = `${story}\0${report.language}`
    const held = units.get(key)
    if (held !== undefined) return held
    const unit: Unit = { ...unitOf(story, report), reports: 0, counts: new Map(), sum: null }
    units.set(key, unit)
    byStory.set(story, [...(byStory.get(story) ?? []), unit])
    return unit
  }
  const remove = (key: string, unit: Unit): void => {
    units.delete(key)
    const left = (byStory.get(unit.story) ?? []).filter((other) => other !== unit)
    if (left.length === 0) byStory.delete(unit.story)
    else byStory.set(unit.story, left)
    for (const trait of unit.counts.keys()) {
      const holders = byTrait.get(trait)
      holders?.delete(unit)
      if (holders?.size === 0) byTrait.delete(trait)
    }
  }
  return {
    size: () => units.size,
    withTrait: (trait: string) => byTrait.get(trait)?.size ?? 0,
    ofStory: (story: string) => byStory.get(story) ?? [],
    near(story: LinkStory): ReadonlySet<Unit> {
      const holders = [...story.traits.keys()].map((trait) => byTrait.get(trait) ?? NO_UNITS)
      const telling = holders.filter(({ size }) => size <= MOST_UNITS)
      return new Set(telling.flatMap((found) => [...found]).filter((unit) => isNear(unit, story)))
    },
    add(story: string, report: LinkReport): void {
      const unit = unitFor(story, report)
      if (unit.reports < MOST_REPORTS) {
        take(unit, report)
        for (const trait of report.traits) byTrait.set(trait, (byTrait.get(trait) ?? new Set()).add(unit))
      }
      unit.first = Math.min(unit.first, report.at)
      unit.last = Math.max(unit.last, report.at)
      if (report.at - sweptAt < SWEEP_MS) return
      sweptAt = report.at
      for (const [key, old] of units) if (old.last < report.at - KEPT_MS) remove(key, old)
    },
  }
}

const NO_UNITS: ReadonlySet<Unit> = new Set()
const isNear = (unit: Unit, story: LinkStory): boolean =>
  unit.first - story.last <= LINK_WINDOW_MS && story.first - unit.last <= LINK_WINDOW_MS

const SWEEP_MS = 6 * 3_600_000
const KEPT_MS = 96 * 3_600_000

const unitOf = (story: string, report: LinkReport): Unit => ({
  story,
  article: report.article,
  language: report.language,
  first: report.at,
  last: report.at,
  reports: 1,
  counts: new Map([...report.traits].map((trait) => [trait, 1])),
  sum: report.meaning,
})

const take = (unit: Unit, { traits, meaning }: LinkReport): void => {
  unit.reports += 1
  for (const trait of traits) unit.counts.set(trait, (unit.counts.get(trait) ?? 0) + 1)
  if (meaning === null) return
  const sum = unit.sum ?? new Int16Array(meaning.length)
  unit.sum = sum.map((value, index) => value + (meaning[index] ?? 0))
}

const storyOf = ({ story, language, first, last, counts, reports, sum }: Unit): LinkStory => {
  const norm = sum === null ? 0 : Math.hypot(...sum)
  return {
    id: story,
    language,
    first,
    last,
    traits: new Map([...counts].map(([trait, count]) => [trait, count / reports])),
    meaning: sum === null || norm === 0 ? null : sum.map((value) => Math.round((value / norm) * MEANING_UNIT)),
  }
}
