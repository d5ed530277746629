/**
 * The content of an entry: what the story is, reported so that a reader needs no other page. The excerpt of the report that gives the headline;
 * how many sources and languages report it; the best headline of each language with source, time and link; what came last; the topics,
 * organisations and places in words; the story's page. As HTML, and as plain text for readers without.
 */
import { mapByTheirSteps, type Steps } from '../lib/steps.ts'
import type { StoredArticle } from '../model/article.ts'
import type { LanguageTag } from '../model/ids.ts'
import type { ShownTranslation } from '../model/translation.ts'
import type { PublishedEntry } from '../model/published-feed.ts'
import type { Story } from '../model/story.ts'
import { excerpt } from '../text/excerpt.ts'
import { isolatedIn } from '../text/isolated.ts'
import { directionOf } from '../text/script.ts'
import { courseInSteps, type TitleWords } from './developments.ts'
import type { PublishContext } from './publish-context.ts'
import { escapeAttribute, escapeText } from './xml.ts'

export type StoryContent = {
  readonly story: Story
  readonly representative: StoredArticle
  readonly titleWords: TitleWords
  /** Of the headline, by a machine; null: none is shown. */
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
/** The newest reports in any language that no line above names. */
const MOST_LATEST = 3
/** Older ones in the language of the headline. */
const MOST_FURTHER = 4
/** Of each of these two lists. */
const LIST_BYTES = 1_000
const TITLE_LENGTH = 200
const MOST_NAMES = 8
const MOST_TERMS = 3

type Block = { readonly kind: 'paragraph'; readonly line: Line } | { readonly kind: 'list'; readonly lines: readonly Line[] }
/** `link` leads from the first part of the line. */
type Line = { readonly before: string; readonly linked: Linked | null; readonly after: string }
type Linked = { readonly text: string; readonly url: string; readonly language: LanguageTag | null }

export function* writeContent(
  content: StoryContent,
  context: PublishContext,
): Steps<{ readonly html: string; readonly text: string }> {
  const { shown, representative, translation } = content
  const blocks = [...(yield* reportBlocks(content, context)), ...nameBlocks(content, context), pageBlock(content, context)]
  const { language } = context.words
  const own = shown.html ?? (shown.summary === '' ? '' : paragraph(shown.summary, representative.language))
  return {
    html: `${translation === null ? '' : translatedLine(translation, context)}${own}<div lang="${language}" dir="${directionOf(language)}">${blocks.map(htmlOf).join('')}</div>`,
    text: [translation === null ? '' : translatedText(translation, context), shown.summary, ...blocks.map(textOf)]
      .filter((part) => part !== '')
      .join('\n\n'),
  }
}

const translatedLine = ({ text, language }: ShownTranslation, { words }: PublishContext): string =>
  `<p lang="${words.language}" dir="${directionOf(words.language)}"><span lang="${escapeAttribute(language)}" dir="${directionOf(language)}">${escapeText(text)}</span> (${escapeText(words.machineTranslation)})</p>`

const translatedText = ({ text }: ShownTranslation, { words }: PublishContext): string =>
  `${isolatedIn(words.language, text)} (${words.machineTranslation})`

function* reportBlocks(content: StoryContent, context: PublishContext): Steps<readonly Block[]> {
  const { story, representative } = content
  const { words } = context
  if (story.articles.length === 1) return [sentence(sourceAndTime(representative, context))]
  const { lines, named, folded } = yield* languageLines(content, context)
  const others = newestOriginals(story).filter((article) => !named.has(article))
  const latest = others.slice(0, MOST_LATEST)
  const further = furtherReports(others.slice(MOST_LATEST), representative)
  return [
    sentence(words.reported(story.sources.length, story.languages.length)),
    { kind: 'list', lines },
    ...(folded.length === 0 ? [] : [sentence(words.alsoIn(folded))]),
    ...headedList(words.latest, latest, context),
    ...headedList(words.further(words.languageName(representative.language)), further, context),
  ]
}

type OfLanguage = { readonly language: LanguageTag; readonly reports: number; readonly best: StoredArticle }

/** The best headline of each language, as many as there is room for, and the languages that are only counted. */
function* languageLines(
  { story, representative, titleWords }: StoryContent,
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
  for (const one of yield* languagesOf({ story, representative, titleWords }, context.preferred)) {
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

/** That of the headline, the reader's, then those with most reports. */
type Reported = Pick<StoryContent, 'story' | 'representative' | 'titleWords'>
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

function* bestOf(articles: readonly StoredArticle[], { story, representative, titleWords }: Reported): Steps<StoredArticle> {
  if (articles.includes(representative)) return representative
  const match = { story: { ...story, articles }, matched: articles.map(({ id }) => id) }
  return (yield* courseInSteps(match, [], titleWords)).representative
}

/** In the order of arrival, the last first: what a reader of the older ones does not know yet. */
const newestOriginals = ({ articles }: Story): readonly StoredArticle[] =>
  articles
    .filter(({ copyOf }) => copyOf === null)
    .toSorted((a, b) => b.firstSeen - a.firstSeen || b.publishedAt - a.publishedAt || (a.id < b.id ? -1 : 1))

/** In the language of the headline, the newest of each source. */
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

/** As many of the first lines as there is room for. */
const fitting = (lines: readonly Line[]): readonly Line[] => {
  let bytes = 0
  return lines.filter((line) => (bytes += Buffer.byteLength(htmlLine(line))) <= LIST_BYTES)
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

/** Why the story is here, and what it names. */
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

/** Our page about a story. */
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
