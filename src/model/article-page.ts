import type { Instant } from './ids.ts'

export const PAGE_REFUSALS = [
  'reserved',
  'refused',
  'unreachable',
  'too-large',
  'not-html',
  'too-hard',
  'login',
  'paywall',
  'too-little-text',
  'wrong-page',
  'other-language',
  'left-out',
] as const
export type PageRefusal = (typeof PAGE_REFUSALS)[number]

/** The result of reading a page: its text, or the reason why there is none. `detail` is for people. */
export type ArticlePage = {
  readonly address: string
  readonly readAt: Instant
} & (
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'given-up'; readonly reason: PageRefusal; readonly detail: string }
)

/** The text that tags and stories are decided by: the feed's text, then what the page adds. Offsets into the feed's text stay valid. */
export const withPageText = (text: string, page: string | null): string => {
  if (page === null) return text
  const rest = text.length > 0 ? page.replace(text.trim(), '').trim() : page
  return text === '' ? rest : `${text}\n${rest}`
}

export const describeRefusal = (reason: PageRefusal, detail: string): string => {
  const why = ABOUT[reason]
  return detail === '' ? why : `${why} (${detail})`
}
const ABOUT: Readonly<Record<PageRefusal, string>> = {
  reserved: 'its publisher reserves it',
  refused: 'the server refused it',
  unreachable: 'it could not be had',
  'too-large': 'it is over 1 MB',
  'not-html': 'it is no HTML page',
  'too-hard': 'reading it was stopped',
  login: 'it asks readers to log in',
  paywall: 'it says that it is not free to read',
  'too-little-text': 'it holds hardly more text than the feed: a consent page, a script, or a short report',
  'wrong-page': 'the words of the headline do not stand on it',
  'other-language': 'it is in another language than the feed’s text',
  'left-out': 'there were more new articles than one poll reads pages of, or the site had asked to wait',
}
