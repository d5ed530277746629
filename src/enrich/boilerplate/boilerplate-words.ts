import { anyOf } from '../../text/phrases.ts'
import words from '../../words/boilerplate.json' with { type: 'json' }

export const AGENCIES = anyOf(words.agencies)
export const OTHER_AGENCIES = anyOf(words.otherAgencies)
export const EAST_ASIAN_AGENCIES = anyOf(words.eastAsianAgencies)
export const PHOTO_AGENCIES = anyOf(words.photoAgencies)
export const PHOTO_LABELS = anyOf(words.photoLabels)
export const PHOTO_SIGNS = anyOf(words.photoSigns)
export const NETWORKS = anyOf(words.networks)
export const NEWSLETTERS = anyOf(words.newsletters)
export const APPLICATIONS = anyOf(words.applications)
export const RELATED = anyOf(words.related)
export const FURNITURE = anyOf(words.furniture)
export const DATE_LABELS = anyOf(words.dateLabels)
/** Requests to the reader. */
export const CALLS = Object.values(words.calls).map(({ at, verbs, us }) => ({
  isVerbFirst: at === 'start',
  verbs: anyOf(verbs),
  us: us === null ? null : anyOf(us),
}))
