import { hash } from 'node:crypto'
import type { ParsedItem } from '../model/parsed-item.ts'
import { canonicalUrl, fragmentOf, guidPath, withoutFragment } from '../lib/canonical-url.ts'
import { hash48 } from '../lib/hashes.ts'

export type ItemIdentity = {
  /** Identifies the item within its source: the same for every revision, whatever else the feed shows. */
  readonly key: string
  /** A hash of all that the publisher wrote of the item, without its position in the feed. */
  readonly hash: string
  /**
   * The canonical URL of the link, or of a guid that stands for a missing link; with its fragment where that tells items of one page apart.
   * Null: there is none.
   */
  readonly page: string | null
  /** False where many items carry this link or guid, so that it does not identify any of them. */
  readonly linkIdentifies: boolean
  readonly guidIdentifies: boolean
}
export type IdentifiedItem = { readonly item: ParsedItem; readonly identity: ItemIdentity }

/** Addresses that are no item's own page: the feed's, and its link to the site's home page. */
export type FeedAddresses = { readonly url: string; readonly link: string | null }

/**
 * The identities of a document's items, in its order, from the items before cleaning. These are the rules of identity; no other place has
 * them:
 *
 * 1. The link, in canonical form, if it leads to this item's own page. Wire services re-issue a corrected story under a new guid but keep
 *    the link; some systems make a new guid on every request. Live blogs and lists of changes show many items on one page: where titles
 *    differ, the fragment is part of the link.
 * 2. Otherwise the guid, without scheme and host: a move to https is not news. A home page, the feed's own address, or a page that most of
 *    the document (or five items) shares is no item's own page.
 * 3. Otherwise, or if different articles carry one guid, a hash of title and text.
 *
 * `known`: item key → hash of what is stored. An item that an earlier version stored by its page alone keeps that key.
 */
export const itemKeys = (
  items: readonly ParsedItem[],
  feed: FeedAddresses,
  known: KnownItems = NOTHING_KNOWN,
): readonly ItemIdentity[] => identitiesBeside([], items, feed, known) ?? []

export type KnownItems = ReadonlyMap<string, string>
const NOTHING_KNOWN: KnownItems = new Map()

/**
 * The identities of items that follow `earlier` ones of their document. Null: the link of an earlier item would no longer identify it, or a
 * new item has its page.
 */
const identitiesBeside = (
  earlier: readonly EarlierItem[],
  items: readonly ParsedItem[],
  feed: FeedAddresses,
  known: KnownItems,
): readonly ItemIdentity[] | null => {
  const whole = items.map((item) => identifiersOf(item))
  const taken = new Set(earlier.map((one) => withoutFragment(pageOf(one))))
  if (whole.some(({ page }) => page !== null && taken.has(page))) return null
  const parted = partPages(whole, known)
  const identityOf = identityIn(earlier, parted, feed)
  if (identityOf === null) return null
  return items.map((item, index) => {
    const [one, before] = [parted[index] ?? identifiersOf(item), whole[index]]
    const identity = identityOf(item, one)
    return before === undefined || before === one ? identity : (storedIdentity(item, before, identity, known) ?? identity)
  })
}

/**
 * The identity under which an earlier version stored the item: by its page without fragment (only if the stored hash is this item's), or by
 * its guid or text. Null: it stored none.
 */
const storedIdentity = (
  item: ParsedItem,
  whole: Identifiers,
  identity: ItemIdentity,
  known: KnownItems,
): ItemIdentity | null => {
  const [byLink, byOther] = [true, false].map((linkIdentifies): ItemIdentity => {
    const which = { linkIdentifies, guidIdentifies: identity.guidIdentifies }
    return { ...identity, ...which, page: whole.page, key: keyOf(item, whole, which) }
  })
  if (byLink !== undefined && known.get(byLink.key) === identity.hash) return byLink
  return byOther !== undefined && known.has(byOther.key) ? byOther : null
}

/**
 * The function that identifies an item of the document, from what all its items have in common. Null: the link of an earlier item would no
 * longer identify it.
 */
const identityIn = (earlier: readonly EarlierItem[], all: readonly Identifiers[], feed: FeedAddresses) => {
  const markOf = (text: string): Mark => (earlier.length === 0 ? text : hash48(text))
  const marks = all.map(({ page, guid, title }): Marks => {
    return { page, guid: guid === null ? null : markOf(guid), title: markOf(title) }
  })
  const census = takeCensus([...earlier.map((one) => ({ ...one, page: pageOf(one) })), ...marks])
  const common = new Set([feed.url, feed.link ?? ''].map((url) => canonicalUrl(url)))
  const identifies = (page: string): boolean => !common.has(page) && !isHome(page) && !census.isCrowdedPage(page)
  if (!earlier.every((one) => identifies(pageOf(one)))) return null
  return (item: ParsedItem, identifiers: Identifiers): ItemIdentity => {
    const linkIdentifies = identifiers.page !== null && identifies(identifiers.page)
    const guidIdentifies = identifiers.guid !== null && !census.isSharedGuid(markOf(identifiers.guid))
    const key = keyOf(item, identifiers, { linkIdentifies, guidIdentifies })
    return { key, hash: hashOf(item), page: identifiers.page, linkIdentifies, guidIdentifies }
  }
}

/** The identifiers, with the fragment as part of the page where it tells items of one page apart. */
const partPages = (all: readonly Identifiers[], known: KnownItems): readonly Identifiers[] => {
  if (all.every(({ fragment }) => fragment === '')) return all
  const partedBefore = new Set(
    [...known.keys()]
      .filter((key) => key.startsWith('link:') && key.includes('#'))
      .map((key) => withoutFragment(pageOf({ key }))),
  )
  const partedPages = new Map(
    [...Map.groupBy(all, ({ page }) => page)].flatMap(([page, group]) => {
      const [titles, fragments] = [group.map(({ title }) => title), group.map(({ fragment }) => fragment)]
      const isParted = new Set(titles).size > 1 && new Set(fragments).size > 1
      if (page === null || !(isParted || partedBefore.has(page))) return []
      const ofWhole = group.filter(({ fragment }) => fragment === '').map(({ title }) => title)
      return [[page, new Set(ofWhole)] as const]
    }),
  )
  return all.map((one) => {
    const titlesOfWhole = one.page === null || one.fragment === '' ? undefined : partedPages.get(one.page)
    if (titlesOfWhole === undefined || titlesOfWhole.has(one.title)) return one
    return { ...one, page: `${one.page}${one.fragment}` }
  })
}

export type EarlierItem = { readonly key: string; readonly guid: number | null; readonly title: number }

/** Null: the item was not identified by its link, or its key is a hash that does not give the page. */
export const earlierItem = (item: ParsedItem, { key, page, linkIdentifies }: ItemIdentity): EarlierItem | null => {
  if (!linkIdentifies || pageOf({ key }) !== page) return null
  const guid = guidOf(item)
  return { key, guid: guid === null ? null : hash48(guid), title: hash48(titleOf(item)) }
}
const pageOf = ({ key }: Pick<EarlierItem, 'key'>): string => `https://${key.slice('link:'.length)}`

/** The items, with a link that counts clicks replaced by the page behind it, unless an earlier version stored the item under the counting link. */
export const withOriginalLinks = (items: readonly ParsedItem[], known: KnownItems): readonly ParsedItem[] =>
  items.map((item) => {
    if (item.originalLink === null) return item
    const page = canonicalUrl(item.link ?? '')
    return page !== null && known.has(keyOfPage(page)) ? item : { ...item, link: item.originalLink }
  })

/** As `itemKeys`, but each key once: where a document shows several revisions of one article, the latest. */
export const identifyItems = (
  items: readonly ParsedItem[],
  feed: FeedAddresses,
  known: KnownItems = NOTHING_KNOWN,
): readonly IdentifiedItem[] => identifyBeside([], items, feed, known) ?? []

/** As `identifyItems`, for items of a document that shows `earlier` ones too. Null: the earlier items must be read again, together with these. */
export const identifyBeside = (
  earlier: readonly EarlierItem[],
  items: readonly ParsedItem[],
  feed: FeedAddresses,
  known: KnownItems,
): readonly IdentifiedItem[] | null => {
  const identities = identitiesBeside(earlier, items, feed, known)
  if (identities === null) return null
  const keys = new Set(earlier.map(({ key }) => key))
  if (keys.size < earlier.length || identities.some(({ key }) => keys.has(key))) return null
  const found = new Map<string, IdentifiedItem>()
  for (const [index, item] of items.entries()) {
    const identity = identities[index]
    if (identity === undefined) continue
    const earlier = found.get(identity.key)
    // Feeds list the newest first: of two without dates the first counts.
    if (earlier === undefined || writtenAt(item) > writtenAt(earlier.item)) found.set(identity.key, { item, identity })
  }
  return [...found.values()]
}

const writtenAt = (item: ParsedItem): number => item.updated ?? item.published ?? Number.NEGATIVE_INFINITY

/** The parts of an item that may identify it. */
type Identifiers = {
  readonly page: string | null
  /** The part of the page that the link names, with its `#`; empty: none. */
  readonly fragment: string
  readonly guid: string | null
  readonly title: string
}

const identifiersOf = (item: ParsedItem): Identifiers => ({
  // A guid that is an address is the permalink of an item without a link.
  page: canonicalUrl(item.link ?? item.id ?? ''),
  fragment: fragmentOf(item.link ?? item.id ?? ''),
  guid: guidOf(item),
  title: titleOf(item),
})
const guidOf = ({ id }: ParsedItem): string | null => (id === null ? null : guidPath(id))
const titleOf = ({ title, summary }: ParsedItem): string => title ?? summary?.slice(0, 200) ?? ''

const isHome = (page: string): boolean => /^https:\/\/[^/?#]*$/.test(page)

/** A text or its hash: it is compared for equality only. */
type Mark = string | number
type Marks = { readonly page: string | null; readonly guid: Mark | null; readonly title: Mark }
type Census = { readonly isCrowdedPage: (page: string) => boolean; readonly isSharedGuid: (guid: Mark) => boolean }
const takeCensus = (allIdentifiers: readonly Marks[]): Census => {
  const byPage = Map.groupBy(allIdentifiers, (identifiers) => identifiers.page)
  const byGuid = Map.groupBy(allIdentifiers, (identifiers) => identifiers.guid)
  const distinct = (group: readonly Marks[], part: keyof Marks): number =>
    new Set(group.map((identifiers) => identifiers[part])).size
  const crowd = Math.min(5, Math.max(2, allIdentifiers.length / 2))
  return {
    isCrowdedPage: (page) => {
      const group = byPage.get(page) ?? []
      if (group.length < crowd || distinct(group, 'title') < crowd) return false
      return group.every((identifiers) => identifiers.guid === null) || distinct(group, 'guid') >= crowd
    },
    isSharedGuid: (guid) => {
      const group = byGuid.get(guid) ?? []
      return group.length > 1 && (distinct(group, 'page') > 1 || distinct(group, 'title') > 1)
    },
  }
}

const keyOf = (
  item: ParsedItem,
  identifiers: Identifiers,
  which: Pick<ItemIdentity, 'linkIdentifies' | 'guidIdentifies'>,
): string => {
  if (which.linkIdentifies && identifiers.page !== null) return keyOfPage(identifiers.page)
  if (which.guidIdentifies && identifiers.guid !== null) return short('guid', identifiers.guid)
  return `text:${shortHash(JSON.stringify([item.title, item.content ?? item.summary]))}`
}
const keyOfPage = (page: string): string => short('link', page.slice('https://'.length))
const short = (kind: string, text: string): string => `${kind}:${text.length <= 200 ? text : shortHash(text)}`

/** `originalLink` is not hashed: it may be the link already, and items stored under another link keep their hash. */
const hashOf = (item: ParsedItem): string =>
  shortHash(
    JSON.stringify([
      [item.id, item.title, item.link, item.published, item.updated, item.summary, item.content, item.language, item.rights],
      [item.comments, item.authors, item.categories, item.enclosures, item.image, item.source],
    ]),
  )

/** 128 bits of SHA-256 as 32 hexadecimal digits: enough that no two texts of one service collide. */
const shortHash = (text: string): string => hash('sha256', text, 'hex').slice(0, 32)
