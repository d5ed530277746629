const SEPARATED = /^(.{12,}?)\s+(?:[-–—|·•»]|::)\s+([^|–—]{2,60})$/u
const bare = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '')

/**
 * The title without ` - Outlet` at its end, for comparing: where the ending is (part of) the feed's own name, or looks like a site
 * (`reuters.com`). What only looks like an outlet stays; a cut headline compares worse than a long one.
 */
export const withoutOutlet = (title: string, feedTitle: string | null): string => {
  const match = SEPARATED.exec(title)
  const [, headline, ending] = match ?? []
  if (headline === undefined || ending === undefined) return title
  if (/^[\w-]+(?:\.[a-z]{2,10}){1,2}$/i.test(ending)) return headline
  const outlet = bare(ending)
  const feed = bare(feedTitle ?? '')
  return outlet.length > 1 && feed !== '' && (feed.includes(outlet) || outlet.includes(feed)) ? headline : title
}
