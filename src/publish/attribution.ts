import { publishableUrl, pathWithQuery } from '../lib/url.ts'
import type { SourceId } from '../model/ids.ts'
import type { PublishedEntry } from '../model/published-feed.ts'
import { hideSecrets, type Secrets } from '../model/secrets.ts'
import type { Source } from '../model/source.ts'
import type { PublishContext } from './publish-context.ts'

export const attributionOf = (id: SourceId, { sources, publicUrl }: PublishContext): PublishedEntry['source'] => {
  const source = sources.get(id)
  // Articles of a source that has left the configuration stay, and stay attributed to it.
  if (source === undefined) return { title: id, url: sourcePage(id, publicUrl), site: null }
  const site = siteOf(source)
  return {
    title: source.name,
    url: withoutSecrets(source.url, source.secrets) ?? sourcePage(id, publicUrl),
    site: site === null ? null : publishableUrl(site),
  }
}

/** The address of a source in our list of sources. The list has pages: a search for the source's id brings it onto the first. */
export const sourcePage = (id: SourceId, publicUrl: string): string =>
  `${pathWithQuery(`${publicUrl}/sources`, { q: id })}#${encodeURIComponent(id)}`

/** The configured home page, unless it contains a secret. */
export const siteOf = ({ site, secrets }: Source): string | null =>
  site === null || hideSecrets(site, secrets) === site ? site : null

const SECRET = /key|token|secret|passw|auth|signature|^sig$|session/i

/**
 * An address without its secrets: a paid feed's often contains the subscriber's password or key, which a public feed must not show. Null:
 * nothing is left.
 */
export const withoutSecrets = (address: string, secrets: Secrets | undefined): string | null => {
  const safe = publishableUrl(address)
  const url = safe === null ? null : URL.parse(safe)
  if (url === null) return null
  const named = [...url.searchParams.keys()].filter((name) => SECRET.test(name))
  for (const name of named) url.searchParams.delete(name)
  return hideSecrets(url.href, secrets) === url.href ? publishableUrl(url.href) : null
}
