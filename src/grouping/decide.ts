import { formatReason } from '../model/assignment-reason.ts'
import { articleId, type Instant, storyId } from '../model/ids.ts'
import type { Assignment, CopyCandidate } from '../model/story.ts'
import type { Compared, Decision, GroupingIndex, LateMatch, Report } from './grouping-index.ts'
import { bestCopy } from './near-duplicates/fingerprint.ts'
import { encodeFeatures } from './stored-features.ts'
import { sharedFacts } from './stories/pair-features.ts'
import type { PhaseFit } from './stories/phase.ts'
import type { StoryFit } from './stories/story-match.ts'
import type { SentenceVector } from '../model/sentence-vector.ts'

/**
 * Decides where a report belongs: it is a copy, joins a story, or starts one, which may continue another. Does not change the index. `candidates`: the
 * result of `index.duplicateCandidates`, in that order, with their stored fingerprints.
 */
export const decide = (
  index: GroupingIndex,
  report: Report,
  candidates: readonly CopyCandidate[],
  vector: SentenceVector | null,
): Decision => {
  const copy = copyOf(report, candidates)
  if (copy !== null) return { ...ALONE, assignment: copy }
  const compared = index.compare(report, vector?.values ?? null)
  const { joins, meets, continues } = index.match(compared)
  const begunAt = joins === null ? compared.features.at : begunWith(index, compared, joins)
  const told = joins === null ? null : index.phaseIn(compared, joins.story)
  const features = { ...compared.features, begunAt, phase: told?.phase ?? report.article }
  return {
    assignment: joins === null || told === null ? START : joinOf(index, compared, joins, told),
    features: encodeFeatures(features, vector?.revision ?? null),
    compared: { ...compared, features },
    late: joins === null || meets === null ? null : lateOf(index, report.arrivedAt, joins, meets),
    continues: continues === null ? null : storyId(continues.story),
  }
}

const START: Extract<Assignment, { kind: 'starts' }> = { kind: 'starts', reasons: [] }
export const ALONE: Decision = { assignment: START, features: null, compared: null, late: null, continues: null }

const begunWith = (index: GroupingIndex, { features }: Compared, { best }: StoryFit): number =>
  Math.min(features.at, index.reportAt(best).begunAt)

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

const joinOf = (
  index: GroupingIndex,
  { features }: Compared,
  fit: StoryFit,
  { phase, probability }: PhaseFit,
): Extract<Assignment, { kind: 'joins' }> => {
  const nearest = index.reportAt(fit.best)
  const kind = nearest.language === features.language ? 'story' : 'link'
  const detail = formatReason.joins(nearest.article, fit.likeness, sharedFacts(features, nearest))
  return {
    kind: 'joins',
    story: storyId(fit.story),
    parent: articleId(nearest.article),
    reasons: [
      { kind, detail, score: fit.value },
      { kind: 'phase', detail: formatReason.phase(phase), score: probability },
    ],
  }
}

const lateOf = (index: GroupingIndex, at: Instant, one: StoryFit, other: StoryFit): LateMatch => {
  const [first, second] = [index.reportAt(one.best), index.reportAt(other.best)]
  return {
    story: storyId(one.story),
    other: storyId(other.story),
    articles: [articleId(first.article), articleId(second.article)],
    at,
    score: other.value,
    likeness: other.likeness,
    shared: sharedFacts(first, second),
    told: index.phaseOfLater(one.story, other.story),
  }
}
