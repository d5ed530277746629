/** The words that entries add to what is reported, in the language of a feed. Their implementation is passed in. */
import type { Instant, LanguageTag } from '../model/ids.ts'

export type EntryWords = {
  readonly language: LanguageTag
  /** 23 sources in 21 languages. */
  reported(sources: number, languages: number): string
  /** Also in Hindi (3) and Thai (1). */
  alsoIn(languages: readonly { readonly language: LanguageTag; readonly reports: number }[]): string
  languageName(language: LanguageTag): string
  /** A time with its year and time zone, since an entry may be read at any time and anywhere. */
  time(at: Instant): string
  /** The label behind a machine translation. */
  readonly machineTranslation: string
  /** The text of a link to the story's page. */
  storyPage(reports: number): string
  /** The heading of the latest reports. */
  readonly latest: string
  /** The heading of further reports in a language, of which this is the name. */
  further(language: string): string
  /** A source and when it reported. */
  source(name: string, time: string): string
  /** Topics: customs duties, platforms. */
  headed(heading: 'topics' | 'entities' | 'places', names: readonly string[]): string
  /** A term as it stands in an article, in quotation marks. */
  quoted(term: string): string
}
