import type { Field, Occurrence } from './occurrence.ts'

/** Without names that lie inside a longer one: Amazon in Amazon Web Services, China in East China Sea. */
export const longestNames = (names: readonly Occurrence[]): readonly Occurrence[] => {
  if (names.length < 2) return names
  const inLonger = new Set<Occurrence>()
  let outer: Occurrence | undefined
  // A name that holds another begins before it or, being longer, comes first: the one that reaches furthest tells.
  for (const name of names.toSorted(byBeginning)) {
    if (outer === undefined || outer.field !== name.field || outer.end < name.end) outer = name
    else if (lengthOf(outer) > lengthOf(name)) inLonger.add(name)
  }
  return inLonger.size === 0 ? names : names.filter((name) => !inLonger.has(name))
}

const byBeginning = (one: Occurrence, other: Occurrence): number =>
  (one.field === other.field ? 0 : one.field === 'title' ? -1 : 1) || one.start - other.start || other.end - one.end

type Span = { readonly field: Field; readonly start: number; readonly end: number }
const lengthOf = ({ start, end }: Span): number => end - start
/** True where the inner word lies within the outer one. */
export const holds = (outer: Span, inner: Span): boolean =>
  outer.start <= inner.start && inner.end <= outer.end && outer.field === inner.field
