import type { Instant } from '../../model/ids.ts'
import type { DateHints } from '../dates/date-parts.ts'
import { readDate } from '../dates/read-date.ts'
import { type Children, firstOf, textOf } from '../xml/element.ts'

/** The most elements tried for a date. No item has more of one kind, and a text that is no date takes as long as twenty dates. */
const MOST_TRIED = 3

/** The first date in these elements, in the order of names (the most reliable first), then of the document. Null: there is none. */
export const dateOf = (children: Children, names: readonly string[], hints: DateHints): Instant | null =>
  firstOf(children, names, (element) => readDate(textOf(element), hints), MOST_TRIED)
