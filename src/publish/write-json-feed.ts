/** JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). */
import { mapInSteps, type Steps } from '../lib/steps.ts'
import type { PublishedEntry, PublishedFeed } from '../model/published-feed.ts'
import { summaryIsWholeText } from './entry.ts'
import { type FeedParts, iconOf, isoDate, mediaType, writtenLanguage } from './feed-text.ts'
import { plainText, xmlCharacters } from './xml.ts'

export const JSON_FEED_TYPE = 'application/feed+json'

/** Writes a feed as JSON Feed, with a step for each entry. JSON.stringify leaves out members that are undefined; the order of the others is fixed. */
export function* writeJsonFeed(feed: PublishedFeed): Steps<FeedParts> {
  return {
    head: `${JSON.stringify(membersOf(feed)).slice(0, -1)},"items":[`,
    entries: yield* mapInSteps(feed.entries, (entry) => JSON.stringify(jsonItem(entry))),
    between: ',',
    tail: ']}\n',
  }
}

/** No authors of the feed: we wrote none of it, and Miniflux would show them next to the author of every item. */
const membersOf = (feed: PublishedFeed): object => ({
  version: 'https://jsonfeed.org/version/1.1',
  title: plainText(feed.title),
  home_page_url: feed.home,
  feed_url: feed.self,
  description: optionalText(feed.subtitle),
  // The member is for paging, and archives are permanent pages.
  next_url: feed.next ?? (feed.archiveOf === null ? null : feed.previousArchive) ?? undefined,
  icon: iconOf(feed),
  language: languageOf(feed.language),
  hubs: feed.hub === null ? undefined : [{ type: 'WebSub', url: feed.hub }],
  _polywire: {
    id: feed.id,
    updated: isoDate(feed.updatedAt),
    first_url: feed.first ?? undefined,
    archive: feed.archiveOf === null ? undefined : true,
    current_url: feed.archiveOf?.current,
    prev_archive_url: feed.previousArchive ?? undefined,
    next_archive_url: feed.nextArchive ?? undefined,
  },
})

const jsonItem = (entry: PublishedEntry): object => ({
  id: entry.id,
  url: entry.link ?? entry.page,
  title: plainText(entry.title),
  ...contentOf(entry),
  summary: summaryIsWholeText(entry) ? undefined : optionalText(entry.summary),
  image: entry.image ?? undefined,
  date_published: isoDate(entry.publishedAt),
  date_modified: isoDate(entry.updatedAt),
  authors: nonEmpty(entry.authors.map((name) => ({ name: plainText(name) }))),
  tags: nonEmpty(tagsOf(entry)),
  language: languageOf(entry.language),
  attachments: nonEmpty(attachmentsOf(entry)),
  _polywire: extensionOf(entry),
})

const contentOf = ({ html, text, summary, title }: PublishedEntry): object =>
  html === null
    ? { content_text: plainText(summary === '' ? title : summary) }
    : { content_html: xmlCharacters(html), content_text: text === null ? undefined : plainText(text) }

/** The tags of an item, labels before ids, for readers that show only the first tags. */
const tagsOf = ({ categories }: PublishedEntry): readonly string[] => {
  const words = categories.flatMap(({ label }) => (label === null ? [] : [plainText(label)]))
  return [...new Set([...words, ...categories.map(({ term }) => term)])]
}

const attachmentsOf = ({ enclosures }: PublishedEntry): readonly object[] =>
  enclosures.flatMap(({ url, type, length }) => {
    const known = mediaType(type)
    return known === null ? [] : [{ url, mime_type: known, size_in_bytes: length ?? undefined }]
  })

/** Facts that JSON Feed has no member for. */
const extensionOf = ({ about, page, source, rights, categories, evidence, alternates }: PublishedEntry): object => ({
  story: about?.story,
  article: about?.article,
  kind: about?.kind ?? undefined,
  continues: about?.continues ?? undefined,
  page,
  source: { title: plainText(source.title), url: source.url, site: source.site ?? undefined },
  rights: optionalText(rights),
  categories: categories.map(({ term, scheme, label }) => ({ term, scheme, label: optionalText(label) })),
  evidence: evidence.map(({ topic, score, terms }) => ({ topic, score, terms: terms.map(plainText) })),
  alternates: alternates.map(({ url, language, title, source: name }) => ({
    url,
    language,
    title: plainText(title),
    source: plainText(name),
  })),
})

const optionalText = (text: string | null): string | undefined => (text === null || text === '' ? undefined : plainText(text))
const languageOf = (language: string): string | undefined => writtenLanguage(language) ?? undefined
const nonEmpty = <Item>(all: readonly Item[]): readonly Item[] | undefined => (all.length === 0 ? undefined : all)
