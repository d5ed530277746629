import type { Fingerprint } from '../../model/article.ts'
import { copyLikeness, type Likeness } from './compare.ts'

export type CopyCandidate = { readonly id: string; readonly source: string; readonly fingerprint: Fingerprint }
export type CopyMatch = Likeness & { readonly of: string }

/** Newest candidates a band: boilerplate that thousands share must not be compared thousands of times. */
export const CANDIDATES_PER_BAND = 20

/** The candidate that this text is a copy of: the most alike, of another source. */
export const bestCopy = (source: string, fingerprint: Fingerprint, candidates: Iterable<CopyCandidate>): CopyMatch | null => {
  let best: CopyMatch | null = null
  for (const candidate of candidates) {
    // Two alike texts of one source are a template, or a revision under a new key.
    if (candidate.source === source) continue
    const likeness = copyLikeness(fingerprint, candidate.fingerprint)
    if (likeness !== null && (best === null || likeness.jaccard > best.jaccard)) best = { ...likeness, of: candidate.id }
  }
  return best
}

/** Texts in memory, found by the bands they share. */
export const createCopyIndex = () => {
  const bands = new Map<number, CopyCandidate[]>()
  return {
    find(source: string, fingerprint: Fingerprint): CopyMatch | null {
      const found = new Set<CopyCandidate>()
      for (const band of fingerprint.bands) for (const candidate of bands.get(band) ?? []) found.add(candidate)
      return bestCopy(source, fingerprint, found)
    },
    add(candidate: CopyCandidate): void {
      for (const band of candidate.fingerprint.bands) {
        const list = bands.get(band)
        if (list === undefined) bands.set(band, [candidate])
        else {
          list.push(candidate)
          if (list.length > CANDIDATES_PER_BAND) list.shift()
        }
      }
    },
  }
}
