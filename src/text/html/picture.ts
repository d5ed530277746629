import { publishableUrl } from '../../lib/url.ts'

export type Picture = {
  readonly url: string
  readonly alt: string
  readonly width: number | null
  readonly height: number | null
}

/** The picture of an `img` element, or the text that it stands for (an emoji); null: nothing is shown (a tracking pixel, a broken address). */
export const pictureOf = (attributes: Readonly<Record<string, string>>, base: string | null): Picture | string | null => {
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

/** The widest candidate of a `srcset`. */
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
