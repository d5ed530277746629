/** Extracts the report from an article's page, without what surrounds it, or says why the page is given up. */
import type { PageRefusal } from '../../model/article-page.ts'
import { oneLine, withFewMarks } from '../../text/characters.ts'
import type { HtmlCleaner } from '../../text/html/clean-html.ts'
import { articleInJsonLd } from './json-ld.ts'
import { type PageScan, scanPage } from './scan-page.ts'

/** The article's title and text in the feed. */
export type ExpectedArticle = { readonly title: string; readonly text: string }

export type PageText =
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'given-up'; readonly reason: PageRefusal; readonly detail: string }

/** The most characters of a page's text; more does not improve topics or stories. */
const MOST_TEXT = 8_000
/** The fewest letters, or Han characters, of a report: shorter texts are teasers. One Han character carries as much as two to three letters. */
const FEWEST = { letters: 200, han: 80 }
/** A page with a password field and fewer characters of text than this is a login page. */
const LOGIN_TEXT = 1_000

/** The page's text, or why it is given up. `finalUrl`: where redirects ended. No content of a page makes it throw. */
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

/** Does the page contain a third of the feed title's words? Pages often word a headline otherwise than the feed. */
const isAbout = (title: string, page: string): boolean => {
  const words = wordsOf(title)
  if (words.length < 2) return true
  const on = withFewMarks(page).normalize('NFKC').toLowerCase()
  return words.filter((word) => on.includes(word)).length * 3 >= words.length
}

/** Words of at least four letters; in scripts without spaces, pairs of characters. */
const wordsOf = (title: string): readonly string[] => {
  const normal = title.normalize('NFKC').toLowerCase()
  const unspaced = [...normal.matchAll(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]{2,}/gu)].flatMap(([run]) =>
    Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)),
  )
  return [...new Set([...unspaced, ...(normal.match(/[\p{L}\p{M}\p{N}]{4,}/gu) ?? [])])].slice(0, 40)
}

const plain = (written: string, base: string, cleanHtml: HtmlCleaner): string =>
  /<\w|&\w+;/.test(written) ? cleanHtml(written, base).text.trim() : written.split('\n').map(oneLine).join('\n').trim()

/** The main text of a page. Null: the libraries fail on it. They are loaded with the first page, since most threads never read one. */
const readable = async (html: string, base: string, cleanHtml: HtmlCleaner): Promise<string | null> => {
  const [{ parseHTML }, { Readability }] = await Promise.all([import('linkedom'), import('@mozilla/readability')])
  try {
    const { document } = parseHTML(/<html[\s>]/i.test(html.slice(0, 5_000)) ? html : `<html><body>${html}</body></html>`)
    const article = new Readability(document, { charThreshold: 200, maxElemsToParse: 30_000 }).parse()
    return article?.content == null ? '' : cleanHtml(article.content, base).text.trim()
  } catch {
    // Both libraries recurse, and pass lists of nodes as arguments: a hostile page overflows the stack.
    return null
  }
}
