import { copyLikeness, type Likeness, type Shingled } from './compare.ts'

type Candidate = { readonly source: string; readonly fingerprint: Shingled }
export type CopyMatch<Given extends Candidate> = { readonly candidate: Given; readonly likeness: Likeness }

/** The candidate that this text is a copy of: the most alike, of another source. Candidates come newest first; of equal ones, the oldest is meant. */
export const bestCopy = <Given extends Candidate>(
  source: string,
  fingerprint: Shingled,
  candidates: Iterable<Given>,
): CopyMatch<Given> | null => {
  let best: CopyMatch<Given> | null = null
  for (const candidate of candidates) {
    // Two alike texts of one source are a template, or a revision under a new key.
    if (candidate.source === source) continue
    const likeness = copyLikeness(fingerprint, candidate.fingerprint)
    if (likeness !== null && (best === null || likeness.jaccard >= best.likeness.jaccard)) best = { candidate, likeness }
  }
  return best
}
