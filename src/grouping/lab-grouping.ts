import type { Fingerprint, Tags } from '../model/article.ts'
import type { Assignment, CopyCandidate } from '../model/story.ts'
import { type ArticleId, articleId, type Instant, type LanguageTag, sourceId, storyId } from '../model/ids.ts'
import { reasonLine } from '../model/assignment-reason.ts'
import { fingerprintOf } from './near-duplicates/fingerprint.ts'
import type { MultilingualEmbeddings } from './embeddings/embeddings.ts'
import { decide } from './decide.ts'
import { createGroupingIndex } from './grouping-index.ts'

export type GroupRow = Tags & {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly language: LanguageTag
  readonly at: Instant
  readonly source: string
}
export type Grouped = {
  readonly id: string
  readonly language: LanguageTag
  readonly copyOf: string | null
  /** Within the language; named after its first article. */
  readonly story: string
  readonly crossStory: string
  readonly evidence: readonly string[]
}

/** Copies, stories and links of articles in order of arrival, decided as the service decides, all in memory. */
export const createGrouping = (embeddings: MultilingualEmbeddings) => {
  const index = createGroupingIndex(embeddings)
  const fingerprints = new Map<ArticleId, Fingerprint>()
  const grouped = new Map<string, Grouped>()
  const stories = new Map<string, string>()

  const storyIn = (language: LanguageTag, crossStory: string, id: string): string => {
    const key = `${crossStory}\n${language}`
    const story = stories.get(key) ?? id
    stories.set(key, story)
    return story
  }
  const group = (row: GroupRow): Assignment => {
    const fingerprint = fingerprintOf(row.title, row.text)
    const ids = { article: articleId(row.id), story: storyId(row.id), source: sourceId(row.source) }
    const report = { ...row, ...ids, html: '', canonicalUrl: null, publishedAt: row.at, arrivedAt: row.at, fingerprint }
    const candidates = index.duplicateCandidates(report).flatMap((candidate): readonly CopyCandidate[] => {
      const stored = fingerprints.get(candidate.article)
      return stored === undefined ? [] : [{ ...candidate, fingerprint: stored }]
    })
    const decision = decide(index, report, candidates)
    index.add(report, decision)
    if (fingerprint !== null) fingerprints.set(report.article, fingerprint)
    return decision.assignment
  }
  return {
    add(row: GroupRow): void {
      const { id, language } = row
      const assignment = group(row)
      const crossStory = assignment.kind === 'copy' || assignment.kind === 'joins' ? assignment.story : id
      grouped.set(id, {
        id,
        language,
        copyOf: assignment.kind === 'copy' ? (grouped.get(assignment.of)?.copyOf ?? assignment.of) : null,
        story: storyIn(language, crossStory, id),
        crossStory,
        evidence: assignment.reasons.map(reasonLine),
      })
    },
    finish: (): readonly Grouped[] => [...grouped.values()],
  }
}
