import type { Tags } from '../model/article.ts'
import { articleId, type Instant, type LanguageTag, sourceId, storyId } from '../model/ids.ts'
import { reasonLine } from '../model/assignment-reason.ts'
import { createCopyIndex } from './near-duplicates/copy-index.ts'
import { fingerprintOf } from './near-duplicates/fingerprint.ts'
import type { Interlingua } from './embeddings/table.ts'
import { createStoryPlacer } from './placer.ts'

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

/** Copies, stories and links of articles in order of arrival, placed as the service places them, all in memory. */
export const createGrouping = (interlingua: Interlingua) => {
  const placer = createStoryPlacer(interlingua)
  const copies = createCopyIndex()
  const grouped = new Map<string, Grouped>()
  const stories = new Map<string, string>()

  const storyIn = (language: LanguageTag, crossStory: string, id: string): string => {
    const key = `${crossStory}\n${language}`
    const story = stories.get(key) ?? id
    stories.set(key, story)
    return story
  }
  return {
    add({ id, source, at, ...row }: GroupRow): void {
      const fingerprint = fingerprintOf(row.title, row.text)
      const alike = (fingerprint === null ? [] : copies.alike(fingerprint)).map((text) => ({
        article: articleId(text.id),
        source: sourceId(text.source),
        story: storyId(grouped.get(text.id)?.crossStory ?? text.id),
        fingerprint: text.fingerprint,
      }))
      const ids = { article: articleId(id), story: storyId(id) }
      const assignment = placer.place(
        { ...row, html: '', canonicalUrl: null, publishedAt: at, fingerprint },
        sourceId(source),
        ids,
        alike,
      )
      const crossStory = assignment.kind === 'starts' ? id : assignment.story
      grouped.set(id, {
        id,
        language: row.language,
        copyOf: assignment.kind === 'copy' ? (grouped.get(assignment.of)?.copyOf ?? assignment.of) : null,
        story: storyIn(row.language, crossStory, id),
        crossStory,
        evidence: assignment.reasons.map(reasonLine),
      })
      if (fingerprint !== null) copies.add({ id, source, fingerprint })
    },
    finish: (): readonly Grouped[] => [...grouped.values()],
  }
}
