import type { Field, Occurrence } from './occurrence.ts'

/** Without names that lie inside a longer one, Amazon in Amazon Web Services, and without what stands by accident in a word that names nothing. */
export const namesAmong = (names: readonly Occurrence[], notNames: readonly Occurrence[]): readonly Occurrence[] =>
  longestNames(notNames.length === 0 ? names : names.filter((name) => !notNames.some((word) => holds(word, name))))

const longestNames = (names: readonly Occurrence[]): readonly Occurrence[] => {
  if (names.length < 2) return names
  const hidden = new Set<Occurrence>()
  let outer: Occurrence | undefined
  // A name that holds another begins before it or, being longer, comes first: the one that reaches furthest tells.
  for (const name of names.toSorted(byBeginning)) {
    if (outer === undefined || outer.field !== name.field || outer.end <= name.start) outer = name
    else if (lengthOf(outer) > lengthOf(name) || outer.end < name.end) hidden.add(name)
  }
  return hidden.size === 0 ? names : names.filter((name) => !hidden.has(name))
}

const byBeginning = (one: Occurrence, other: Occurrence): number =>
  (one.field === other.field ? 0 : one.field === 'title' ? -1 : 1) || one.start - other.start || other.end - one.end

type Span = { readonly field: Field; readonly start: number; readonly end: number }
const lengthOf = ({ start, end }: Span): number => end - start
/** True where the inner word lies within the outer one. */
export const holds = (outer: Span, inner: Span): boolean =>
  outer.start <= inner.start && inner.end <= outer.end && outer.field === inner.field
