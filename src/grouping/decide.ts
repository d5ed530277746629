import { formatReason } from '../model/assignment-reason.ts'
import { articleId, storyId } from '../model/ids.ts'
import type { Assignment, CopyCandidate } from '../model/story.ts'
import type { StoryMatch } from './clustering/cluster-index.ts'
import type { LinkMatch } from './crosslingual/link-index.ts'
import type { Decision, GroupingIndex, Report } from './grouping-index.ts'
import { bestCopy } from './near-duplicates/fingerprint.ts'
import { encodeFeatures } from './stored-features.ts'

/**
 * Where a report belongs: it is a copy, joins a story of its language or of others, or starts one. Changes nothing. `candidates`: those of
 * `index.duplicateCandidates`, in that order, with their stored fingerprints.
 */
export const decide = (index: GroupingIndex, report: Report, candidates: readonly CopyCandidate[]): Decision => {
  const copy = copyOf(report, candidates)
  if (copy !== null) return { assignment: copy, features: null, compared: null }
  const compared = index.compare(report)
  const likeliest = index.matchStory(compared)
  const joined = joinStory(likeliest)
  // What few report yet, in one language, may be the beginning of what others report more of.
  const isOpen = joined === null || index.isRecent(joined.story)
  const doubted = likeliest === null ? null : storyId(likeliest.story)
  const linked = isOpen ? joinLink(index.matchLink(report.article, compared, doubted)) : null
  return { assignment: linked ?? joined ?? START, features: encodeFeatures(compared.features), compared }
}

type Joins = Extract<Assignment, { kind: 'joins' }>
const START: Extract<Assignment, { kind: 'starts' }> = { kind: 'starts', reasons: [] }

const copyOf = (
  { fingerprint, source }: Report,
  candidates: readonly CopyCandidate[],
): Extract<Assignment, { kind: 'copy' }> | null => {
  const match = fingerprint === null ? null : bestCopy(source, fingerprint, candidates)
  if (match === null) return null
  const { candidate, likeness } = match
  const detail = formatReason.copy(candidate.article, likeness.shared, likeness.containment)
  return {
    kind: 'copy',
    of: candidate.article,
    story: candidate.story,
    reasons: [{ kind: 'copy', detail, score: likeness.jaccard }],
  }
}

const joinStory = (match: StoryMatch | null): Joins | null =>
  match === null || !match.joins
    ? null
    : {
        kind: 'joins',
        story: storyId(match.story),
        parent: articleId(match.nearest),
        reasons: [{ kind: 'story', detail: formatReason.story(match.nearest, match.likeness), score: match.score }],
      }

const joinLink = (match: LinkMatch | null): Joins | null =>
  match === null
    ? null
    : {
        kind: 'joins',
        story: storyId(match.story),
        parent: articleId(match.parent),
        reasons: [{ kind: 'link', detail: formatReason.link(match.kinds, match.shared), score: match.score }],
      }
