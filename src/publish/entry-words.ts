/** The words that entries add to what is reported, in the language of a feed. Their implementation is passed in. */
import type { Instant, LanguageTag } from '../model/ids.ts'
import type { Kind } from '../model/kind.ts'
import type { Difference } from './differences.ts'

export type EntryWords = {
  readonly language: LanguageTag
  /** 23 sources in 21 languages. */
  reported(sources: number, languages: number): string
  /** 3 origins: Reuters (5), Daily Example. */
  origins(origins: number, names: readonly string[]): string
  /** Daily Example (press release). */
  release(this: void, name: string): string
  /** Also in Hindi (3) and Thai (1). */
  alsoIn(languages: readonly { readonly language: LanguageTag; readonly reports: number }[]): string
  languageName(language: LanguageTag): string
  /** A time with its year and time zone, since an entry may be read at any time and anywhere. */
  time(at: Instant): string
  readonly machineTranslation: string
  storyPage(reports: number): string
  /** 37 more stories. */
  moreStories(stories: number): string
  /** What stands before the headline of a newer phase of the event, with the time at which it began. */
  latestAt(time: string): string
  /** Headline until 14:00: … */
  before(title: string, time: string): string
  readonly latest: string
  /** What stands before the headline of the story that this one continues, with a space at its end where the language has one. */
  readonly earlier: string
  kind(kind: Kind): string
  /** Reports differ: deaths: 16 in English, 17 in Italian since 14:00. */
  differ(differences: readonly Difference[]): string
  /** The heading of further reports in a language, of which this is the name. */
  further(language: string): string
  /** A source and when it reported. */
  source(name: string, time: string): string
  headed(heading: 'topics' | 'entities' | 'places', names: readonly string[]): string
  quoted(term: string): string
  /** The headline and the text of a message that tests an alert. */
  readonly example: { readonly headline: string; readonly summary: string }
}
