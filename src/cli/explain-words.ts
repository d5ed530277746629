/** What `explain` says in a reader's words: what was found, where, and how sure that is. Ids and figures are for `--numbers`. */
import type { Considered } from '../enrich/tagging/tagger.ts'
import type { Evidence } from '../model/article.ts'
import { parseReason } from '../model/assignment-reason.ts'
import type { Configuration } from '../model/configuration.ts'
import type { ArticleId, LanguageTag } from '../model/ids.ts'
import type { AssignmentReason, Story } from '../model/story.ts'
import { tagsOfStory } from '../model/story-tags.ts'
import { type FeedDefinition, type Label, labelIn } from '../model/taxonomy.ts'
import type { DecisionRecord } from '../store/ports/story-view.ts'
import { localeFor } from '../web/locale.ts'
import { sourceName, tagIndex } from '../web/pages/configuration-index.ts'
import { sentenceAround } from './evidence-sentence.ts'
import { counted, type Terminal } from './terminal.ts'

type Explained = { readonly record: DecisionRecord & { readonly story: Story }; readonly considered: readonly Considered[] }
type FeedVerdict = { readonly title: FeedDefinition['title']; readonly matches: boolean }
type Words = {
  readonly configuration: Configuration
  readonly terminal: Terminal
  readonly article: Explained['record']['article']
}

/** Where its date is from, and lines about rights and its page. */
type Beside = { readonly dateFrom: string; readonly more: readonly string[] }

const ENGLISH = localeFor('en', undefined)

export const explainInWords = (
  { record, considered }: Explained,
  feeds: readonly FeedVerdict[],
  { configuration, terminal, dateFrom, more }: Pick<Words, 'configuration' | 'terminal'> & Beside,
): string => {
  const { article, story, reasons } = record
  const words: Words = { configuration, terminal, article }
  const names = tagIndex(configuration)
  const tags = (kind: 'entities' | 'places') =>
    article[kind].map(({ id, evidence }) => `${nameOf(names[kind].get(id), id)}: ${found(words, evidence)}`)
  return [
    article.title,
    `${sourceName(configuration, article.source)}, ${ENGLISH.moment(article.publishedAt)}${article.dateFrom === 'item' ? '' : ` (${dateFrom})`}`,
    article.link ?? '(no address)',
    '',
    ...part('Language', [languageLine(article)]),
    ...part('Kind', article.kind === null || article.kind === 'news' ? [] : [ENGLISH.message(`kind.${article.kind}`)]),
    ...part('Story', [storyLine(story), ...reasons.flatMap((reason) => reasonWords(reason, words, story))]),
    ...part('Topics', topicLines(words, story, considered)),
    ...part('Names', tags('entities')),
    ...part('Places', tags('places')),
    ...part('Feeds', feedLines(feeds)),
    ...more.map((line) => line.charAt(0).toUpperCase() + line.slice(1)),
    '',
    terminal.dim(`polywire explain ${article.id} --numbers shows ids, probabilities and every feed's reason.`),
  ].join('\n')
}

const part = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.map((line, nth) => `${(nth === 0 ? heading : '').padEnd(10)}${line}`)

const nameOf = (known: { readonly label: Label } | undefined, id: string): string =>
  known === undefined ? id : labelIn(known.label, 'en')

const SURE = 0.9
const languageLine = ({ language, confidence, declaredLanguage: declared }: Words['article']): string => {
  const isSame = declared !== null && baseOf(declared) === baseOf(language)
  const source =
    declared === null
      ? ''
      : isSame
        ? '; its source says so too'
        : `, although its source says ${ENGLISH.languageName(declared)}`
  return `${ENGLISH.languageName(language)}${confidence >= SURE || isSame ? '' : ', probably'}${source}`
}
const baseOf = (language: LanguageTag): string => language.split('-')[0] ?? language

const storyLine = ({ articles, languages }: Story): string =>
  articles.length === 1
    ? 'the only report of its event so far'
    : `one of ${counted(articles.length, 'report')} in ${counted(languages.length, 'language')}`

/** Why it is in its story; nothing for what only figures say. */
const reasonWords = (reason: AssignmentReason, words: Words, story: Story): readonly string[] => {
  const parsed = parseReason(reason)
  if (parsed === null) return [`${reason.kind}: ${reason.detail}`]
  switch (parsed.kind) {
    case 'copy':
      return [`it is a copy of ${reportNamed(parsed.of, words, story)}`]
    case 'phase':
      return parsed.as === null ? ['it tells something new'] : []
    case 'story':
    case 'link': {
      const shared = [...new Set(parsed.shared.flatMap((feature) => featureWords(feature, words.configuration)))]
      return [
        `it says the same as ${reportNamed(parsed.nearest, words, story)} (${sureness(parsed.score)})${shared.length === 0 ? '' : `; both name ${shared.join(', ')}`}`,
      ]
    }
  }
}

const reportNamed = (id: ArticleId | string, { configuration }: Words, { articles }: Story): string => {
  const report = articles.find((one) => one.id === id)
  if (report === undefined) return `the report ${id}`
  return `“${report.title}” (${sourceName(configuration, report.source)})`
}

/** `entity:eu` → European Union; numbers help no reader. */
const featureWords = (feature: string, configuration: Configuration): readonly string[] => {
  const [kind = '', ...rest] = feature.split(':')
  const value = rest.join(':')
  const names = tagIndex(configuration)
  if (kind === 'entity') return [nameOf(names.entities.get(value), value)]
  if (kind === 'place') return [nameOf(names.places.get(value), value)]
  return kind === 'word' ? [`“${value}”`] : []
}

const LEVELS = [
  [0.97, 'almost certain'],
  [0.85, 'very likely'],
  [0.6, 'likely'],
  [0.4, 'about as likely as not'],
  [0.15, 'possible'],
] as const
const sureness = (probability: number): string => LEVELS.find(([least]) => probability >= least)?.[1] ?? 'unlikely'

/** Its own topics, those that its story lends it, and those that were considered and left out. */
const topicLines = (words: Words, story: Story, considered: readonly Considered[]): readonly string[] => {
  const { article, configuration } = words
  const { topics } = tagIndex(configuration)
  const together = tagsOfStory(story)
  const own = new Set(article.topics.map(({ id }) => id))
  const lent = together.of < 2 ? [] : together.topics.filter(({ id }) => !own.has(id))
  const known = new Set([...own, ...lent.map(({ id }) => id)])
  const lines = [
    ...article.topics.map(
      ({ id, score, evidence }) => `${nameOf(topics.get(id), id)} (${sureness(score)}): ${found(words, evidence)}`,
    ),
    ...lent.map(
      ({ id, score, reports }) =>
        `${nameOf(topics.get(id), id)} (${sureness(score)}): from its story, ${reports} of ${together.of} reports say so`,
    ),
    ...considered
      .filter(({ id, chosen, probability }) => !chosen && !known.has(id) && sureness(probability) !== 'unlikely')
      .map(({ id, probability }) => `not ${nameOf(topics.get(id), id)} (${sureness(probability)}, not enough)`),
  ]
  return lines.length === 0 ? ['none'] : lines
}

/** Where the words are that decided: the first in the headline, the first in the text. */
const found = ({ article, terminal }: Words, evidence: readonly Evidence[]): string => {
  if (evidence.length === 0) return 'from the article’s page'
  const firsts = [...Map.groupBy(evidence, ({ field }) => field).values()].flatMap(([first]) => first ?? [])
  const sentences = firsts.map((one) =>
    one.kind === 'example'
      ? `it is like the example “${one.term}”`
      : `${one.field === 'title' ? 'in the headline' : 'in the text'} “${sentenceAround(article, one, terminal.mark)}”`,
  )
  return sentences.join('; ')
}

const feedLines = (feeds: readonly FeedVerdict[]): readonly string[] => {
  const [inThese, others] = [feeds.filter(({ matches }) => matches), feeds.filter(({ matches }) => !matches)]
  const listed = inThese.map(({ title }) => ENGLISH.label(title)).join(', ')
  return [
    `${listed === '' ? 'in none' : `in ${listed}`}${others.length === 0 ? '' : `; not in ${counted(others.length, 'other')}`}`,
  ]
}
