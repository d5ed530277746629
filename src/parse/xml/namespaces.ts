/**
 * Vocabularies are recognised by their URI, not by the prefix that a document uses for it. Each has one prefix of ours; RSS and CDF have
 * none, so `title` is RSS's title and `atom:title` Atom's.
 */

import { withoutTrailing } from '../../lib/trim.ts'

/** Folds the usual misspellings of a namespace URI: case, http/https, final slash or number sign. */
const foldUri = (uri: string): string =>
  withoutTrailing(
    uri
      .trim()
      .toLowerCase()
      .replace(/^https:/, 'http:'),
    '/#',
  )

const VOCABULARIES: readonly (readonly [prefix: string, ...uris: readonly string[]])[] = [
  [
    '',
    'http://backend.userland.com/rss',
    'http://backend.userland.com/rss2',
    'http://backend.userland.com/rss091',
    'http://blogs.law.harvard.edu/tech/rss',
    'http://cyber.law.harvard.edu/rss/rss.html',
    'http://www.rssboard.org/rss-specification',
    'http://purl.org/rss/1.0/',
    'http://purl.org/net/rss1.1#',
    'http://my.netscape.com/rdf/simple/0.9/',
    'http://channel.netscape.com/rdf/simple/0.9/',
    'http://my.netscape.com/publish/formats/rss-0.91.dtd',
    'http://www.w3.org/1999/cdf',
  ],
  [
    'atom',
    'http://www.w3.org/2005/Atom',
    'http://purl.org/atom/ns#',
    'http://purl.org/atom/',
    'http://purl.org/echo/',
    'http://purl.org/pie/',
    'http://example.com/newformat#',
    'http://example.com/necho',
  ],
  ['rdf', 'http://www.w3.org/1999/02/22-rdf-syntax-ns#', 'http://www.w3.org/tr/rdf-syntax'],
  ['dc', 'http://purl.org/dc/elements/1.1/', 'http://purl.org/dc/elements/1.0/', 'http://purl.org/metadata/dublin_core'],
  ['dcterms', 'http://purl.org/dc/terms/'],
  ['content', 'http://purl.org/rss/1.0/modules/content/'],
  ['sy', 'http://purl.org/rss/1.0/modules/syndication/'],
  ['slash', 'http://purl.org/rss/1.0/modules/slash/'],
  ['taxo', 'http://purl.org/rss/1.0/modules/taxonomy/'],
  ['admin', 'http://webns.net/mvcb/'],
  [
    'media',
    'http://search.yahoo.com/mrss/',
    'http://search.yahoo.com/searchmonkey/media/',
    'http://www.rssboard.org/media-rss',
  ],
  [
    'itunes',
    'http://www.itunes.com/dtds/podcast-1.0.dtd',
    'http://www.itunes.com/DTDs/PodCast-1.0.dtd',
    'http://example.com/DTDs/PodCast-1.0.dtd',
  ],
  ['googleplay', 'http://www.google.com/schemas/play-podcasts/1.0'],
  ['feedburner', 'http://rssnamespace.org/feedburner/ext/1.0'],
  ['pheedo', 'http://www.pheedo.com/namespace/pheedo'],
  ['thr', 'http://purl.org/syndication/thread/1.0'],
  ['wfw', 'http://wellformedweb.org/CommentAPI/'],
  ['xhtml', 'http://www.w3.org/1999/xhtml'],
  ['svg', 'http://www.w3.org/2000/svg'],
  ['math', 'http://www.w3.org/1998/Math/MathML'],
  ['xml', 'http://www.w3.org/XML/1998/namespace'],
]

const PREFIX_OF = new Map(VOCABULARIES.flatMap(([prefix, ...uris]) => uris.map((uri) => [foldUri(uri), prefix] as const)))

/** The meaning of prefixes that a document uses without declaring them. */
const USUAL = new Map([
  ['a10', 'atom'],
  ['dct', 'dcterms'],
  ['mrss', 'media'],
  ['rss', ''],
])

/** The bindings in force at an element. */
export type Scope = {
  /** Folded URI by prefix; the default namespace has the empty prefix. */
  readonly bound: ReadonlyMap<string, string>
  readonly names: Map<string, string>
}

/** The most bindings of a scope. Documents have few prefixes; thousands would be an attack on memory. */
const MAX_BINDINGS = 128

export type Namespaces = {
  readonly outermost: Scope
  /** The scope of an element that carries these attributes (names and values in turn). */
  readonly enter: (scope: Scope, attributes: readonly string[]) => Scope
  readonly nameOf: (scope: Scope, written: string) => string
  /** Assigns the namespace of the feed's root, known or not, to the vocabulary of the root: `rss` → RSS, `feed` → Atom. */
  readonly adoptRoot: (scope: Scope, written: string, home: '' | 'atom') => void
}

/** Creates the namespaces of one document. They must not be shared: bindings would leak into the next document. */
export const readNamespaces = (): Namespaces => {
  const adopted = new Map<string, string>()
  let home = ''
  const vocabularyOf = (scope: Scope, prefix: string): string => {
    const uri = scope.bound.get(prefix)
    if (uri === undefined || uri === '') return prefix === '' ? home : usualVocabulary(prefix)
    return adopted.get(uri) ?? PREFIX_OF.get(uri) ?? (prefix === '' ? '?' : usualVocabulary(prefix))
  }
  const nameOf = (scope: Scope, written: string): string => {
    const known = scope.names.get(written)
    if (known !== undefined) return known
    const local = written.slice(written.indexOf(':') + 1).toLowerCase()
    const vocabulary = vocabularyOf(scope, prefixOf(written))
    const name = vocabulary === '' ? local : `${vocabulary}:${local}`
    scope.names.set(written, name)
    return name
  }
  const adoptRoot = (scope: Scope, written: string, wanted: '' | 'atom'): void => {
    home = wanted
    const own = scope.bound.get(prefixOf(written))
    // RDF's root is in the namespace of RDF; the default namespace is that of the feed.
    const uri = own !== undefined && PREFIX_OF.get(own) === 'rdf' ? scope.bound.get('') : own
    if (uri !== undefined && uri !== '' && PREFIX_OF.get(uri) !== 'rdf') adopted.set(uri, home)
    scope.names.clear()
  }
  return { outermost: { bound: new Map(), names: new Map() }, enter, nameOf, adoptRoot }
}

const enter = (scope: Scope, attributes: readonly string[]): Scope => {
  let bound: Map<string, string> | null = null
  for (let at = 0; at < attributes.length; at += 2) {
    const prefix = declaredPrefix(attributes[at] ?? '')
    if (prefix === null) continue
    bound ??= new Map(scope.bound)
    if (bound.size < MAX_BINDINGS) bound.set(prefix, foldUri(attributes[at + 1] ?? ''))
  }
  return bound === null ? scope : { bound, names: new Map() }
}

const prefixOf = (written: string): string => {
  const colon = written.indexOf(':')
  return colon === -1 ? '' : written.slice(0, colon).toLowerCase()
}

const usualVocabulary = (prefix: string): string => USUAL.get(prefix) ?? prefix

const declaredPrefix = (attributeName: string): string | null => {
  if (!attributeName.startsWith('xmlns')) return null
  if (attributeName.length === 5) return ''
  return attributeName.charCodeAt(5) === 0x3a ? attributeName.slice(6).toLowerCase() : null
}
