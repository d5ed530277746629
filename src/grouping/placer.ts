import type { ReadArticle } from '../model/article.ts'
import { type ArticleId, articleId, type LanguageTag, type SourceId, type StoryId, storyId } from '../model/ids.ts'
import type { CopyCandidate, EventMemory, Assignment, StoryMemory } from '../model/story.ts'
import { formatReason } from '../model/assignment-reason.ts'
import { bestCopy } from './near-duplicates/best-copy.ts'
import { createEventIndex, type EventIndex } from './clustering/event-index.ts'
import { type Marks, marksOf } from './clustering/marks.ts'
import { termsOf } from './clustering/terms.ts'
import type { Interlingua } from './embeddings/table.ts'
import { createLinkIndex } from './crosslingual/link-index.ts'
import { type Telling, traitsOf } from './crosslingual/traits.ts'
import { decodeMemory, encodeMemory, type Remembered } from './memory.ts'
import { wordingOf } from './wording.ts'

/** The ids that an article and its story get if it starts one. */
export type NewIds = { readonly article: ArticleId; readonly story: StoryId }

/** What of an article tells where it belongs. */
export type Placeable = Telling & Pick<ReadArticle, 'fingerprint'>

/** What is made of an article, once for all that compares it. */
type Understood = { readonly index: EventIndex; readonly remembered: Remembered; readonly marks: Marks }

/** Where articles belong, in order of arrival. What it answers depends on what it has been given, and on nothing else. */
export type StoryPlacer = {
  place(
    article: Placeable,
    source: SourceId,
    ids: NewIds,
    alike: readonly CopyCandidate[],
  ): Exclude<Assignment, { kind: 'same' }>
  /** Takes an article in where it stands, without deciding: for one of which nothing is remembered any more. */
  learn(article: Placeable, ids: NewIds): EventMemory
  /** Fills the indexes again from what assignments left to be remembered. */
  recall(memories: readonly StoryMemory[]): void
}

export const createStoryPlacer = (interlingua: Interlingua): StoryPlacer => {
  const events = new Map<LanguageTag, EventIndex>()
  const links = createLinkIndex()

  const eventsIn = (language: LanguageTag): EventIndex => {
    const index = events.get(language) ?? createEventIndex(interlingua.sharesOf)
    events.set(language, index)
    return index
  }
  const remember = (article: ArticleId, story: StoryId, { marks, remembered }: Understood): void => {
    eventsIn(remembered.language).add({ ...remembered, article, story, marks })
    links.add(story, { ...remembered, article })
  }
  const understand = (article: Placeable): Understood => {
    const { language, title, text, publishedAt: at } = article
    const wording = wordingOf(language, title, text)
    const index = eventsIn(language)
    const terms = index.weigh(termsOf(wording))
    const traits = traitsOf(article, interlingua.shareOf)
    const remembered = { language, at, terms, meaning: interlingua.vectorOf(wording), traits }
    return { index, remembered, marks: marksOf(traits) }
  }
  return {
    place(article, source, ids, alike) {
      const copy = placeCopy(article, source, alike)
      if (copy !== null) return copy
      const understood = understand(article)
      const { index, remembered, marks } = understood
      const likeliest = index.match({ terms: remembered.terms, marks, at: remembered.at })
      const joined = joinStory(likeliest)
      // What few tell yet, in one language, may be the beginning of what others tell more of.
      const isOpen = joined === null || links.isYoung(joined.story)
      const linked = isOpen ? joinLink(links.match({ ...remembered, article: ids.article }, likeliest?.story)) : null
      const assignment = linked ?? joined ?? START
      remember(ids.article, assignment.kind === 'joins' ? assignment.story : ids.story, understood)
      return { ...assignment, memory: encodeMemory(remembered) }
    },
    learn(article, { article: id, story }) {
      const understood = understand(article)
      remember(id, story, understood)
      return encodeMemory(understood.remembered)
    },
    recall(memories) {
      const entries = memories.flatMap(({ article, story, memory }) => {
        const remembered = decodeMemory(memory)
        return remembered === null ? [] : [{ ...remembered, article, story, marks: marksOf(remembered.traits) }]
      })
      for (const [language, told] of Map.groupBy(entries, (entry) => entry.language)) eventsIn(language).addAll(told)
      for (const { story, ...report } of entries) links.add(story, report)
    },
  }
}

type Joins = Extract<Assignment, { kind: 'joins' }>
const START: Extract<Assignment, { kind: 'starts' }> = { kind: 'starts', reasons: [] }

const placeCopy = (
  { fingerprint }: Placeable,
  source: SourceId,
  alike: readonly CopyCandidate[],
): (Assignment & { kind: 'copy' }) | null => {
  const match = fingerprint === null ? null : bestCopy(source, fingerprint, alike)
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

const joinStory = (match: ReturnType<EventIndex['match']>): Joins | null =>
  match === null || !match.joins
    ? null
    : {
        kind: 'joins',
        story: storyId(match.story),
        parent: articleId(match.nearest),
        reasons: [{ kind: 'story', detail: formatReason.story(match.nearest, match.likeness), score: match.score }],
      }

const joinLink = (match: ReturnType<ReturnType<typeof createLinkIndex>['match']>): Joins | null =>
  match === null
    ? null
    : {
        kind: 'joins',
        story: storyId(match.story),
        parent: articleId(match.parent),
        reasons: [{ kind: 'link', detail: formatReason.link(match.kinds, match.shared), score: match.score }],
      }
