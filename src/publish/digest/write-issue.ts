/** An issue of a digest as HTML that every feed reader and mail program shows, and as plain text. */
import type { DigestIssue, DigestItem } from '../../model/digest.ts'
import type { LanguageTag, StoryId, TopicId } from '../../model/ids.ts'
import type { Label } from '../../model/taxonomy.ts'
import { isolatedIn } from '../../text/isolated.ts'
import { excerpt } from '../../text/excerpt.ts'
import { directionOf } from '../../text/script.ts'
import { escapeAttribute, escapeText } from '../xml.ts'
import type { DigestWords } from './digest-words.ts'

export type IssueSection = Pick<DigestItem, 'topic' | 'missing'> & { readonly items: readonly DigestItem[] }

/** The sections of an issue: each story under its strongest topic, the topic of the highest story first; then what a language does not report. */
export const sectionsOf = ({ items }: Pick<DigestIssue, 'items'>): readonly IssueSection[] => {
  const [told, gaps] = [
    items.filter(({ missing }) => missing === undefined),
    items.filter(({ missing }) => missing !== undefined),
  ]
  const [gap] = gaps
  return [
    ...Array.from(
      Map.groupBy(told, ({ topic }) => topic),
      ([topic, of]) => ({ topic, items: of }),
    ),
    ...(gap?.missing === undefined ? [] : [{ topic: null, missing: gap.missing, items: gaps }]),
  ]
}

export type IssueForm = {
  readonly words: DigestWords
  readonly topics: ReadonlyMap<TopicId, Label>
  /** The address of a story's page; null: our pages have no address that readers can open. */
  readonly storyPage: (story: StoryId) => string | null
  /** The inline style of a part, since mail programs ignore style sheets; empty: the reader's program decides. */
  readonly styleOf: (part: IssuePart) => string
  /** True: the issue is a document of its own, which begins with its contents. */
  readonly isAlone: boolean
  /** True: readers load the pictures from their publishers. */
  readonly pictures: boolean
}
export type IssuePart = 'about' | 'contents' | 'topic' | 'picture' | 'headline' | 'summary' | 'facts' | 'update'

export const sectionName = (
  { topic, missing }: IssueSection,
  { topics, words }: Pick<IssueForm, 'topics' | 'words'>,
): string => {
  if (missing !== undefined) return words.missing(missing.language, missing.live)
  const label = topic === null ? undefined : topics.get(topic)
  return label === undefined ? words.other : words.heading(label)
}

/** How many stories the issue shows, of how many found, and its period. */
export const aboutIssue = ({ items, found, since, due }: DigestIssue, words: DigestWords): readonly string[] => [
  items.length === 0 ? words.empty : words.top(items.filter(({ missing }) => missing === undefined).length, found),
  words.period(since, due),
]

/** “Also in French (3) and Arabic (1)”; empty: in none. */
export const otherLanguages = ({ languages, language }: DigestItem, words: DigestWords): string => {
  const others = languages.filter((one) => one.language !== language && one.language !== 'und')
  return others.length === 0 ? '' : words.alsoIn(others)
}

const isOneReport = ({ reports, copies }: DigestItem): boolean => reports + copies === 1

/** The number of sources, languages, reports and copies; empty for a single report, whose source and time say all. */
export const factsOf = (item: DigestItem, words: DigestWords): readonly string[] =>
  isOneReport(item) ? [] : [words.reported(item.sources, item.languages.length), words.reports(item.reports, item.copies)]

/** Two lines in a mail. */
const SUMMARY_LENGTH = 180

export const issueHtml = (issue: DigestIssue, form: IssueForm): string => {
  const { words } = form
  const about = aboutIssue(issue, words).map(escapeText).join('<br>')
  const all = sectionsOf(issue)
  const hasContents = form.isAlone && all.length > 1
  const sections = all.map((section, at) => {
    const heading = tag('h2', 'topic', form, hasContents ? ` id="part-${at + 1}"` : '')
    return `${heading}${escapeText(sectionName(section, form))}</h2>${section.items.map((item) => itemHtml(item, form)).join('')}`
  })
  const contents = hasContents ? contentsOf(all, form) : ''
  return `<div lang="${words.language}" dir="${directionOf(words.language)}">${tag('p', 'about', form)}${about}</p>${contents}${sections.join('')}</div>`
}

const contentsOf = (sections: readonly IssueSection[], form: IssueForm): string => {
  const lines = sections.map(
    (section, at) => `${anchor(`#part-${at + 1}`, sectionName(section, form))} (${section.items.length})`,
  )
  return `${tag('p', 'contents', form)}${lines.join(' · ')}</p>`
}

/** The headline, the beginning of its text, and one line about its reports. */
const itemHtml = (item: DigestItem, form: IssueForm): string => {
  const { words } = form
  const page = form.storyPage(item.story)
  const marked = markedIn(item.language)
  const update = item.isUpdate ? `<b${styled('update', form)}>${escapeText(words.update)}</b> · ` : ''
  const facts = [
    sourceHtml(item, words),
    isOneReport(item) ? '' : anchor(page, words.reported(item.sources, item.languages.length)),
  ].filter((part) => part !== '')
  const summary = excerpt(item.summary, SUMMARY_LENGTH)
  const hasPicture = form.pictures && item.image !== undefined
  return [
    hasPicture ? `<img src="${escapeAttribute(item.image)}" alt="" width="120"${styled('picture', form)}>` : '',
    `${tag('h3', 'headline', form, marked)}${anchor(page ?? item.link, item.headline)}</h3>`,
    summary === '' ? '' : `${tag('p', 'summary', form, marked)}${escapeText(summary)}</p>`,
    `${tag('p', 'facts', form)}${update}${facts.join(' · ')}</p>`,
  ].join('')
}

/** The name of the source leads to the report. */
const sourceHtml = ({ source, link, publishedAt }: DigestItem, words: DigestWords): string => {
  const [before = '', after = ''] = words.source(HERE, words.time(publishedAt)).split(HERE)
  return `${escapeText(before)}${anchor(link, source)}${escapeText(after)}`
}
/** A placeholder that no sentence and no name contains. */
const HERE = '\u0000'

const anchor = (address: string | null, text: string): string =>
  address === null
    ? `<bdi>${escapeText(text)}</bdi>`
    : `<a href="${escapeAttribute(address)}"><bdi>${escapeText(text)}</bdi></a>`

const markedIn = (language: LanguageTag): string =>
  language === 'und' ? ' dir="auto"' : ` lang="${escapeAttribute(language)}" dir="${directionOf(language)}"`

const tag = (name: string, part: IssuePart, form: IssueForm, attributes = ''): string =>
  `<${name}${attributes}${styled(part, form)}>`

const styled = (part: IssuePart, { styleOf }: IssueForm): string => {
  const style = styleOf(part)
  return style === '' ? '' : ` style="${escapeAttribute(style)}"`
}

export const issueText = (issue: DigestIssue, form: IssueForm): string => {
  const about = aboutIssue(issue, form.words).join('\n')
  const sections = sectionsOf(issue).map((section) => {
    const name = sectionName(section, form)
    return [`${name}\n${'='.repeat(Math.min(name.length, 60))}`, ...section.items.map((item) => itemText(item, form))].join(
      '\n\n',
    )
  })
  return [about, ...sections].join('\n\n\n')
}

const itemText = (item: DigestItem, { words, storyPage }: IssueForm): string => {
  const page = storyPage(item.story)
  const source = words.source(isolatedIn(words.language, item.source), words.time(item.publishedAt))
  const facts = isOneReport(item) ? source : `${source} · ${words.reported(item.sources, item.languages.length)}`
  return [
    item.isUpdate ? `[${words.update}] ${item.headline}` : item.headline,
    excerpt(item.summary, SUMMARY_LENGTH),
    facts,
    page ?? item.link ?? '',
  ]
    .filter((line) => line !== '')
    .join('\n')
}
