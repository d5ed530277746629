/** The words around what is reported, in the language of a feed: entries hold sentences of ours, and these come from outside. */
import type { Instant, LanguageTag } from '../model/ids.ts'

export type EntryWords = {
  readonly language: LanguageTag
  /** 23 sources in 21 languages. */
  reported(sources: number, languages: number): string
  /** Also in Hindi (3) and Thai (1). */
  alsoIn(languages: readonly { readonly language: LanguageTag; readonly reports: number }[]): string
  languageName(language: LanguageTag): string
  /** With the year and the time zone: an entry is read whenever, wherever. */
  time(at: Instant): string
  /** What stands behind a machine translation. */
  readonly machineTranslation: string
  /** Leads to the story's page. */
  storyPage(reports: number): string
  /** Stands before the latest reports. */
  readonly latest: string
  /** Stands before further reports in a language, of which this is the name. */
  further(language: string): string
  /** A source and when it reported. */
  source(name: string, time: string): string
  /** Topics: customs duties, platforms. */
  headed(heading: 'topics' | 'entities' | 'places', names: readonly string[]): string
  /** A term as it stands in an article, in quotation marks. */
  quoted(term: string): string
}
