/**
 * When a story is worth a message. Thresholds are the steps that a story climbs, in the order of the configuration; it stands on the last of them
 * whose numbers it reaches. A message goes out when it stands higher than when the alert announced of it last, so one that climbs two steps at once gives
 * one message, and one that loses sources and gets them back gives none.
 */
import type { Coverage } from '../model/alert.ts'

/** The step on which a story of this coverage stands, from 0; -1: below the first. */
const stepOf = (thresholds: readonly Coverage[], coverage: Coverage): number =>
  thresholds.findLastIndex(({ sources, languages }) => coverage.sources >= sources && coverage.languages >= languages)

/** `announced`: the coverage at the last message; null: there was none. */
export const isNews = (thresholds: readonly Coverage[], coverage: Coverage, announced: Coverage | null): boolean =>
  stepOf(thresholds, coverage) > (announced === null ? -1 : stepOf(thresholds, announced))
