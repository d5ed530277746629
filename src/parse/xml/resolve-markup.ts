import { joinUrl } from '../../lib/join-url.ts'

/**
 * A cheap look: is there any reference that has no scheme? Most content has none. Spaces are bounded, since two open-ended
 * runs side by side take quadratic time.
 */
const RELATIVE = /\b(?:href|src|poster|cite)\s{0,9}=\s{0,9}["']?\s{0,9}(?![a-z][a-z0-9+.-]{0,20}:|[#"'>\s])/i
const TAG = /<[a-z][^<>]*>/gi
const REFERENCE = /(\s(?:href|src|poster|cite)\s{0,9}=\s{0,9})(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi

/** HTML with its relative references made absolute; everything else stays as it is written. */
export const resolveMarkup = (html: string, base: string): string => {
  if (!html.includes('=') || !RELATIVE.test(html)) return html
  return html.replaceAll(TAG, (tag) =>
    tag.replaceAll(REFERENCE, (all, name: string, double?: string, single?: string, bare?: string) => {
      const reference = double ?? single ?? bare ?? ''
      if (reference === '' || reference.startsWith('#')) return all
      const quote = single === undefined ? '"' : "'"
      return `${name}${quote}${joinUrl(base, reference)}${quote}`
    }),
  )
}
