import { registrableDomain } from '../lib/url.ts'
import type { SourceId } from '../model/ids.ts'
import type { Source } from '../model/source.ts'

/** Whether a URL is on a source's own site: they have the same registrable domain (Public Suffix List, private suffixes too). */
export const siteOwnership = (sources: readonly Source[]): ((source: SourceId, url: string) => boolean) => {
  const domains = new Map(
    sources.map((source) => [source.id, new Set([source.url, source.site].map(domainOf).filter((domain) => domain !== null))]),
  )
  return (source, url) => {
    const domain = domainOf(url)
    return domain !== null && domains.get(source)?.has(domain) === true
  }
}

/** The registrable domain; without one (`127.0.0.1:8900`, `localhost`) host and port. */
const domainOf = (url: string | null): string | null => {
  if (url === null) return null
  return registrableDomain(url) ?? URL.parse(url)?.host ?? null
}
