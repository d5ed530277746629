/** Reads JSON that others wrote, on the main thread: counted in one pass before it is parsed, since a megabyte of brackets makes a million objects. */

/** `values`: of all lists and mappings together; `depth`: of lists and mappings within each other. */
export type JsonBounds = { readonly values: number; readonly depth: number }

/** Null: it is no JSON, or more than the bounds. */
export const countedJson = (text: string, bounds: JsonBounds): unknown => {
  if (!isWithin(text, bounds)) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const isWithin = (text: string, bounds: JsonBounds): boolean => {
  let [values, depth] = [1, 0]
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charAt(at)) {
      case '"':
        at = endOfString(text, at)
        break
      case ',':
        values += 1
        break
      case '[':
      case '{':
        values += 1
        depth += 1
        break
      case ']':
      case '}':
        depth -= 1
    }
    if (values > bounds.values || depth > bounds.depth) return false
  }
  return true
}

const endOfString = (text: string, start: number): number => {
  let at = start + 1
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1
  return at
}
