import { formatReason } from '../model/assignment-reason.ts'
import { articleId, storyId } from '../model/ids.ts'
import type { Assignment, AssignmentReason, CopyCandidate } from '../model/story.ts'
import type { StoryMatch } from './clustering/cluster-index.ts'
import type { LinkMatch } from './crosslingual/link-index.ts'
import type { Decision, GroupingIndex, LateMatch, Report } from './grouping-index.ts'
import type { ModelVector } from './model-vectors/model-vector.ts'
import type { NearStory } from './model-vectors/vector-index.ts'
import { bestCopy } from './near-duplicates/fingerprint.ts'
import { encodeFeatures } from './stored-features.ts'

/**
 * Decides where a report belongs: it is a copy, joins a story of its own or of other languages, or starts one. Does not change the index.
 * `candidates`: the result of `index.duplicateCandidates`, in that order, with their stored fingerprints.
 */
export const decide = (index: GroupingIndex, report: Report, candidates: readonly CopyCandidate[]): Decision => {
  const copy = copyOf(report, candidates)
  if (copy !== null) return { assignment: copy, features: null, compared: null }
  const compared = index.compare(report)
  const likeliest = index.matchStory(compared)
  const joined = joinStory(likeliest)
  // A story with few reports, in one language only, may be the beginning of one that others report more widely.
  const isOpen = joined === null || index.isRecent(joined.story)
  const doubted = likeliest === null ? null : storyId(likeliest.story)
  const linked = isOpen ? joinLink(index.matchLink(report.article, compared, doubted)) : null
  return { assignment: linked ?? joined ?? START, features: encodeFeatures(compared.features), compared }
}

/** Is the report neither a copy nor in a story, so that a model's vector may add evidence? */
export const isDoubtful = ({ assignment, compared }: Decision): boolean => assignment.kind === 'starts' && compared !== null

/**
 * Decides again about a doubtful report, with its vector. The vector adds candidates and never joins by itself: a specific feature must be shared
 * too, and nothing may contradict.
 */
export const decideByVector = (index: GroupingIndex, report: Report, doubtful: Decision, given: ModelVector): Decision => {
  if (doubtful.compared === null) return doubtful
  const { vector, near } = index.compareVector(doubtful.compared, report.arrivedAt, given)
  const compared = { ...doubtful.compared, features: { ...doubtful.compared.features, vector } }
  const likeliest = near.size === 0 ? null : index.matchStory(compared)
  const match = near.size === 0 ? null : index.matchLink(report.article, compared, likeliest && storyId(likeliest.story), near)
  const linked = joinLink(match)
  const found = linked === null ? undefined : near.get(linked.story)
  const assignment =
    linked === null || found === undefined ? START : { ...linked, reasons: [...linked.reasons, nearReason(vector, found)] }
  return { assignment, features: encodeFeatures(compared.features), compared }
}

/**
 * After the index has taken in the decision: another story that proves to be the same as the one which has just grown. Null: none, as in most cases.
 */
export const lookAgain = (
  index: GroupingIndex,
  { language }: Pick<Report, 'language'>,
  { assignment }: Decision,
): LateMatch | null => (assignment.kind === 'joins' ? index.matchGrown(assignment.story, language) : null)

const nearReason = ({ model }: ModelVector, { article, likeness, near }: NearStory): AssignmentReason => ({
  kind: 'model',
  detail: `${model} finds it ${likeness.toFixed(2)} like ${article}; of random pairs one in a hundred is over ${near.toFixed(2)}`,
  score: null,
})

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
