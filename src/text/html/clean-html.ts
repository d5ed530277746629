import type { Handler } from 'htmlparser2'
import { publishableUrl } from '../../lib/url.ts'
import { MARKUP, flagsOf, safeCharactersOf } from '../characters.ts'
import { BLOCK, DROPPED, EMBEDDED, KEPT, RENAMED, VOID, attributesOf, escapeAttribute, escapeText } from './allowed-html.ts'
import { decodeAttribute, decodeEntities } from './title-text.ts'
import { parseWithin } from './parse-within.ts'
import { LINE, TextWriter } from './text-writer.ts'

type CleanHtml = {
  /** Rebuilt from a short list of elements and attributes; every link and picture is http(s) and absolute. */
  readonly html: string
  /** The same as plain text: a line for each block, with single spaces. */
  readonly text: string
  /** The address of the first picture that is larger than an icon; null: there is none. */
  readonly picture: string | null
}

/** Characters of HTML that are read, more than any article has: a whole site in one item is cut here. */
const LONGEST = 512 * 1024
const DEEPEST = 128
const ICON = 64

/**
 * A publisher's HTML made safe, and its plain text, in one pass. Nothing of the source is copied as markup: the result is written anew
 * from KEPT elements in the HTML namespace, quoted attributes and escaped text, none of which can put a browser's parser into another
 * mode, so that whatever a browser makes of it holds only these elements. Measured on 290 bodies of real feeds, 4.2 kB on average:
 * 0.13 ms, where sanitize-html alone took 0.15 and gave neither text nor absolute addresses.
 */
export type HtmlCleaner = (source: string, base: string | null) => CleanHtml

/** Creates an `HtmlCleaner` that reuses its buffers, for many documents. */
export const createHtmlCleaner = (): HtmlCleaner => {
  const text = new TextWriter()
  return (source, base) => {
    text.clear()
    return /[<&]/.test(source) ? cleaned(source, base, text) : plain(source, text)
  }
}

/** `HtmlCleaner` for a single document. */
export const cleanHtml: HtmlCleaner = (source, base) => createHtmlCleaner()(source, base)

const cleaned = (source: string, base: string | null, text: TextWriter): CleanHtml => {
  const draft: Draft = { base, html: '', text, flags: 0, picture: null, ends: [], dropping: 0, shown: new Set() }
  // The parser leaves entities as they are written, so that it skips from tag to tag in half the time.
  parseWithin(unescapedTwice(source.slice(0, LONGEST)), { deepest: DEEPEST }, handlerOf(draft), { decodeEntities: false })
  const html = draft.html + draft.ends.toReversed().join('')
  return {
    html: safeCharactersOf(html, draft.flags).trim(),
    text: text.text(),
    picture: draft.picture,
  }
}

const plain = (source: string, writer: TextWriter): CleanHtml => {
  writer.write(
    source
      .slice(0, LONGEST)
      .trim()
      .replaceAll(/\n[^\S\n]*\n/g, LINE),
  )
  const text = writer.text()
  return { html: escapeText(text).replaceAll('\n', '<br>'), text, picture: null }
}

/** Undoes double escaping: of entities (`&amp;nbsp;`, `&amp;#8217;`), and of whole bodies (`&lt;p&gt;` without one real tag). */
const unescapedTwice = (source: string): string => {
  const once = source.includes('&amp;')
    ? source.replaceAll(
        /&amp;(#\d{1,7}|#x[\da-f]{1,6}|nbsp|amp|quot|apos|[lr][sd]quo|[nm]dash|hellip|laquo|raquo|[a-z](?:acute|grave|uml|circ|tilde|cedil|ring));/gi,
        '&$1;',
      )
    : source
  if (once.includes('<') || !/&lt;\/?(?:p|br|div|a|img|ul|ol|li|span|strong|em|b|i|h[1-6]|blockquote|table)\b/i.test(once))
    return once
  return once
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

type Draft = {
  readonly base: string | null
  html: string
  readonly text: TextWriter
  /** The flags of all text in the HTML, as bits of `CODE_UNIT_FLAGS`. */
  flags: number
  picture: string | null
  /** For each open element of the source the end tag that it needs, if any. */
  readonly ends: string[]
  /** Depth of the element whose content is being dropped; 0: none. */
  dropping: number
  readonly shown: Set<string>
}
type Attributes = Readonly<Record<string, string>>

const handlerOf = (draft: Draft): Partial<Handler> => ({
  onopentag(name, attributes) {
    draft.ends.push('')
    if (draft.dropping !== 0) return
    const isEmbedded = EMBEDDED.has(name)
    if (isEmbedded) writeEmbedded(draft, decoded(attributes))
    if (isEmbedded || DROPPED.has(name)) draft.dropping = draft.ends.length
    else draft.ends[draft.ends.length - 1] = openElement(draft, name, decoded(attributes))
  },
  ontext(part) {
    if (draft.dropping === 0) writeText(draft, decodeEntities(part))
  },
  onclosetag(name) {
    if (draft.dropping === draft.ends.length) draft.dropping = 0
    draft.html += draft.ends.pop() ?? ''
    if (draft.dropping === 0 && BLOCK.has(name)) draft.text.breakLine()
  },
})

const decoded = (attributes: Record<string, string>): Attributes => {
  for (const name in attributes) attributes[name] = decodeAttribute(attributes[name] ?? '')
  return attributes
}

const writeText = (draft: Draft, part: string): void => {
  const flags = draft.text.write(part)
  draft.flags |= flags
  draft.html += (flags & MARKUP) === 0 ? part : escapeText(part)
}

/** Writes the start tag of an element that may stay; returns its end tag, or empty. */
const openElement = (draft: Draft, name: string, attributes: Attributes): string => {
  if (BLOCK.has(name)) draft.text.breakLine()
  else if (name === 'td' || name === 'th') draft.text.write(' ')
  if (name === 'img') writePicture(draft, attributes)
  const written = RENAMED.get(name) ?? name
  if (!KEPT.has(written)) return ''
  if (written === 'a') return openLink(draft, attributes)
  const kept = attributesOf(written, attributes)
  draft.flags |= flagsOf(kept)
  draft.html += `<${written}${kept}>`
  return VOID.has(written) ? '' : `</${written}>`
}

const linkStart = (url: string): string => `<a href="${escapeAttribute(url)}" rel="noopener noreferrer">`
const openLink = (draft: Draft, attributes: Attributes): string => {
  const url = attributes.href === undefined ? null : publishableUrl(attributes.href, draft.base)
  if (url === null) return ''
  draft.html += linkStart(url)
  return '</a>'
}

const writePicture = (draft: Draft, attributes: Attributes): void => {
  const found = pictureOf(attributes, draft.base)
  if (typeof found === 'string') writeText(draft, found)
  // Lazy loaders repeat the picture inside noscript.
  if (found === null || typeof found === 'string' || draft.shown.has(found.url)) return
  draft.shown.add(found.url)
  if ((found.width ?? ICON) >= ICON && (found.height ?? ICON) >= ICON) draft.picture ??= found.url
  const size =
    (found.width === null ? '' : ` width="${found.width}"`) + (found.height === null ? '' : ` height="${found.height}"`)
  draft.flags |= flagsOf(found.alt)
  draft.html += `<img src="${escapeAttribute(found.url)}" alt="${escapeAttribute(found.alt)}"${size}>`
}

const writeEmbedded = (draft: Draft, attributes: Attributes): void => {
  const url = publishableUrl(attributes.src ?? attributes.data ?? attributes['data-src'] ?? 'about:blank', draft.base)
  if (url !== null) draft.html += `${linkStart(url)}${escapeText(new URL(url).hostname)}</a>`
}

type Picture = {
  readonly url: string
  readonly alt: string
  readonly width: number | null
  readonly height: number | null
}

/** The picture of an `img` element, or the text that it stands for (an emoji); null: nothing is shown (a tracking pixel, a broken address). */
const pictureOf = (attributes: Readonly<Record<string, string>>, base: string | null): Picture | string | null => {
  const alt = (attributes.alt ?? '').slice(0, 1_000)
  const source = sourceOf(attributes)
  if (EMOJI.test(source)) return alt === '' ? null : alt
  const width = pixels(attributes.width)
  const height = pixels(attributes.height)
  if ((width ?? 9) < 4 || (height ?? 9) < 4 || HIDDEN.test((attributes.style ?? '').slice(0, 500)) || TRACKER.test(source))
    return null
  const url = source === '' ? null : publishableUrl(source, base)
  return url === null ? null : { url, alt, width, height }
}

/** Pictures with which WordPress replaces emoji. */
const EMOJI = /^https?:\/\/s\.w\.org\/images\/core\/emoji\//
const HIDDEN = /(?:^|[;\s])(?:(?:max-)?(?:width|height)\s*:\s*[01](?:px|\s*[;!]|$)|display\s*:\s*none|visibility\s*:\s*hidden)/i
/** Tracking pictures that feeds contain without a size. */
const TRACKER =
  /^https?:\/\/(?:[^/]*\.)?(?:feedburner\.com\/~|feedsportal\.com\/|pixel\.wp\.com\/|stats\.wordpress\.com\/|doubleclick\.net\/|scorecardresearch\.com\/|google-analytics\.com\/|quantserve\.com\/|buysellads\.com\/|pheedo\.com\/|feedads\.g\.)|\/(?:matomo|piwik)\.php\?/i
const PLACEHOLDER =
  /^data:|^$|(?:^|[/_-])(?:blank|spacer|placeholder|transparent|pixel|1x1|loading|loader|lazy|grey|gray|dot|clear)[^/]{0,20}\.(?:gif|png|svg|jpe?g)(?:\?|$)/i
/** Attributes in which lazy loaders store the address until a reader scrolls. */
const LAZY = [
  'data-src',
  'data-lazy-src',
  'data-original',
  'data-orig-file',
  'data-actualsrc',
  'data-url',
  'data-image',
] as const

const sourceOf = (attributes: Readonly<Record<string, string>>): string => {
  const source = (attributes.src ?? '').trim()
  if (!PLACEHOLDER.test(source.slice(0, 2_000))) return source
  const lazy = LAZY.map((name) => attributes[name]?.trim() ?? '').find((value) => value !== '' && !value.startsWith('data:'))
  return (
    lazy ?? largest(attributes.srcset ?? attributes['data-srcset'] ?? attributes['data-lazy-srcset'] ?? '') ?? usable(source)
  )
}
const usable = (source: string): string => (source.startsWith('data:') ? '' : source)

const largest = (srcset: string): string | null => {
  let best: { readonly url: string; readonly size: number } | null = null
  for (const candidate of srcset.slice(0, 8_192).split(/,\s+|\s,/)) {
    const [url = '', size = '1x'] = candidate.trim().split(/\s+/)
    const found = { url, size: Number.parseFloat(size) || 0 }
    if (url !== '' && !url.startsWith('data:') && (best === null || found.size > best.size)) best = found
  }
  return best?.url ?? null
}

const pixels = (text: string | undefined): number | null => {
  const size = /^\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*$/.exec(text ?? '')?.[1]
  return size === undefined ? null : Number(size)
}
