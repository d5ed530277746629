/**
 * The content of an entry: what the story is, reported so that a reader needs no other page. The excerpt of the report that gives the headline;
 * how many sources and languages report it; the best headline of each language with source, time and link; what came last; the topics,
 * organisations and places in words; the story's page. As HTML, and as plain text for readers without.
 */
import { mapByTheirSteps, type Steps } from '../lib/steps.ts'
import type { StoredArticle } from '../model/article.ts'
import type { Instant, LanguageTag } from '../model/ids.ts'
import { originNames, originsOf } from '../model/origins.ts'
import type { ShownTranslation } from '../model/translation.ts'
import type { PublishedEntry } from '../model/published-feed.ts'
import type { Story } from '../model/story.ts'
import { excerpt } from '../text/excerpt.ts'
import { isolatedIn } from '../text/isolated.ts'
import { directionOf } from '../text/script.ts'
import { courseInSteps } from './developments.ts'
import { storyDifferences } from './differences.ts'
import type { PublishContext } from './publish-context.ts'
import { escapeAttribute, escapeText } from './xml.ts'

export type StoryContent = {
  readonly story: Story
  readonly representative: StoredArticle
  /** When the phase began that the headline tells; null: the story has told nothing newer. */
  readonly latestSince: Instant | null
  /** The machine translation of the headline; null: none is shown. */
  readonly translation: ShownTranslation | null
  /** What the publisher lets others show: sanitised HTML, or an excerpt. */
  readonly shown: Pick<PublishedEntry, 'summary' | 'html'>
  readonly page: string
  readonly categories: PublishedEntry['categories']
  readonly evidence: PublishedEntry['evidence']
}

/** Bytes of the languages' lines in UTF-8; what does not fit is counted in one line. With excerpt and topics an entry stays below 8 kB. */
const MOST_BYTES = 5_000
const MOST_LANGUAGES = 12
/** The most of the newest reports, in any language, that no line above names. */
const MOST_LATEST = 3
/** The most older reports in the language of the headline. */
const MOST_FURTHER = 4
/** The most bytes of each of these two lists, in UTF-8. */
const LIST_BYTES = 1_000
const TITLE_LENGTH = 200
const MOST_NAMES = 8
const MOST_TERMS = 3

type Block = { readonly kind: 'paragraph'; readonly line: Line } | { readonly kind: 'list'; readonly lines: readonly Line[] }
/** `linked`: the part between the others, which is a link; null: there is none. */
type Line = { readonly before: string; readonly linked: Linked | null; readonly after: string }
type Linked = { readonly text: string; readonly url: string; readonly language: LanguageTag | null }

export function* writeContent(
  content: StoryContent,
  context: PublishContext,
): Steps<{ readonly html: string; readonly text: string }> {
  const { shown, representative, translation } = content
  const latest = latestBlocks(content, context)
  const blocks = [
    ...beforeBlocks(content, context),
    ...(yield* reportBlocks(content, context)),
    ...(yield* earlierBlocks(content, context)),
    ...nameBlocks(content, context),
    pageBlock(content, context),
  ]
  const own = shown.html ?? (shown.summary === '' ? '' : paragraph(shown.summary, representative.language))
  return {
    html: `${latest.length === 0 ? '' : worded(latest, context)}${translation === null ? '' : translatedLine(translation, context)}${own}${worded(blocks, context)}`,
    text: [
      ...latest.map(textOf),
      translation === null ? '' : translatedText(translation, context),
      shown.summary,
      ...blocks.map(textOf),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  }
}

const worded = (blocks: readonly Block[], { words: { language } }: PublishContext): string =>
  `<div lang="${language}" dir="${directionOf(language)}">${blocks.map(htmlOf).join('')}</div>`

/** What is new, and since when: the entry may have been in the reader for hours. */
const latestBlocks = ({ representative, latestSince }: StoryContent, context: PublishContext): readonly Block[] => {
  if (latestSince === null) return []
  const { linked } = reportLine('', representative, context)
  return [{ kind: 'paragraph', line: { before: context.words.latestAt(context.words.time(latestSince)), linked, after: '' } }]
}

/** The headlines that the report had before, the last one first. */
const beforeBlocks = ({ representative }: StoryContent, { words, wordings }: PublishContext): readonly Block[] =>
  (wordings?.get(representative.id) ?? [])
    .filter(({ title }) => title !== representative.title)
    .toReversed()
    .map(({ title, replacedAt }) =>
      sentence(words.before(isolatedIn(words.language, excerpt(title, TITLE_LENGTH)), words.time(replacedAt))),
    )

const translatedLine = ({ text, language }: ShownTranslation, { words }: PublishContext): string =>
  `<p lang="${words.language}" dir="${directionOf(words.language)}"><span lang="${escapeAttribute(language)}" dir="${directionOf(language)}">${escapeText(text)}</span> (${escapeText(words.machineTranslation)})</p>`

const translatedText = ({ text }: ShownTranslation, { words }: PublishContext): string =>
  `${isolatedIn(words.language, text)} (${words.machineTranslation})`

function* reportBlocks(content: StoryContent, context: PublishContext): Steps<readonly Block[]> {
  const { story, representative } = content
  const { words } = context
  if (story.articles.length === 1) return [sentence(sourceAndTime(representative, context))]
  const { lines, named, folded } = yield* languageLines(content, context)
  const differences = yield* storyDifferences(story, (id) => context.sources.get(id))
  const others = newestOriginals(story).filter((article) => !named.has(article))
  const latest = others.slice(0, MOST_LATEST)
  const further = furtherReports(others.slice(MOST_LATEST), representative)
  return [
    sentence(words.reported(story.sources.length, story.languages.length)),
    ...(differences.length === 0 ? [] : [sentence(words.differ(differences))]),
    ...originBlocks(story, context),
    { kind: 'list', lines },
    ...(folded.length === 0 ? [] : [sentence(words.alsoIn(folded))]),
    ...headedList(words.latest, latest, context),
    ...headedList(words.further(words.languageName(representative.language)), further, context),
  ]
}

const originBlocks = ({ articles, sources }: Story, context: PublishContext): readonly Block[] => {
  if (sources.length === 1) return []
  const origins = originsOf(articles, context.sources)
  const names = originNames(origins, context.sources, context.words.release).map((name) =>
    isolatedIn(context.words.language, name),
  )
  return [sentence(context.words.origins(origins.length, names))]
}

type OfLanguage = { readonly language: LanguageTag; readonly reports: number; readonly best: StoredArticle }

/** The lines with the best headline of each language, as many as there is room for, and the languages that are only counted. */
function* languageLines(
  { story, representative }: StoryContent,
  context: PublishContext,
): Steps<{
  readonly lines: readonly Line[]
  readonly named: ReadonlySet<StoredArticle>
  readonly folded: readonly OfLanguage[]
}> {
  const lines: Line[] = []
  const named = new Set<StoredArticle>()
  const folded: OfLanguage[] = []
  let bytes = 0
  for (const one of yield* languagesOf({ story, representative }, context.preferred)) {
    const line = reportLine(`${context.words.languageName(one.language)}: `, one.best, context)
    bytes += Buffer.byteLength(htmlLine(line))
    if (lines.length >= MOST_LANGUAGES || (bytes > MOST_BYTES && lines.length > 0)) {
      folded.push(one)
      continue
    }
    lines.push(line)
    named.add(one.best)
  }
  return { lines, named, folded }
}

/** The languages of a story: that of the headline, those of the reader, then those with most reports. */
type Reported = Pick<StoryContent, 'story' | 'representative'>
function* languagesOf(reported: Reported, preferred: readonly LanguageTag[]): Steps<readonly OfLanguage[]> {
  const { story, representative } = reported
  const rank = (language: LanguageTag): number => {
    if (language === representative.language) return -1
    const at = preferred.findIndex((wanted) => language === wanted || language.startsWith(`${wanted}-`))
    return at === -1 ? preferred.length : at
  }
  const groups = [...Map.groupBy(story.articles, ({ language }) => language)]
  const languages = yield* mapByTheirSteps(groups, function* ([language, articles]): Steps<OfLanguage> {
    return { language, reports: articles.length, best: yield* bestOf(articles, reported) }
  })
  return languages.toSorted(
    (a, b) => rank(a.language) - rank(b.language) || b.reports - a.reports || (a.language < b.language ? -1 : 1),
  )
}

function* bestOf(articles: readonly StoredArticle[], { story, representative }: Reported): Steps<StoredArticle> {
  if (articles.includes(representative)) return representative
  const match = { story: { ...story, articles }, matched: articles.map(({ id }) => id) }
  return (yield* courseInSteps(match, [])).representative
}

/** The reports that are not copies, the last arrival first. */
const newestOriginals = ({ articles }: Story): readonly StoredArticle[] =>
  articles
    .filter(({ copyOf }) => copyOf === null)
    .toSorted((a, b) => b.firstSeen - a.firstSeen || b.publishedAt - a.publishedAt || (a.id < b.id ? -1 : 1))

const furtherReports = (newest: readonly StoredArticle[], { language }: StoredArticle): readonly StoredArticle[] => {
  const seen = new Set<string>()
  return newest
    .filter((article) => article.language === language && !seen.has(article.source) && seen.add(article.source))
    .slice(0, MOST_FURTHER)
}

const headedList = (heading: string, articles: readonly StoredArticle[], context: PublishContext): readonly Block[] => {
  const lines = fitting(articles.map((article) => reportLine('', article, context)))
  return lines.length === 0 ? [] : [sentence(heading), { kind: 'list', lines }]
}

/** The lines for which there is room, in their order. */
const fitting = (lines: readonly Line[]): readonly Line[] => {
  let bytes = 0
  return lines.filter((line) => (bytes += Buffer.byteLength(htmlLine(line))) <= LIST_BYTES)
}

/** The story that this one continues, by its headline in the reader's language. */
function* earlierBlocks({ story }: StoryContent, context: PublishContext): Steps<readonly Block[]> {
  const { words } = context
  const earlier = story.continues === null ? undefined : context.continued?.get(story.continues)
  if (earlier === undefined) return []
  const { representative } = yield* courseInSteps({ story: earlier, matched: [] }, context.preferred)
  const { title, summary, language } = representative
  const url = storyPage(earlier.id, context)
  const text = excerpt(title === '' ? summary : title, TITLE_LENGTH)
  const linked = { text: text === '' ? url : isolatedIn(words.language, text), url, language }
  return [{ kind: 'paragraph', line: { before: words.earlier, linked, after: ` (${words.time(earlier.publishedAt)})` } }]
}

const reportLine = (before: string, article: StoredArticle, context: PublishContext): Line => {
  const text = excerpt(article.title === '' ? article.summary : article.title, TITLE_LENGTH)
  const url = article.link ?? storyPage(article.story, context)
  return {
    before,
    linked: { text: text === '' ? url : isolatedIn(context.words.language, text), url, language: article.language },
    after: ` (${sourceAndTime(article, context)})`,
  }
}

const sourceAndTime = (article: StoredArticle, context: PublishContext): string =>
  context.words.source(
    isolatedIn(context.words.language, sourceName(article, context)),
    context.words.time(article.publishedAt),
  )

const sourceName = ({ source }: StoredArticle, { sources }: PublishContext): string => sources.get(source)?.name ?? source

const nameBlocks = ({ categories, evidence }: StoryContent, { words, publicUrl }: PublishContext): readonly Block[] => {
  const terms = new Map<string, readonly string[]>(evidence.map((one) => [one.topic, one.terms]))
  const reasons = (id: string): string => {
    const found = (terms.get(id) ?? []).slice(0, MOST_TERMS)
    return found.length === 0
      ? ''
      : ` (${found.map((term) => isolatedIn(words.language, words.quoted(excerpt(term, 60)))).join(' ')})`
  }
  return (['topics', 'entities', 'places'] as const).flatMap((kind) => {
    const names = categories
      .filter(({ scheme }) => scheme === `${publicUrl}/${kind}/`)
      .slice(0, MOST_NAMES)
      .map(({ term, label }) => `${isolatedIn(words.language, label ?? term)}${kind === 'topics' ? reasons(term) : ''}`)
    return names.length === 0 ? [] : [sentence(words.headed(kind, names))]
  })
}

const pageBlock = ({ story, page }: StoryContent, { words }: PublishContext): Block => ({
  kind: 'paragraph',
  line: { before: '', linked: { text: words.storyPage(story.articles.length), url: page, language: null }, after: '' },
})

export const storyPage = (story: string, { publicUrl }: Pick<PublishContext, 'publicUrl'>): string =>
  `${publicUrl}/stories/${encodeURIComponent(story)}`

const sentence = (before: string): Block => ({ kind: 'paragraph', line: { before, linked: null, after: '' } })

const paragraph = (text: string, language: LanguageTag): string =>
  language === 'und'
    ? `<p>${escapeText(text)}</p>`
    : `<p lang="${language}" dir="${directionOf(language)}">${escapeText(text)}</p>`

const htmlOf = (block: Block): string =>
  block.kind === 'list'
    ? `<ul>${block.lines.map((line) => `<li>${htmlLine(line)}</li>`).join('')}</ul>`
    : `<p>${htmlLine(block.line)}</p>`

const htmlLine = ({ before, linked, after }: Line): string =>
  `${escapeText(before)}${linked === null ? '' : anchor(linked)}${escapeText(after)}`

const anchor = ({ text, url, language }: Linked): string => {
  const marked = language === null || language === 'und' ? '' : ` lang="${escapeAttribute(language)}" dir="auto"`
  return `<a href="${escapeAttribute(url)}"${marked}>${escapeText(text)}</a>`
}

const textOf = (block: Block): string =>
  block.kind === 'list' ? block.lines.map((line) => `• ${textLine(line)}`).join('\n') : textLine(block.line)

const textLine = ({ before, linked, after }: Line): string =>
  linked === null ? `${before}${after}` : `${before}${linked.text}${after}: ${linked.url}`
