import { isSameSpan, type Span } from '../../model/article.ts'
import type { Occurrence } from './occurrence.ts'

/** Without names that lie inside a longer one, Amazon in Amazon Web Services, and without what stands by accident in a word that names nothing. */
export const namesAmong = (names: readonly Occurrence[], notNames: readonly Occurrence[]): readonly Occurrence[] =>
  longestNames(notNames.length === 0 ? names : names.filter((name) => !notNames.some((word) => holds(word, name))))

/** Of names that run into each other the longest counts, of two as long the first: 上海 in 上海地铁, not 海地. */
const longestNames = (names: readonly Occurrence[]): readonly Occurrence[] => {
  if (names.length < 2) return names
  const kept = new Set<Occurrence>()
  let longest: Occurrence[] = []
  for (const name of names.toSorted(byBeginning)) {
    const [rival] = longest
    if (rival === undefined || rival.field !== name.field || rival.end <= name.start) {
      for (const one of longest) kept.add(one)
      longest = [name]
    } else if (lengthOf(name) > lengthOf(rival)) longest = [name]
    else if (isSameSpan(name, rival)) longest.push(name)
  }
  for (const one of longest) kept.add(one)
  return kept.size === names.length ? names : names.filter((name) => kept.has(name))
}

const byBeginning = (one: Occurrence, other: Occurrence): number =>
  (one.field === other.field ? 0 : one.field === 'title' ? -1 : 1) || one.start - other.start || other.end - one.end

const lengthOf = ({ start, end }: Span): number => end - start
/** True where the inner word lies within the outer one. */
export const holds = (outer: Span, inner: Span): boolean =>
  outer.start <= inner.start && inner.end <= outer.end && outer.field === inner.field
