/** `${NAME}` in a configuration file stands for the environment's NAME. */
export const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

export const referenceIn = (text: string): string | null => text.match(REFERENCE)?.[0] ?? null

/** The note that holds the key which signs requests. */
export const SIGNING_KEY = 'signing-key'

/** Values from the environment, each with the reference that stands for it: `${TOKEN}`. */
export type Secrets = ReadonlyMap<string, string>

/** The text with each secret value replaced by its reference. */
export const hideSecrets = (text: string, secrets: Secrets = new Map()): string => {
  // Thousands of sources have thousands of keys; a pattern of all of them would be too large for a regular expression.
  const present = [...secrets.keys()].filter((value) => text.includes(value))
  if (present.length === 0) return text
  const longestFirst = present.toSorted((a, b) => b.length - a.length)
  // Values of one or two letters are no secrets, and occur inside ordinary words: they are replaced only as a whole JSON string.
  const patterns = longestFirst.map((value) => (value.length > 2 ? RegExp.escape(value) : `(?<=")${RegExp.escape(value)}(?=")`))
  return text.replaceAll(new RegExp(patterns.join('|'), 'g'), (value) => secrets.get(value) ?? value)
}

/** The secrets with the spellings added that their values have within addresses: `%C3%A9` for `é`. */
export const asSpelled = (secrets: Secrets): Secrets =>
  new Map([...secrets].flatMap(([value, written]) => spellingsOf(value).map((spelling) => [spelling, written] as const)))

const spellingsOf = (value: string): readonly string[] => {
  const whole = /^https?:/i.test(value) ? URL.parse(value) : null
  if (whole !== null) return [whole.href, value]
  const within = [URL.parse(`http://a/${value}`)?.pathname.slice(1), URL.parse(`http://a/?${value}`)?.search.slice(1)]
  return [...within.filter((spelling) => spelling !== undefined), encodeURIComponent(value), value].filter((one) => one !== '')
}

/** The base of relative addresses in the document at `url`, without its secrets: the address with references in their place, or its origin. */
export const openBase = (url: string, secrets: Secrets | undefined): string => {
  const hidden = hideSecrets(url, secrets)
  if (hidden === url) return url
  const { origin } = new URL(url)
  const open = URL.parse(hidden)
  return open?.origin === origin ? open.href : `${origin}/`
}
