/** The report on an article's page, without what stands around it; or by which rule the page is given up. */
import type { PageRefusal } from '../../model/article-page.ts'
import { oneLine, withFewMarks } from '../../text/characters.ts'
import type { HtmlCleaner } from '../../text/html/clean-html.ts'
import { articleInJsonLd } from './json-ld.ts'
import { type PageScan, scanPage } from './scan-page.ts'

/** What the feed says of the article. */
export type ExpectedArticle = { readonly title: string; readonly text: string }

export type PageText =
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'given-up'; readonly reason: PageRefusal; readonly detail: string }

/** More would tell no more about topics and events. */
const MOST_TEXT = 8_000
/** Shorter ones are teasers, and Han writes two to three letters' worth in one character. */
const FEWEST = { letters: 200, han: 80 }
/** Below this, a password field makes a page one to log in on. */
const LOGIN_TEXT = 1_000

/** `finalUrl`: where redirects ended. Never throws on what the page holds. */
export const articleText = async (
  html: string,
  expected: ExpectedArticle,
  { url, finalUrl, cleanHtml }: { readonly url: string; readonly finalUrl: string; readonly cleanHtml: HtmlCleaner },
): Promise<PageText> => {
  const scan = scanPage(html)
  if (scan.isTooHard) return givenUp('too-hard', 'too many or too deeply nested elements')
  if (leadsToLogin(url, finalUrl)) return givenUp('login', 'the address leads to one')
  const ld = articleInJsonLd(scan.jsonLd)
  if (ld !== null && !ld.isFree) return givenUp('paywall', 'isAccessibleForFree: false')
  const stated = ld === null ? '' : plain(ld.body, finalUrl, cleanHtml)
  const text = isEnough(stated) ? stated : await readable(html, finalUrl, cleanHtml)
  if (text === null) return givenUp('too-hard', 'no tree could be built of it')
  return judged(text.slice(0, MOST_TEXT), scan, expected, ld?.headline ?? '')
}

const givenUp = (reason: PageRefusal, detail = ''): PageText => ({ kind: 'given-up', reason, detail })

const judged = (text: string, scan: PageScan, expected: ExpectedArticle, headline: string): PageText => {
  if (scan.asksPassword && text.length < LOGIN_TEXT) return givenUp('login', 'a password is asked for')
  if (!isEnough(text) || text.length < expected.text.length * 1.2)
    return givenUp('too-little-text', `${text.length} characters`)
  if (!isAbout(expected.title, [...scan.titles, headline, text].join('\n'))) return givenUp('wrong-page')
  return { kind: 'read', text }
}

const isEnough = (text: string): boolean => {
  const han = text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu)?.length ?? 0
  return han >= FEWEST.han || text.length >= FEWEST.letters
}

const LOGIN = /\/(?:log-?in|sign-?in|auth|account|subscribe|abo|consent|register)(?:[/?#.]|$)/i
const leadsToLogin = (url: string, finalUrl: string): boolean => LOGIN.test(finalUrl) && !LOGIN.test(url)

/** A publisher's page often words its headline in another way than its feed: a third of its words are enough. */
const isAbout = (title: string, page: string): boolean => {
  const words = wordsOf(title)
  if (words.length < 2) return true
  const on = withFewMarks(page).normalize('NFKC').toLowerCase()
  return words.filter((word) => on.includes(word)).length * 3 >= words.length
}

/** Words of four letters and more; pairs of characters where a script has no spaces. */
const wordsOf = (title: string): readonly string[] => {
  const normal = title.normalize('NFKC').toLowerCase()
  const unspaced = [...normal.matchAll(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]{2,}/gu)].flatMap(([run]) =>
    Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)),
  )
  return [...new Set([...unspaced, ...(normal.match(/[\p{L}\p{M}\p{N}]{4,}/gu) ?? [])])].slice(0, 40)
}

const plain = (written: string, base: string, cleanHtml: HtmlCleaner): string =>
  /<\w|&\w+;/.test(written) ? cleanHtml(written, base).text.trim() : written.split('\n').map(oneLine).join('\n').trim()

/** Null: the page is more than the libraries can take. They are loaded with the first page: most threads never read one. */
const readable = async (html: string, base: string, cleanHtml: HtmlCleaner): Promise<string | null> => {
  const [{ parseHTML }, { Readability }] = await Promise.all([import('linkedom'), import('@mozilla/readability')])
  try {
    const { document } = parseHTML(/<html[\s>]/i.test(html.slice(0, 5_000)) ? html : `<html><body>${html}</body></html>`)
    const article = new Readability(document, { charThreshold: 200, maxElemsToParse: 30_000 }).parse()
    return article?.content == null ? '' : cleanHtml(article.content, base).text.trim()
  } catch {
    // Both recurse, and pass lists of nodes as arguments: a page of their author's choice ends them.
    return null
  }
}
