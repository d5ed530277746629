/** Nobody writes more. Patterns are compared in the main thread, thousands of them with dozens of paths. */
const MOST_STARS = 20

/**
 * RFC 9309, 2.2.3: `*` stands for any characters, `$` for the end of the path. Takes time linear in the path, times the number of stars; a pattern
 * of more than twenty matches nothing.
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

/** Path and query, as rules are compared with. */
export const pathOf = (address: string): string => {
  const url = URL.parse(address)
  return url === null ? '/' : url.pathname + url.search
}
