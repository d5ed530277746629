/** The candidate most similar to `word`, for «did you mean»; null where all differ by more than a third of its letters. */
export const nearestWord = (word: string, candidates: Iterable<string>): string | null => {
  const wanted = word.toLowerCase()
  const farthest = Math.max(1, Math.floor(wanted.length / 3))
  let nearest: string | null = null
  let distance = farthest + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= distance) continue
    const steps = editDistance(wanted, candidate.toLowerCase(), distance)
    if (steps < distance) {
      nearest = candidate
      distance = steps
    }
  }
  return nearest
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours between two words (optimal string alignment). Where there are more than
 * `most`, counting ends early: the result is then some number above `most`.
 */
export const editDistance = (a: string, b: string, most = Number.POSITIVE_INFINITY): number => {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let before: readonly number[] = []
  let fewestAbove = 0
  let above: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    let fewest = row
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1]
      let steps = Math.min((above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (above[column - 1] ?? 0) + (same ? 0 : 1))
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) steps = Math.min(steps, (before[column - 2] ?? 0) + 1)
      current.push(steps)
      fewest = Math.min(fewest, steps)
    }
    // A swap uses the row before last and costs one step: once both last rows exceed `most`, all later ones do.
    if (fewest > most && fewestAbove >= most) return most + 1
    fewestAbove = fewest
    before = above
    above = current
  }
  return above[b.length] ?? 0
}
