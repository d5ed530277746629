/**
 * Removes characters from the ends of a text in linear time. An expression such as `/-+$/` takes quadratic time on a long run of hyphens
 * that is not at the end, since it tries each hyphen as the first.
 */

export const withoutTrailing = (text: string, characters: string): string => {
  let end = text.length
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}

export const withoutSurrounding = (text: string, characters: string): string => {
  let start = 0
  while (start < text.length && characters.includes(text.charAt(start))) start += 1
  return withoutTrailing(text.slice(start), characters)
}
