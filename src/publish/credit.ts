/** Whom an entry thanks for its text. */
import { absoluteUrl } from '../lib/url.ts'
import type { SourceId } from '../model/ids.ts'
import type { PublishedEntry } from '../model/published-feed.ts'
import type { PublishContext } from './context.ts'

export const creditOf = (id: SourceId, { sources, publicUrl }: PublishContext): PublishedEntry['source'] => {
  const source = sources.get(id)
  // A source that has left the configuration keeps its articles, and they their credit.
  if (source === undefined) return { title: id, url: `${publicUrl}/sources#${encodeURIComponent(id)}`, site: null }
  return {
    title: source.name,
    url: withoutSecrets(source.url) ?? `${publicUrl}/sources#${encodeURIComponent(id)}`,
    site: source.site === null ? null : absoluteUrl(source.site),
  }
}

const SECRET = /key|token|secret|passw|auth|signature|^sig$|session/i

/** A paid feed's address often holds the subscriber's password or key; a public feed must not tell it. */
export const withoutSecrets = (address: string): string | null => {
  const safe = absoluteUrl(address)
  const url = safe === null ? null : URL.parse(safe)
  if (url === null) return null
  const secrets = [...url.searchParams.keys()].filter((name) => SECRET.test(name))
  for (const name of secrets) url.searchParams.delete(name)
  return url.href
}
