/** The most stars in a pattern; real ones have fewer. The main thread compares thousands of patterns with dozens of paths. */
const MOST_STARS = 20

/**
 * Does the pattern match the path? `*` stands for any characters, `$` for the end of the path (RFC 9309, section 2.2.3). The time is linear
 * in the path, times the number of stars; a pattern of more than twenty stars matches nothing.
 */
export const matchesPath = (pattern: string, path: string): boolean => {
  const isAnchored = pattern.endsWith('$')
  const [first = '', ...rest] = (isAnchored ? pattern.slice(0, -1) : pattern).split('*', MOST_STARS + 2)
  if (rest.length > MOST_STARS || !path.startsWith(first)) return false
  let at = first.length
  for (const [index, part] of rest.entries()) {
    if (isAnchored && index === rest.length - 1) return path.length - part.length >= at && path.endsWith(part)
    const found = path.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return !isAnchored || at === path.length
}

/** Path and query of an address, with which patterns are compared; `/` if it is no address. */
export const pathOf = (address: string): string => {
  const url = URL.parse(address)
  return url === null ? '/' : url.pathname + url.search
}
