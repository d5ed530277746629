/** One pass over a page before a tree is built of it: what says whether that is worth it, and what stands in JSON-LD. */
import { Parser } from 'htmlparser2'

export type PageScan = {
  /** Of `title`, `og:title` and `h1`, as they stand. */
  readonly titles: readonly string[]
  /** Texts of `application/ld+json`. */
  readonly jsonLd: readonly string[]
  readonly asksPassword: boolean
  /** True: more elements, or deeper ones, than any report has. Building and walking a tree of it would take seconds. */
  readonly isTooHard: boolean
}

const MOST_ELEMENTS = 30_000
const MOST_DEPTH = 200
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
  let [elements, depth, deepest] = [0, 0, 0]
  let asksPassword = false
  let taken: { readonly into: string[]; text: string } | null = null
  const parser = new Parser({
    onopentag(name, attributes) {
      elements += 1
      if (!VOID.has(name)) depth += 1
      deepest = Math.max(deepest, depth)
      if (elements > MOST_ELEMENTS || deepest > MOST_DEPTH) parser.pause()
      if (name === 'input' && attributes['type']?.toLowerCase() === 'password') asksPassword = true
      if (name === 'meta' && attributes['property'] === 'og:title') titles.push(attributes['content'] ?? '')
      if (name === 'title' || name === 'h1') taken = { into: titles, text: '' }
      if (name === 'script' && /^application\/ld\+json/i.test(attributes['type'] ?? '')) taken = { into: jsonLd, text: '' }
    },
    ontext(text) {
      if (taken !== null && taken.text.length < MOST_JSON) taken.text += text
    },
    onclosetag(name) {
      if (!VOID.has(name)) depth -= 1
      if (taken === null || !/^(?:title|h1|script)$/.test(name)) return
      if (taken.into.length < 20) taken.into.push(taken.text)
      taken = null
    },
  })
  parser.end(html)
  return { titles, jsonLd, asksPassword, isTooHard: elements > MOST_ELEMENTS || deepest > MOST_DEPTH }
}
