/**
 * Decides when a story is worth a message. A story's level is the last threshold, in the order of the configuration, whose numbers it has. A message is
 * sent when the level is higher than at the alert's last message about the story: one that passes two thresholds at once gives one message, and one that
 * loses sources and regains them gives none.
 */
import type { Coverage } from '../model/alert.ts'

/** The index of the last threshold that a story of this coverage has passed; -1: none. */
export const stepOf = (thresholds: readonly Coverage[], coverage: Coverage): number =>
  thresholds.findLastIndex(
    ({ sources, languages, origins }) =>
      coverage.sources >= sources && coverage.languages >= languages && coverage.origins >= origins,
  )

/** Whether a message is due. `announced`: the coverage at the last message; null: there was none. */
export const isNews = (thresholds: readonly Coverage[], coverage: Coverage, announced: Coverage | null): boolean =>
  stepOf(thresholds, coverage) > (announced === null ? -1 : stepOf(thresholds, announced))
