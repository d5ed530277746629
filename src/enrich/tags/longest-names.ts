import type { Field, Occurrence } from './found.ts'

/** Without names that lie inside a longer one: Amazon in Amazon Web Services, China in East China Sea. */
export const longestNames = (names: readonly Occurrence[]): readonly Occurrence[] =>
  names.filter((name) => !isInLonger(name, names))

const isInLonger = (name: Occurrence, names: readonly Occurrence[]): boolean => {
  for (const other of names) if (holds(other, name) && lengthOf(other) > lengthOf(name)) return true
  return false
}

type Span = { readonly field: Field; readonly start: number; readonly end: number }
const lengthOf = ({ start, end }: Span): number => end - start
/** True where the inner word lies within the outer one. */
export const holds = (outer: Span, inner: Span): boolean =>
  outer.start <= inner.start && inner.end <= outer.end && outer.field === inner.field
