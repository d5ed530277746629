/** The words around the stories of a digest, in the language of its readers, with times by the clock of its zone. */
import type { Instant, LanguageTag } from '../../model/ids.ts'
import type { Label } from '../../model/taxonomy.ts'

export type DigestWords = {
  readonly language: LanguageTag
  /** Morning: 28 November 2026. */
  issue(name: string, due: Instant): string
  /** 28 November 2026. */
  date(due: Instant): string
  top(shown: number, found: number): string
  period(from: Instant, to: Instant): string
  /** Every day at 07:30 (Europe/Brussels). */
  readonly times: string
  time(at: Instant): string
  /** A label in the form that begins a line. */
  heading(label: Label): string
  /** The heading of stories without a topic. */
  readonly other: string
  /** The heading of stories that a language does not report, with how many of its sources could have. */
  missing(language: LanguageTag, live: number): string
  readonly update: string
  /** Stands in an issue without stories. */
  readonly empty: string
  reports(reports: number, copies: number): string
  reported(sources: number, languages: number): string
  alsoIn(languages: readonly { readonly language: LanguageTag; readonly reports: number }[]): string
  source(name: string, time: string): string
  /** The text of a link to the page of the issue. */
  readonly web: string
  receives(recipient: string): string
  readonly unsubscribe: string
}
