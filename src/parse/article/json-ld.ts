/** The text of an article in JSON-LD (https://schema.org/Article). */
export type LdArticle = { readonly body: string; readonly headline: string; readonly isFree: boolean }

const MOST_NODES = 2_000

/** The object with the longest `articleBody`; `isFree` is false if any object says that the article is not free. Null: there is no such object. */
export const articleInJsonLd = (texts: readonly string[]): LdArticle | null => {
  const found: LdArticle[] = []
  const waiting: unknown[] = texts.flatMap((text) => parsed(text) ?? [])
  for (let looked = 0; looked < MOST_NODES && waiting.length > 0; looked += 1) {
    const node = waiting.pop()
    if (Array.isArray(node)) waiting.push(...node.slice(0, MOST_NODES))
    else if (typeof node === 'object' && node !== null) {
      const fields = node as Readonly<Record<string, unknown>>
      const { articleBody: body, headline, isAccessibleForFree: free } = fields
      const isFree = free !== false && !(typeof free === 'string' && SAYS_NO.test(free))
      if (typeof body === 'string' || !isFree)
        found.push({
          body: typeof body === 'string' ? body : '',
          headline: typeof headline === 'string' ? headline : '',
          isFree,
        })
      waiting.push(...Object.values(fields).filter((value) => typeof value === 'object'))
    }
  }
  const [longest] = found.toSorted((a, b) => b.body.length - a.body.length)
  return longest === undefined ? null : { ...longest, isFree: found.every(({ isFree }) => isFree) }
}

const SAYS_NO = /^(?:https?:\/\/schema\.org\/)?(?:false|no)$/i

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\s*(?:<!--|\/\*<!\[CDATA\[\*\/)|(?:-->|\/\*\]\]>\*\/)\s*$/g, ''))
  } catch {
    // Many sites write broken JSON; the page's markup is read instead.
    return null
  }
}
