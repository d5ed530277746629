/** When a story's `updated` advances: a source or a language reports it for the first time, or its lead changes materially. */
import type { Instant, LanguageTag, SourceId } from './ids.ts'
import type { Story } from './story.ts'

export type Contributors = { readonly sources: ReadonlySet<SourceId>; readonly languages: ReadonlySet<LanguageTag> }

type Contribution = {
  readonly source: SourceId
  readonly alsoIn: readonly SourceId[]
  readonly language: LanguageTag
}

export const contributorsOf = (members: readonly Contribution[]): Contributors => {
  const sources = new Set<SourceId>()
  const languages = new Set<LanguageTag>()
  for (const { source, alsoIn, language } of members) {
    sources.add(source)
    for (const other of alsoIn) sources.add(other)
    languages.add(language)
  }
  return { sources, languages }
}

/** The sources and languages as lists: each once, in the order of the members. */
export const listContributors = (members: readonly Contribution[]): Pick<Story, 'sources' | 'languages'> => {
  const { sources, languages } = contributorsOf(members)
  return { sources: [...sources], languages: [...languages] }
}

export const firstUpdated = ({ sortAt, publishedAt }: { readonly sortAt: Instant; readonly publishedAt: Instant }): Instant =>
  Math.max(sortAt, publishedAt)

/** Does one more report add a source or language to a story? `language` null: the report is in the language of an article already there. */
export const isNewContribution = (
  { sources, languages }: Contributors,
  { source, language }: { readonly source: SourceId; readonly language: LanguageTag | null },
): boolean => sources.size > 0 && (!sources.has(source) || (language !== null && !languages.has(language)))

type Member = Contribution & {
  readonly number: number
  readonly firstSeen: Instant
  /** The time of the last material change; null: there was none. */
  readonly revisedAt: Instant | null
}
type StoryTimes = {
  readonly lead: number
  readonly sortAt: Instant
  readonly publishedAt: Instant
  readonly updatedAt: Instant
}

/** `updated` of a story from some of its members, in the order of arrival; never later than that from all of them. */
export const updatedBy = (story: StoryTimes, members: readonly Member[]): Instant => {
  const sources = new Set<SourceId>()
  const languages = new Set<LanguageTag>()
  let updated = firstUpdated(story)
  for (const member of members) {
    if (isNewContribution({ sources, languages }, member)) updated = Math.max(updated, member.firstSeen)
    if (member.number === story.lead) updated = Math.max(updated, member.revisedAt ?? 0)
    for (const source of [member.source, ...member.alsoIn]) sources.add(source)
    languages.add(member.language)
  }
  return Math.min(updated, story.updatedAt)
}
