/** When and where what we publish may move. The same on every engine. */
import { normalForm } from '../text/normal-form.ts'
import type { Instant } from '../model/ids.ts'

const HOUR = 3_600_000
/** Later arrivals stand where readers look, not below what they have read. */
const LATE_MS = 6 * HOUR
/** An article that changes on every poll is one article, updated at most this often. */
const UPDATE_GAP_MS = HOUR

/**
 * An article's place in the order of entries, fixed once. What a new source brings is its past and keeps its dates; what comes
 * later stands at most six hours back. Nothing stands in the future, where it would stay on top.
 */
export const sortPosition = (published: Instant, now: Instant, sourceIsNew: boolean): Instant =>
  Math.min(now, sourceIsNew ? published : Math.max(published, now - LATE_MS))

type Wording = { readonly title: string; readonly text: string }

/** True if a reader would call it a change: another title, or text that differs in more than spacing, punctuation and counters. */
export const isMaterialChange = (before: Wording, after: Wording): boolean =>
  (before.title !== after.title && compared(before.title) !== compared(after.title)) ||
  (before.text !== after.text && withoutNumbers(compared(before.text)) !== withoutNumbers(compared(after.text)))

const compared = (text: string): string =>
  normalForm(text)
    .text.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
const withoutNumbers = (text: string): string => text.replaceAll(/\p{N}+ ?/gu, '').trimEnd()

/** `updated` moves at most once an hour. */
export const mayMoveUpdated = (revisedAt: Instant | null, now: Instant): boolean =>
  revisedAt === null || now - revisedAt >= UPDATE_GAP_MS
