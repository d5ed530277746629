import type { Instant } from '../../model/ids.ts'
import type { DateHints } from '../dates/date-parts.ts'
import { readDate } from '../dates/read-date.ts'
import { type Children, firstOf, textOf } from '../xml/element.ts'

/** No item has more dates of one kind, and a text that is none takes as long to try as twenty that are. */
const MOST_TRIED = 3

/** The first text of these elements that is a date, in the order of names (the order of trust), then of the document. */
export const dateOf = (children: Children, names: readonly string[], hints: DateHints): Instant | null =>
  firstOf(children, names, (element) => readDate(textOf(element), hints), MOST_TRIED)
