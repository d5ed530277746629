/** When a reader would call an article updated. */
import { HOUR } from '../lib/durations.ts'
import type { Instant } from '../model/ids.ts'
import { normalForm } from './normal-form.ts'

/** The shortest time between two updates of an article, even if it changes on every poll. */
const UPDATE_GAP_MS = HOUR

type Wording = { readonly title: string; readonly text: string }

/** True: the change is material, and `updated`, which moves at most once an hour, may move. */
export const isUpdate = (before: Wording & { readonly revisedAt: Instant | null }, after: Wording, now: Instant): boolean =>
  (before.revisedAt === null || now - before.revisedAt >= UPDATE_GAP_MS) && isMaterialChange(before, after)

/** True if a reader would call it a change: another title, or text that differs in more than spacing, punctuation and counters. */
const isMaterialChange = (before: Wording, after: Wording): boolean =>
  (before.title !== after.title && compared(before.title) !== compared(after.title)) ||
  (before.text !== after.text && withoutNumbers(compared(before.text)) !== withoutNumbers(compared(after.text)))

const compared = (text: string): string =>
  normalForm(text)
    .text.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
const withoutNumbers = (text: string): string => text.replaceAll(/\p{N}+ ?/gu, '').trimEnd()
