const SENTENCE_END = /[.!?…。！？｡।॥۔؟።။។]["'”’»」』）)\]]*(?=\s|$)|[。！？｡…]["”’」』）]*/gu
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u

/**
 * The beginning of a plain text, at most `limit` UTF-16 units: whole sentences where they fill at least half of it, otherwise whole words
 * (in scripts without word spaces: whole characters) and `…`.
 */
export const excerpt = (text: string, limit: number): string => {
  if (text.length <= limit) return text
  const window = text.slice(0, limit)
  const sentences = lastSentenceEnd(window)
  if (sentences >= limit / 2) return window.slice(0, sentences).trimEnd()
  return `${wholeWords(text, limit - 1).trimEnd()}…`
}

const lastSentenceEnd = (window: string): number => {
  let end = 0
  for (const match of window.matchAll(SENTENCE_END)) end = match.index + match[0].length
  return end
}

const wholeWords = (text: string, limit: number): string => {
  if (/\s/.test(text.charAt(limit))) return text.slice(0, limit)
  const window = text.slice(0, limit)
  const space = window.search(/\s\S*$/)
  const word = window.slice(space + 1)
  if (space > 0 && !(word.length > 20 && UNSPACED.test(word))) return window.slice(0, space)
  return wholeCharacters(text, limit)
}

/** The text up to `limit`, without separating a base from its marks or cutting an emoji in two. */
const wholeCharacters = (text: string, limit: number): string => {
  let end = limit
  while (end > limit - 32 && end > 1 && /^(?:[\p{M}\u200d\udc00-\udfff]|\p{Emoji_Modifier})/u.test(text.slice(end, end + 2)))
    end -= 1
  if (/[\ud800-\udbff]/.test(text.charAt(end - 1)) && /[\udc00-\udfff]/.test(text.charAt(end))) end -= 1
  return text.slice(0, end).replace(/\u200d$/, '')
}
