/** A digest as a feed: one entry an issue, with all that the issue says. */
import { pathWithQuery } from '../../lib/url.ts'
import { uuidV5 } from '../../lib/hashes.ts'
import type { DigestDefinition, DigestIssue } from '../../model/digest.ts'
import type { TopicId } from '../../model/ids.ts'
import { issueName } from '../../model/issue-times.ts'
import type { PublishedEntry, PublishedFeed } from '../../model/published-feed.ts'
import { labelIn } from '../../model/taxonomy.ts'
import { feedUrn } from '../entry.ts'
import { type FeedFormat, SINGLE_DOCUMENT } from '../feed-document.ts'
import type { PublishContext } from '../publish-context.ts'
import { storyPage } from '../story-content.ts'
import type { DigestWords } from './digest-words.ts'
import { aboutIssue, issueHtml, issueText, sectionsOf } from './write-issue.ts'

const NAMESPACE = '7b1d0f52-9a7c-4c36-8a55-3e0b9d6a4f10'

export type DigestFeed = {
  readonly definition: DigestDefinition
  readonly issues: readonly DigestIssue[]
  readonly format: FeedFormat
  /** The key of a private digest, part of all its addresses; null: the digest is public. */
  readonly key: string | null
  readonly words: DigestWords
}

export const digestFeed = (digest: DigestFeed, context: PublishContext): PublishedFeed => {
  const { definition, issues, format, key } = digest
  const entries = issues.map((issue) => issueEntry(digest, issue, context))
  return {
    id: feedUrn(digestAddress(definition.id, context)),
    service: { title: context.serviceTitle, url: `${context.publicUrl}/` },
    title: labelIn(definition.title, definition.language),
    subtitle: digest.words.times,
    language: digest.words.language,
    home: pathWithQuery(digestAddress(definition.id, context), { key }),
    self: pathWithQuery(`${digestAddress(definition.id, context)}.${format}`, { key }),
    ...SINGLE_DOCUMENT,
    updatedAt: Math.max(0, ...entries.map(({ updatedAt }) => updatedAt)),
    entries,
  }
}

export const digestAddress = (id: string, { publicUrl }: Pick<PublishContext, 'publicUrl'>): string =>
  `${publicUrl}/digests/${encodeURIComponent(id)}`

const issueEntry = ({ definition, words, key }: DigestFeed, issue: DigestIssue, context: PublishContext): PublishedEntry => {
  const address = digestAddress(definition.id, context)
  const title = labelIn(definition.title, definition.language)
  const form = {
    words,
    topics: context.labels.topics,
    storyPage: (story: string) => storyPage(story, context),
    styleOf: () => '',
    isAlone: false,
    pictures: true,
  }
  const labelOf = (topic: TopicId): string | null => {
    const label = context.labels.topics.get(topic)
    return label === undefined ? null : words.heading(label)
  }
  return {
    // The service's address is no part of the id: it may move.
    id: `urn:uuid:${uuidV5(NAMESPACE, `${definition.id}/${issue.due}`)}`,
    about: null,
    title: words.issue(title, issue.due),
    language: words.language,
    link: null,
    page: pathWithQuery(`${address}/${issueName(issue.due)}`, { key, ui: words.language }),
    publishedAt: issue.due,
    updatedAt: issue.due,
    summary: aboutIssue(issue, words).join(' · '),
    html: issueHtml(issue, form),
    text: issueText(issue, form),
    authors: [],
    categories: sectionsOf(issue).flatMap(({ topic }) =>
      topic === null ? [] : [{ term: topic, scheme: `${context.publicUrl}/topics/`, label: labelOf(topic) }],
    ),
    evidence: [],
    enclosures: [],
    image: null,
    rights: null,
    source: { title: context.serviceTitle, url: `${address}.atom`, site: address },
    alternates: [],
  }
}
