/** Extracts the report from an article's page, without what surrounds it, or says why the page is given up. */
import type { PageRefusal } from '../../model/article-page.ts'
import { oneLine, withFewMarks } from '../../text/characters.ts'
import type { HtmlCleaner } from '../../text/html/clean-html.ts'
import { type PageScan, scanPage } from './scan-page.ts'

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

/** The text of an article in JSON-LD (https://schema.org/Article). */
type LdArticle = { readonly body: string; readonly headline: string; readonly isFree: boolean }

const MOST_NODES = 2_000

/** The object with the longest `articleBody`; `isFree` is false if any object says that the article is not free. Null: there is no such object. */
const articleInJsonLd = (texts: readonly string[]): LdArticle | null => {
  const found: LdArticle[] = []
  const waiting: unknown[] = texts.flatMap((text) => parsed(text) ?? [])
  for (let looked = 0; looked < MOST_NODES && waiting.length > 0; looked += 1) {
    const node = waiting.pop()
    if (Array.isArray(node)) waiting.push(...node.slice(0, MOST_NODES))
    else if (typeof node === 'object' && node !== null) {
      const fields = node as Readonly<Record<string, unknown>>
      const { articleBody: body, headline, isAccessibleForFree: free } = fields
      const isFree = free !== false && !(typeof free === 'string' && SAYS_NO.test(free))
      if (typeof body === 'string' || !isFree)
        found.push({
          body: typeof body === 'string' ? body : '',
          headline: typeof headline === 'string' ? headline : '',
          isFree,
        })
      waiting.push(...Object.values(fields).filter((value) => typeof value === 'object'))
    }
  }
  const [longest] = found.toSorted((a, b) => b.body.length - a.body.length)
  return longest === undefined ? null : { ...longest, isFree: found.every(({ isFree }) => isFree) }
}

const SAYS_NO = /^(?:https?:\/\/schema\.org\/)?(?:false|no)$/i

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\s*(?:<!--|\/\*<!\[CDATA\[\*\/)|(?:-->|\/\*\]\]>\*\/)\s*$/g, ''))
  } catch {
    // Many sites write broken JSON; the page's markup is read instead.
    return null
  }
}
