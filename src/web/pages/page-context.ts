import { html } from 'hono/html'
import type { Configuration } from '../../model/configuration.ts'
import type { Instant } from '../../model/ids.ts'
import type { FilterResult } from '../../publish/filter/parse-filter.ts'
import type { Store, StoreCounts } from '../../store/store.ts'
import type { Locale } from '../locale.ts'
import type { Statistics } from '../statistics.ts'

export type Html = ReturnType<typeof html>

/** What every page needs to know about the request that it answers. */
export type PageContext = {
  readonly locale: Locale
  readonly origin: string
  /** Where our feeds can be subscribed to for push; null: nowhere. */
  readonly hub: string | null
  /** Path and query as asked for. */
  readonly path: string
  readonly query: URLSearchParams
  readonly configuration: Configuration
  readonly store: Store
  /** Counts over the whole store, as late as is affordable. */
  readonly statistics: Statistics
  readonly counts: StoreCounts
  /** Rounded down to the hour, so that a page is the same on every replica and kept for that long. */
  readonly hour: Instant
  readonly version: string
  /** Reads a filter with the names of the configuration. */
  readonly parse: (text: string) => FilterResult
  /** An address of this site that keeps the reader's choice of language. */
  readonly href: (path: string, parameters?: Parameters) => string
  /** An address of this site that is the same in all languages: a feed, a file, where a form goes. */
  readonly link: (path: string, parameters?: Parameters) => string
}

export type Parameters = Readonly<Record<string, string | number | null>>

export type PageContent = {
  readonly title: string
  readonly status?: number
  readonly body: Html
  /** Feeds to offer to the browser. */
  readonly feeds?: readonly { readonly title: string; readonly href: string }[]
  /** Which entry of the navigation is this. */
  readonly section: 'today' | 'topics' | 'feeds' | 'sources' | 'about' | null
  /** The text in the search box. */
  readonly searched?: string
  readonly robots?: 'noindex'
}
