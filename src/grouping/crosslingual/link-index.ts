import type { Instant, LanguageTag } from '../../model/ids.ts'
import { JOIN_THRESHOLDS } from '../../model/assignment-reason.ts'
import type { Meaning } from '../embeddings/table.ts'
import { createAsking } from './asking.ts'
import { type CrossLikeness, evidenceIn, hasAmount } from './compare.ts'
import { type KeyedTraits, traitKeys } from './trait-keys.ts'
import type { Traits } from './traits.ts'
import { createReportLog } from './report-log.ts'
import { createUnits, type UnitReport, type Units } from './units.ts'

/** One report, as it speaks for its story in its language. */
export type LinkReport = {
  readonly article: string
  readonly language: LanguageTag
  readonly at: Instant
  readonly traits: Traits
  readonly meaning: Meaning | null
}
export type LinkMatch = {
  readonly story: string
  /** The first report of that story in the language that was most like. */
  readonly parent: string
  readonly score: number
  /** Kinds of evidence that speak for it; `meaning` is the likeness of vectors. */
  readonly kinds: ReadonlySet<string>
  /** Shared traits, the most telling first. */
  readonly shared: readonly string[]
}

/**
 * Stories with their reports by language, streaming. A report that starts a story in its language may join the story of other
 * languages that is most like it, if no other story is nearly as like and none of its own language is liker to that story.
 */
export type LinkIndex = {
  /** `doubted`: a story that its language tells already, and that it may report too. Others that its language tells it does not join. */
  match(report: LinkReport, doubted?: string | null): LinkMatch | null
  add(story: string, report: LinkReport, arrivedAt?: Instant): void
  /** Is the story told in one language alone, and by few yet? */
  isRecent(story: string): boolean
  /** As if all had been added again with these stories; a slice at each step. */
  reassign(moves: ReadonlyMap<string, string>): Iterable<void>
}

/** A score from here on joins, where both find each other best. */
const LINK_AT = JOIN_THRESHOLDS.link
/** Stories are joined if they are alike on average; a single pair may be this much below. */
const LINK_SLACK = 0.2
/** The second best story must be this much less like: where two may be meant, none is, unless both tell of one event. */
const MARGIN = 0.1
const ALIKE_SHARE = 0.6
/** A story of its own language as like to the other, but for this much, keeps a report from joining. */
const RIVAL_MARGIN = 0.2
/** Taken from a likeness for each day in between: of what looks alike, four in five are one event within half an hour, one in four after half a day. */
const DAY_COST = 0.35
/** By as many, in one language alone, a story is told before it is clear whether others tell it too. */
const FEW_REPORTS = 2
const HOUR = 3_600_000
const STEP_MS = 24 * HOUR
const KEPT_MS = 96 * HOUR

/** Reports that arrived longer ago are not needed to go on: stories are compared with by reports of half that time. */
export const FEATURES_WINDOW_MS = 8 * 24 * HOUR
/** Reports between which a caller has its turn: some five milliseconds. */
const SLICE = 500

export const createLinkIndex = (): LinkIndex => {
  let held = createWindow()
  const log = createReportLog()
  const keysOf = lastKeys()
  return {
    add(story, { traits, ...report }, arrivedAt = report.at) {
      const unitReport = { ...report, story, traits: keysOf(traits).keys }
      log.add(unitReport, arrivedAt)
      const next = take(held, unitReport)
      if (next.from !== held.from) log.forget(arrivedAt - FEATURES_WINDOW_MS)
      held = next
    },
    *reassign(moves) {
      if (!log.reassign(moves)) return
      let fresh = createWindow()
      let taken = 0
      for (const report of log.reports()) {
        fresh = take(fresh, report)
        taken += 1
        if (taken % SLICE === 0) yield
      }
      held = fresh
    },
    isRecent(story) {
      const told = held.units.toldOf(story)
      return told.length === 1 && told.every((unit) => (held.units.columns.reports[unit] ?? 0) <= FEW_REPORTS)
    },
    match(report, doubted = null) {
      const { keys, traits } = keysOf(report.traits)
      const { units, asking } = held
      const language = units.numberOf(report.language)
      asking.report({ ...report, keys })
      const best = bestUnit(held, language, doubted)
      if (best === null || hasLiker(held, best.unit, language, best.score)) return null
      const { kinds, shared } = evidenceIn(best)
      return {
        story: units.storyOf(best.unit),
        parent: units.articleOf(best.unit),
        score: best.score,
        kinds,
        shared: shared.map((key) => traits[keys.indexOf(key)] ?? ''),
      }
    },
  }
}

/** What is matched is added next, and keyed once. */
const lastKeys = (): ((traits: Traits) => KeyedTraits) => {
  let last: { readonly traits: Traits; readonly keyed: KeyedTraits } | null = null
  return (traits) => {
    if (last?.traits !== traits) last = { traits, keyed: traitKeys(traits) }
    return last.keyed
  }
}

/** Units of stories that were reported within the window, which begins at `from`. */
type Held = { readonly units: Units; readonly asking: ReturnType<typeof createAsking>; readonly from: Instant }

const holdingOf = (units: Units, from: Instant): Held => ({ units, asking: createAsking(units), from })
const createWindow = (): Held => holdingOf(createUnits(), Number.NEGATIVE_INFINITY)

/** Takes in a report; where it is the first of its day, stories that ended before the window are forgotten. */
const take = (held: Held, report: UnitReport): Held => {
  held.units.put(report)
  const from = Math.floor(report.at / STEP_MS) * STEP_MS - KEPT_MS
  return from <= held.from ? held : without(held, from)
}

const without = (held: Held, from: Instant): Held => {
  const { units } = held
  const all = Array.from({ length: units.size }, (_, unit) => unit)
  const kept = all.filter((unit) => (units.columns.last[unit] ?? 0) >= from)
  if (kept.length === units.size) return { ...held, from }
  const fresh = createUnits()
  for (const unit of kept) fresh.adopt(units, unit)
  return holdingOf(fresh, from)
}

type Found = CrossLikeness & { readonly unit: number }

/** The unit that is most like what is asked about, if its story is like on average and no other story may be meant as well. */
const bestUnit = (held: Held, language: number, doubted: string | null): Found | null => {
  const { units, asking } = held
  const found = asking
    .likelyUnits((other) => other !== language)
    .filter((unit) => asking.couldReach(unit, LINK_AT + lateness(asking.apart(unit))))
    .flatMap((unit): readonly Found[] => {
      const like = asking.likeness(unit)
      if (like === null) return []
      const score = like.score - lateness(asking.apart(unit))
      return score < LINK_AT ? [] : [{ ...like, score, unit }]
    })
    .sort((a, b) => b.score - a.score || a.unit - b.unit)
  const best = found.find(({ unit }) => isLikeOnAverage(held, unit))
  if (best === undefined) return null
  const mates = units.matesOf(best.unit)
  const second = found.find(({ unit }) => !mates.includes(unit))
  const isClear = second === undefined || second.score <= best.score - MARGIN || tellOfOne(held, best.unit, second)
  // What is most like a story that its language tells already is no report of another one.
  const isOpen = units.storyOf(best.unit) === doubted || mates.every((mate) => units.columns.languages[mate] !== language)
  return isClear && isOpen ? best : null
}

/** What is taken from a likeness across so many milliseconds. */
const lateness = (apart: number): number => (DAY_COST * apart) / (24 * HOUR)

const isLikeOnAverage = ({ units, asking }: Held, unit: number): boolean => {
  const told = units.matesOf(unit)
  const sum = told.reduce((total, mate) => total + (asking.likeness(mate)?.score ?? 0), 0)
  return sum / told.length >= LINK_AT - LINK_SLACK
}

/** Two that are about as like to one another, and do not count different things, tell of one event: whichever is meant, it is right. */
const tellOfOne = ({ asking }: Held, best: number, { unit: second, score }: Found): boolean => {
  asking.unit(best)
  const found = asking.likeness(second)
  if (found === null || found.score < ALIKE_SHARE * score) return false
  return hasAmount(found) || !(asking.counts(best) && asking.counts(second))
}

/** Is another story of the report's own language liker to the unit than the report? */
const hasLiker = ({ units, asking }: Held, unit: number, language: number, score: number): boolean => {
  asking.unit(unit)
  const mates = units.matesOf(unit)
  const least = score - RIVAL_MARGIN
  return asking
    .likelyUnits((other) => other === language)
    .some((rival) => !mates.includes(rival) && asking.couldReach(rival, least) && (asking.likeness(rival)?.score ?? 0) > least)
}
