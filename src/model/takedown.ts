/** What is taken down on request, from `takedowns.yaml`, and the names by which a taken-down article is recognised. */
import { canonicalUrl, fragmentOf, withoutFragment } from '../lib/canonical-url.ts'
import type { SourceId } from './ids.ts'
import type { Source } from './source.ts'

/** Articles by their ids (`a…`) and addresses, a whole source, or everything that a host publishes. */
export type TakedownTarget =
  | { readonly kind: 'articles'; readonly names: readonly string[] }
  | { readonly kind: 'source'; readonly source: SourceId }
  | { readonly kind: 'host'; readonly host: string }

export type TakedownSignature = { readonly reason: string | null; readonly by: string | null; readonly date: string | null }

export type Takedown = TakedownSignature & {
  readonly target: TakedownTarget
  /** Who undid the takedown, and why; null: it is in force. */
  readonly undone: TakedownSignature | null
  readonly line: number
}

/** What is blocked: an article by its id or address, a source, or a host. Examples: `source:ripe-labs`, `host:example.org`. */
export type BlockedName = string

/** The names of everything that is taken down, sorted. Blocking a host blocks the sources that it serves. */
export const blockedNames = (
  takedowns: readonly Takedown[],
  sources: readonly Pick<Source, 'id' | 'url' | 'site'>[],
): readonly BlockedName[] => {
  const names = new Set(takedowns.filter(({ undone }) => undone === null).flatMap(({ target }) => targetNames(target)))
  const blocked = sources.filter((source) => sourceNames(source).some((name) => names.has(name)))
  return [...new Set([...names, ...blocked.map(({ id }) => `source:${id}`)])].toSorted()
}

export const targetNames = (target: TakedownTarget): readonly BlockedName[] => {
  switch (target.kind) {
    case 'source':
      return [`source:${target.source}`]
    case 'host':
      return [`host:${target.host}`]
    case 'articles':
      return target.names.flatMap((name) => (/^a[0-9a-z]{20}$/.test(name) ? [`article:${name}`] : addressNames(name)))
  }
}

/** An address as written, and as links are compared. With a fragment it is one of several articles of a page. */
export const addressNames = (address: string): readonly BlockedName[] => {
  const page = canonicalUrl(address)
  return [...new Set([address, ...(page === null ? [] : [`${page}${fragmentOf(address)}`])])].map((one) => `address:${one}`)
}

export const isBlockedSource = (source: Pick<Source, 'id' | 'url' | 'site'>, names: ReadonlySet<BlockedName>): boolean =>
  sourceNames(source).some((name) => names.has(name))

const sourceNames = ({ id, url, site }: Pick<Source, 'id' | 'url' | 'site'>): readonly BlockedName[] => [
  `source:${id}`,
  ...hostNames(url),
  ...(site === null ? [] : hostNames(site)),
]

export type NamedArticle = {
  readonly id: string
  readonly source: SourceId
  readonly link: string | null
  readonly canonicalUrl: string | null
}

/** Every name by which an article may be taken down. */
export const articleNames = ({ id, source, link, canonicalUrl: canonical }: NamedArticle): readonly BlockedName[] => {
  const addresses = [canonical, link, link === null ? null : canonicalUrl(link)].flatMap((address) =>
    address === null ? [] : [address, withoutFragment(address)],
  )
  return [
    `article:${id}`,
    `source:${source}`,
    ...new Set(addresses.map((address) => `address:${address}`)),
    ...hostNames(link ?? canonical ?? ''),
  ]
}

/** The host of an address and its parent domains: `www.example.org`, `example.org`. */
export const hostNames = (address: string): readonly BlockedName[] => {
  const host = URL.parse(address)?.hostname ?? ''
  if (host === '') return []
  if (/^[\d.]+$|^\[/.test(host)) return [`host:${host}`]
  const labels = host.replace(/\.$/, '').split('.')
  return labels.slice(0, Math.max(1, labels.length - 1)).map((_, index) => `host:${labels.slice(index).join('.')}`)
}
