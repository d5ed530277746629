import type { FeedFormat } from '../../model/parsed-item.ts'
import { attribute, type XmlElement } from '../xml/element.ts'

/** Which format a feed is in, by its root, namespace and version. */
export const formatOf = (root: XmlElement): FeedFormat => {
  const local = root.name.slice(root.name.indexOf(':') + 1)
  const version = (attribute(root, 'version') ?? '').trim()
  if (local === 'feed' || local === 'entry') return isAtom03(root, version) ? 'atom03' : 'atom10'
  if (local === 'rdf') return declares(root, /rdf\/simple\/0\.9/) ? 'rss090' : 'rss10'
  if (local === 'channel') return 'cdf'
  if (version.startsWith('0.90')) return 'rss090'
  if (version.startsWith('0.91')) return 'rss091'
  // 0.93 and 0.94 were drafts on the way from 0.92 to 2.0 that changed nothing for a reader.
  return /^0\.9[2-4]/.test(version) ? 'rss092' : version.startsWith('1') ? 'rss10' : 'rss20'
}

const isAtom03 = (root: XmlElement, version: string): boolean =>
  version.startsWith('0.') || declares(root, /purl\.org\/atom\/ns#/)

/** One of the root's namespace declarations matches. */
const declares = (root: XmlElement, uri: RegExp): boolean =>
  root.attributes.some((text, at) => at % 2 === 1 && (root.attributes[at - 1] ?? '').startsWith('xmlns') && uri.test(text))
