/** Makes the entry of a feed from a stored story or article. */
import { uuidV5 } from '../lib/hashes.ts'
import { inOneGo, mapByTheirSteps, mapInSteps, type Steps } from '../lib/steps.ts'
import { countNames, type StoryTags, tagsInSteps } from '../model/story-tags.ts'
import type { StoredArticle } from '../model/article.ts'
import type { StoryId } from '../model/ids.ts'
import { isReport, type Kind } from '../model/kind.ts'
import type { Category } from '../model/parsed-item.ts'
import type { PublishedEntry } from '../model/published-feed.ts'
import type { Story } from '../model/story.ts'
import { type Label, labelIn } from '../model/taxonomy.ts'
import { attributionOf } from './attribution.ts'
import type { PublishContext } from './publish-context.ts'
import { courseInSteps, hourly, type StoryMatch, storyBefore } from './developments.ts'
import { quotedWords } from './quoted-words.ts'
import { republished } from './republished.ts'
import { type StoryContent, storyPage, writeContent } from './story-content.ts'
import { escapeText } from './xml.ts'

/** The UUID namespace of entries and feeds. A change would make every entry of every feed new to every reader. */
const NAMESPACE = 'f3f6c1d2-7a0b-4c1e-9d55-2f0a6f1b8e47'

export const storyEntry = (match: StoryMatch, context: PublishContext): PublishedEntry =>
  inOneGo(storyEntryInSteps(match, context))

export function* storyEntryInSteps(match: StoryMatch, context: PublishContext): Steps<PublishedEntry> {
  const { story } = match
  const course = yield* courseInSteps(match, context.preferred)
  return {
    ...(yield* entryAbout(
      course.representative,
      { story, latestSince: course.latestSince, translation: translationOf(course.representative, context) },
      context,
    )),
    id: storyUrn(story.id, context),
    publishedAt: story.publishedAt,
    updatedAt: Math.max(course.updatedAt, story.publishedAt),
  }
}

/**
 * An entry for each development of a story, the newest first, each with the story as it stood until the next one. Where the headline is
 * that of the entry before, the title says how many sources and languages report the story now.
 */
export function* developmentEntries(match: StoryMatch, context: PublishContext): Steps<readonly PublishedEntry[]> {
  const { developments } = yield* courseInSteps(match, context.preferred)
  // The first of those shown is compared with the one before it.
  const last = hourly(developments).slice(-MOST_DEVELOPMENTS - 1)
  const stood = yield* mapInSteps(last, (_, index) => {
    const next = last[index + 1]
    return next === undefined ? match : storyBefore(match, next.at)
  })
  const entries = yield* mapByTheirSteps(stood, (one) => storyEntryInSteps(one, context))
  return entries
    .map((entry, index): PublishedEntry => {
      const [development, before] = [last[index], entries[index - 1]]
      if (development === undefined || before === undefined) return entry
      const { at, article } = development
      const { sources, languages } = (stood[index] ?? match).story
      const now = ` — ${context.words.reported(sources.length, languages.length)}`
      const id = `urn:uuid:${uuidV5(NAMESPACE, `${context.idScope}story/${match.story.id}/${article.id}`)}`
      const title = entry.title === before.title ? entry.title + now : entry.title
      return { ...entry, id, title, publishedAt: at, updatedAt: Math.max(entry.updatedAt, at) }
    })
    .slice(-MOST_DEVELOPMENTS)
    .toReversed()
}
const MOST_DEVELOPMENTS = 20

export const articleEntry = (article: StoredArticle, context: PublishContext): PublishedEntry => ({
  ...inOneGo(entryAbout(article, { story: storyOfOne(article), latestSince: null, translation: null }, context)),
  id: `urn:uuid:${uuidV5(NAMESPACE, `${context.idScope}article/${article.id}`)}`,
  publishedAt: article.publishedAt,
  // The change that we saw, not the publisher's claim: a date that moves on every poll would show the entry as new each time.
  updatedAt: Math.max(article.publishedAt, article.revisedAt ?? article.publishedAt),
})

const storyOfOne = (article: StoredArticle): Story => ({
  id: article.story,
  lead: article,
  isPinned: false,
  articles: [article],
  sources: [article.source, ...article.alsoIn],
  languages: [article.language],
  publishedAt: article.publishedAt,
  updatedAt: article.publishedAt,
  continues: null,
  affair: article.story,
})

export const storyUrn = (story: StoryId, { idScope }: Pick<PublishContext, 'idScope'>): string =>
  `urn:uuid:${uuidV5(NAMESPACE, `${idScope}story/${story}`)}`

/** True: the whole text is the summary, at most inside a paragraph. An entry with both would say one thing twice, and feed validators warn. */
export const summaryIsWholeText = ({ html, summary }: Pick<PublishedEntry, 'html' | 'summary'>): boolean =>
  html !== null && html.replace(/^<p>(.*)<\/p>$/s, '$1').trim() === escapeText(summary).trim()

/** `urn:uuid:…` of a feed; `name` must be unique among all feeds of all services. */
export const feedUrn = (name: string): string => `urn:uuid:${uuidV5(NAMESPACE, `feed/${name}`)}`

type EntryBody = Omit<PublishedEntry, 'id' | 'publishedAt' | 'updatedAt'>
type Reported = Pick<StoryContent, 'story' | 'latestSince' | 'translation'>

function* entryAbout(
  representative: StoredArticle,
  { story, latestSince, translation }: Reported,
  context: PublishContext,
): Steps<EntryBody> {
  const { articles } = story
  const page = storyPage(representative.story, context)
  const { topics } = yield* tagsInSteps(story)
  const categories = categoriesOf(topics, articles, context)
  yield
  const evidence = evidenceOf(representative, articles, topics)
  yield
  const shown = republished(representative, context.sources.get(representative.source))
  return {
    about: {
      story: representative.story,
      article: representative.id,
      kind: representative.kind,
      continues: story.continues,
    },
    title: titleOf(representative),
    language: representative.language,
    link: representative.link,
    page,
    ...shown,
    ...(yield* writeContent({ story, representative, latestSince, translation, shown, page, categories, evidence }, context)),
    authors: representative.authors,
    categories: [
      ...categories,
      ...kindCategory(representative.kind, context),
      ...(translation === null ? [] : [machineTranslation(context)]),
    ],
    evidence,
    rights: representative.rights,
    source: attributionOf(representative.source, context),
    alternates: alternatesOf(representative, articles, context),
  }
}

const translationOf = ({ title, language }: StoredArticle, { translation }: PublishContext): StoryContent['translation'] =>
  title === '' ? null : (translation?.(title, language) ?? null)

/** The category by which programs know that part of the entry is a machine translation. */
const machineTranslation = ({ publicUrl, words }: PublishContext): Category => ({
  term: 'machine-translation',
  scheme: `${publicUrl}/translations/`,
  label: words.machineTranslation,
})

/** Programs and readers know by it what is no report, such as an offer. */
const kindCategory = (kind: Kind | null, { publicUrl, words }: PublishContext): readonly Category[] =>
  kind === null || isReport(kind) ? [] : [{ term: kind, scheme: `${publicUrl}/kinds/`, label: words.kind(kind) }]

const titleOf = ({ title, summary, link, id }: StoredArticle): string => {
  if (title !== '') return title
  return summary === '' ? (link ?? id) : summary
}

/** Why the story has its topics: the words of the representative article first, then those of the other articles, each once. */
const evidenceOf = (
  representative: StoredArticle,
  all: readonly StoredArticle[],
  together: StoryTags['topics'],
): PublishedEntry['evidence'] => {
  const found = new Map(together.map(({ id }) => [id, { score: 0, terms: new Set<string>() }]))
  for (const article of [representative, ...all.filter(({ id }) => id !== representative.id)])
    for (const { id, score, evidence } of article.topics) {
      const topic = found.get(id)
      if (topic === undefined) continue
      topic.score = Math.max(topic.score, score)
      for (const one of evidence) if (one.kind !== 'not' && one.kind !== 'example') topic.terms.add(quotedWords(article, one))
    }
  return [...found].map(([topic, { score, terms }]) => ({ topic, score, terms: [...terms].slice(0, MOST_TERMS) }))
}
/** The most terms for each topic: more than anybody reads. */
const MOST_TERMS = 24

/** Topics, organisations and places of all articles of the story, each kind by weight. */
const categoriesOf = (
  topics: StoryTags['topics'],
  articles: readonly StoredArticle[],
  { labels, language, publicUrl }: PublishContext,
): readonly Category[] => {
  const category =
    (scheme: string, names: ReadonlyMap<string, Label>) =>
    (id: string): Category => {
      const label = names.get(id)
      return { term: id, scheme: `${publicUrl}/${scheme}/`, label: label === undefined ? null : labelIn(label, language) }
    }
  return [
    ...topics.map(({ id }) => category('topics', labels.topics)(id)),
    ...countNames(articles.map(({ entities }) => entities)).map(({ id }) => category('entities', labels.entities)(id)),
    ...countNames(articles.map(({ places }) => places)).map(({ id }) => category('places', labels.places)(id)),
  ]
}

/** The most alternates of an entry: those of a hundred publishers would make it too long. */
const MOST = 40

/** Links to other reports, one per source and language: other languages first, in the order of their first article, then further sources. */
const alternatesOf = (
  representative: StoredArticle,
  all: readonly StoredArticle[],
  { sources }: PublishContext,
): PublishedEntry['alternates'] => {
  const seen = new Set([contributorOf(representative)])
  const addresses = new Set([representative.link])
  const contributions = all
    .filter((article) => article.link !== null && article.id !== representative.id)
    .toSorted((a, b) => a.publishedAt - b.publishedAt || (a.id < b.id ? -1 : 1))
    .filter((article) => {
      const isNew = !seen.has(contributorOf(article)) && !addresses.has(article.link)
      seen.add(contributorOf(article))
      addresses.add(article.link)
      return isNew
    })
  return languagesFirst(contributions, representative)
    .slice(0, MOST)
    .flatMap(({ link, language, title, source }) =>
      link === null ? [] : [{ url: link, language, title, source: sources.get(source)?.name ?? source }],
    )
}

const contributorOf = ({ source, language }: StoredArticle): string => `${source} ${language}`

const languagesFirst = (articles: readonly StoredArticle[], representative: StoredArticle): readonly StoredArticle[] => {
  const languages = new Set([representative.language])
  const first = articles.filter(({ language }) => !languages.has(language) && languages.add(language))
  return [...first, ...articles.filter((article) => !first.includes(article))]
}
