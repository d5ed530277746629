/** OPML 2.0 (http://opml.org/spec2.opml): lists of feeds, for readers and for other aggregators. */
import type { LanguageTag } from '../model/ids.ts'
import { hideSecrets, REFERENCE } from '../model/secrets.ts'
import type { Source } from '../model/source.ts'
import { type FeedDefinition, labelIn } from '../model/taxonomy.ts'
import { feedAddress, type FeedFormat } from './feed-document.ts'
import type { PublishContext } from './publish-context.ts'
import { document, element, emptyElement, textElement } from './xml.ts'

/** One feed of a list. Everything but the address may be missing in other people's lists. */
export type OpmlFeed = {
  readonly title: string | null
  readonly url: string
  readonly site: string | null
  readonly language: LanguageTag | null
  readonly description: string | null
  /** The path of the folder around it, `technology/standards`; several where a list names the feed in several folders. */
  readonly folders: readonly string[]
  /** Its own categories, each a path too. */
  readonly categories: readonly string[]
  /** What OPML has no attribute for, under our own prefix: `{ id: 'ripe-labs', country: 'NL' }` is `polywire:id="ripe-labs" …`. */
  readonly extra: Readonly<Record<string, string>>
}

/** A name, not an address: nothing is served there. */
const OUR_NAMESPACE = 'urn:polywire:opml'

export const writeOpml = (title: string, feeds: readonly OpmlFeed[]): string =>
  document(
    element('opml', { version: '2.0', 'xmlns:polywire': OUR_NAMESPACE }, [
      `<head>${textElement('title', title)}${textElement('docs', 'http://opml.org/spec2.opml')}</head>`,
      element('body', {}, outlines(feeds.map((feed) => ({ path: pathOf(feed), feed })))),
    ]),
  )

type Placed = { readonly path: readonly string[]; readonly feed: OpmlFeed }

const pathOf = ({ folders: [folder = ''] }: OpmlFeed): readonly string[] =>
  folder
    .split('/')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .slice(0, DEEPEST)
const DEEPEST = 20

/** Writes the outlines of feeds; a folder stands where its first feed does. */
const outlines = (feeds: readonly Placed[]): readonly string[] => {
  const folders = Map.groupBy(feeds, ({ path: [name = ''] }) => name)
  const seen = new Set<string>()
  return feeds.flatMap(({ path: [name], feed }) => {
    if (name === undefined) return [outline(feed)]
    if (seen.has(name)) return []
    seen.add(name)
    const inside = (folders.get(name) ?? []).map((placed) => ({ ...placed, path: placed.path.slice(1) }))
    return [element('outline', { text: name, title: name }, outlines(inside))]
  })
}

const outline = ({ title, url, site, language, description, categories, extra }: OpmlFeed): string =>
  emptyElement('outline', {
    type: 'rss',
    text: title ?? url,
    title,
    xmlUrl: url,
    htmlUrl: site,
    language,
    description,
    category: categories.length === 0 ? null : categories.join(','),
    ...Object.fromEntries(Object.entries(extra).map(([name, value]) => [`polywire:${name}`, value])),
  })

/** The sources, with everything needed to import them again, except passwords unless asked for. `page` rules are JSON. */
export const writeSourcesOpml = (
  title: string,
  sources: readonly Source[],
  { passwords }: { readonly passwords: boolean },
): string =>
  writeOpml(
    title,
    // No other program could read a mailbox without its password.
    sources
      .filter(({ mailbox }) => mailbox === undefined)
      .map((source) => {
        const feed = opmlOfSource(source)
        return passwords ? feed : { ...feed, url: withoutPassword(feed.url) }
      }),
  )

export const hasPassword = (url: string): boolean => withoutPassword(url) !== url

/**
 * The address without the name and password in it. A name without a password is a key, and removed too; a reference to the environment,
 * `${NAME}`, is no secret, and stays.
 */
const withoutPassword = (url: string): string =>
  url.replace(/^(https?:\/\/)([^/?#]*)@/i, (whole: string, scheme: string, user: string) => {
    const secret = user.includes(':') ? user.slice(user.indexOf(':') + 1) : user
    return secret.replaceAll(REFERENCE, '') === '' ? whole : scheme
  })

/** Addresses as written in the configuration, with `${NAME}` instead of the value from the environment. */
const opmlOfSource = (source: Source): OpmlFeed => ({
  title: source.name,
  url: hideSecrets(source.url, source.secrets),
  site: source.site === null ? null : hideSecrets(source.site, source.secrets),
  language: source.language,
  description: null,
  folders: source.group === undefined ? [] : [source.group],
  categories: source.topics,
  extra: {
    id: source.id,
    every: spanOf(source.everyMs),
    min: spanOf(source.minMs),
    max: spanOf(source.maxMs),
    republish: source.republish,
    ...(source.excerpt === undefined ? {} : { excerpt: `${source.excerpt}` }),
    ...(source.country === null ? {} : { country: source.country }),
    ...(source.sitemap === true ? { sitemap: 'true' } : {}),
    ...(source.page === null ? {} : { page: hideSecrets(JSON.stringify(source.page), source.secrets) }),
    ...(source.insecureTls ? { insecure_tls: 'true' } : {}),
    ...(source.embed ? {} : { embed: 'false' }),
    ...(source.fetchArticle === undefined ? {} : { fetch_article: `${source.fetchArticle}` }),
    ...(source.licensed === true ? { licensed: 'true' } : {}),
    ...(source.websub ? {} : { websub: 'false' }),
    ...(source.retryScope === 'source' ? {} : { retry_scope: source.retryScope }),
    ...(source.owner === undefined ? {} : { owner: source.owner }),
    ...(source.releases === true ? { releases: 'true' } : {}),
    ...(source.active ? {} : { active: 'false' }),
  },
})

const spanOf = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`)

/** Our feeds, for a reader to subscribe to, in the languages that the context prefers. */
export const writeFeedsOpml = (feeds: readonly FeedDefinition[], context: PublishContext, format: FeedFormat): string =>
  writeOpml(
    context.serviceTitle,
    feeds.map((feed) => ({
      title: labelIn(feed.title, context.language),
      url: feedAddress(
        feed,
        {
          format,
          q: null,
          languages: [],
          preferred: context.preferred,
          group: null,
          limit: null,
          before: null,
          archive: null,
          key: null,
        },
        context,
      ),
      site: `${context.publicUrl}/`,
      language: context.language,
      description: feed.description === null ? null : labelIn(feed.description, context.language),
      folders: [],
      categories: [],
      extra: {},
    })),
  )
