import { html } from 'hono/html'
import type { Steps } from '../../lib/steps.ts'
import type { Configuration } from '../../model/configuration.ts'
import type { Instant } from '../../model/ids.ts'
import type { Translated } from '../../model/translation.ts'
import type { FilterResult } from '../../publish/filter/parse-filter.ts'
import type { StoreCounts } from '../../store/ports/story-view.ts'
import type { Locale } from '../locale.ts'
import type { ReadStore } from '../query-limits.ts'
import type { FilterAuthor } from '../read-filter.ts'
import type { Statistics } from '../statistics.ts'

export type Html = ReturnType<typeof html>

/** The request that a page answers, and everything that it may read. */
export type PageContext = {
  readonly locale: Locale
  readonly origin: string
  /** The WebSub hub of our feeds; null: there is none. */
  readonly hub: string | null
  readonly path: string
  readonly query: URLSearchParams
  readonly configuration: Configuration
  readonly store: ReadStore
  /** Counts over the whole store, cached in proportion to their cost. */
  readonly statistics: Statistics
  readonly counts: StoreCounts
  /** The translations to show; null: the operator has nothing translated. */
  readonly translated: Translated | null
  /** The time, rounded down to the hour, so that a page is the same on every replica and can be cached for an hour. */
  readonly hour: Instant
  readonly version: string
  readonly parse: (text: string, author?: FilterAuthor) => Promise<FilterResult>
  /** Runs work in steps, and lets other requests have their turn in between. */
  readonly inTurns: <Result>(steps: Steps<Result>) => Promise<Result>
  readonly href: (path: string, parameters?: Parameters) => string
  /** An address of this site that is the same in all languages: a feed, a file, the target of a form. */
  readonly link: (path: string, parameters?: Parameters) => string
}

export type Parameters = Readonly<Record<string, string | number | null>>

export type OfferedFeed = { readonly title: string; readonly href: string; readonly format?: 'atom' | 'rss' | 'json' }

export type PageContent = {
  readonly title: string
  readonly status?: number
  readonly body: Html
  /** For search engines and previews of links, in the page's language; left out: a sentence about this part of the site. */
  readonly description?: string
  /** A picture for previews of links. */
  readonly image?: string
  /** When the story that the page is about was published. */
  readonly published?: Instant
  readonly feeds?: readonly OfferedFeed[]
  /** Set if the page changes without a new edition: milliseconds after which the browser loads it again. */
  readonly refreshMs?: number
  /** The entry of the navigation that this page belongs to. */
  readonly section: 'today' | 'topics' | 'feeds' | 'sources' | 'about' | null
  readonly searched?: string
  readonly robots?: 'noindex'
}
