/** One pass over a page before a tree is built of it: whether that is affordable, the page's titles, and its JSON-LD. */
import { Parser } from 'htmlparser2'

export type PageScan = {
  readonly titles: readonly string[]
  readonly jsonLd: readonly string[]
  readonly asksPassword: boolean
  /** True: the page has more elements, a greater depth or more pieces of text than any report. Building and walking its tree would take seconds. */
  readonly isTooHard: boolean
}

const MOST_ELEMENTS = 30_000
const MOST_DEPTH = 200
const MOST_PIECES = 100_000
/** Characters that become references when a tree is serialised; each splits its text into two more pieces when that is parsed again. */
const REFERRED = /[&>\u00a0]/g
const MOST_JSON = 300_000
/** Elements without an end tag, or with an optional one: counted, each would seem to nest in the one before. */
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
