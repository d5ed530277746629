/** One pass over a page before a tree is built of it: what says whether that is worth it, and what stands in JSON-LD. */
import { Parser } from 'htmlparser2'

export type PageScan = {
  /** Of `title`, `og:title` and `h1`, as they stand. */
  readonly titles: readonly string[]
  /** Texts of `application/ld+json`. */
  readonly jsonLd: readonly string[]
  readonly asksPassword: boolean
  /** True: more elements, deeper ones or more pieces of text than any report has. Building and walking a tree of it would take seconds. */
  readonly isTooHard: boolean
}

const MOST_ELEMENTS = 30_000
const MOST_DEPTH = 200
const MOST_PIECES = 100_000
/** Written as references wherever markup is made of a tree; each makes two pieces of its text when that is read again. */
const REFERRED = /[&>\u00a0]/g
const MOST_JSON = 300_000
/** End tags are optional for these: each would seem to nest in the one before. */
const VOID = new Set([
  'p',
  'li',
  'br',
  'img',
  'meta',
  'link',
  'input',
  'hr',
  'option',
  'dd',
  'dt',
  'td',
  'tr',
  'th',
  'source',
  'wbr',
])

export const scanPage = (html: string): PageScan => {
  const titles: string[] = []
  const jsonLd: string[] = []
  let [elements, depth, deepest, pieces] = [0, 0, 0, 0]
  let isCode = false
  const isTooHard = (): boolean => elements > MOST_ELEMENTS || deepest > MOST_DEPTH || pieces > MOST_PIECES
  let asksPassword = false
  let taken: { readonly into: string[]; text: string } | null = null
  const parser = new Parser({
    onopentag(name, attributes) {
      elements += 1
      if (!VOID.has(name)) depth += 1
      deepest = Math.max(deepest, depth)
      if (isTooHard()) parser.pause()
      isCode = name === 'script' || name === 'style'
      if (name === 'input' && attributes['type']?.toLowerCase() === 'password') asksPassword = true
      if (name === 'meta' && attributes['property'] === 'og:title') titles.push(attributes['content'] ?? '')
      if (name === 'title' || name === 'h1') taken = { into: titles, text: '' }
      if (name === 'script' && /^application\/ld\+json/i.test(attributes['type'] ?? '')) taken = { into: jsonLd, text: '' }
    },
    ontext(text) {
      if (!isCode) pieces += 1 + (text.match(REFERRED)?.length ?? 0)
      if (taken !== null && taken.text.length < MOST_JSON) taken.text += text
    },
    onclosetag(name) {
      isCode = false
      if (!VOID.has(name)) depth -= 1
      if (taken === null || !/^(?:title|h1|script)$/.test(name)) return
      if (taken.into.length < 20) taken.into.push(taken.text)
      taken = null
    },
  })
  parser.end(html)
  return { titles, jsonLd, asksPassword, isTooHard: isTooHard() }
}
