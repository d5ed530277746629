import { RE2JS } from 're2js'

/** How many compiled expressions are cached. Compiling takes as long as matching a hundred texts; each expression grows while it matches, up to some MB. */
const MAX_COMPILED = 100

/** Compiles and caches regular expressions: re2, so that no pattern takes more than linear time. */
export const createRegexes = (): ((pattern: string) => RE2JS) => {
  const compiled = new Map<string, RE2JS>()
  return (pattern) => {
    const known = compiled.get(pattern)
    if (known !== undefined) return known
    const regex = RE2JS.compile(pattern)
    if (compiled.size >= MAX_COMPILED) compiled.clear()
    compiled.set(pattern, regex)
    return regex
  }
}
