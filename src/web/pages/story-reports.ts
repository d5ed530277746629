/** The reports of a story: a few of each language, the reader's languages first, or all of one language. */
import { html } from 'hono/html'
import type { StoredArticle } from '../../model/article.ts'
import type { ArticleId, LanguageTag, SourceId } from '../../model/ids.ts'
import type { Story } from '../../model/story.ts'
import { excerpt } from '../../text/excerpt.ts'
import { countLanguages } from './charts.ts'
import { sourceName } from './configuration-index.ts'
import { externalLink, foreign, foreignText } from './foreign.ts'
import type { Html, PageContext } from './page-context.ts'
import { summaryOf, timeOf } from './story-card.ts'
import { type Reasons, whyTechnically, whyThisReport } from './story-reasons.ts'

/** What keeps a page small enough for a phone: a story may have thousands of reports. All of a language have pages of their own. */
const OPEN_LANGUAGES = 6
const REPORTS = { wanted: 8, open: 3, folded: 2 } as const
const COPIES = 5
const EXCERPT = 280
export const A_PAGE = 25

type Group = {
  readonly language: LanguageTag
  readonly isWanted: boolean
  readonly count: number
  /** Copies stand below their original, if that is of the same language. */
  readonly articles: readonly StoredArticle[]
  readonly copies: ReadonlyMap<ArticleId, readonly StoredArticle[]>
}

type Reported = { readonly story: Story; readonly reasons: Reasons }

/** Many languages are folded away, but never the reader's. */
export const reportsByLanguage = (context: PageContext, reported: Reported): Html => {
  const groups = groupsOf(reported.story, context.locale.wanted)
  const wanted = groups.filter(({ isWanted }) => isWanted).length
  // To fold a single language saves no room.
  const open = groups.length <= OPEN_LANGUAGES + 1 ? groups.length : Math.max(OPEN_LANGUAGES, wanted)
  const folded = groups.slice(open)
  return html`${groups.slice(0, open).map((group) => languageGroup(context, reported, group))}
${folded.length === 0 ? '' : html`<details class="languages-folded"><summary>${context.locale.message('story.languages', { count: folded.length })}</summary>${folded.map((group) => foldedGroup(context, reported, group))}</details>`}`
}

/** One page of all articles of a language, in the order of publication. */
export const reportsIn = (context: PageContext, reported: Reported, articles: readonly StoredArticle[]): Html =>
  html`<ol class="reports">${articles.map((article) => report(context, reported, article, []))}</ol>`

/** The reader's languages as the reader ranks them, then the others by number of articles. */
const groupsOf = ({ articles }: Story, wanted: readonly LanguageTag[]): readonly Group[] => {
  const rank = (language: LanguageTag): number => {
    const at = wanted.findIndex((one) => one === language || language.startsWith(`${one}-`))
    return at === -1 ? wanted.length : at
  }
  return countLanguages(articles.map(({ language }) => language))
    .toSorted((a, b) => rank(a.language) - rank(b.language))
    .map(({ language, count }) => {
      const own = articles.filter((article) => article.language === language)
      const ids = new Set(own.map(({ id }) => id))
      const isBelow = ({ copyOf }: StoredArticle): boolean => copyOf !== null && ids.has(copyOf)
      const copies = Map.groupBy(own.filter(isBelow), ({ id, copyOf }) => copyOf ?? id)
      const originals = own.filter((article) => !isBelow(article))
      return { language, count, isWanted: rank(language) < wanted.length, articles: originals, copies }
    })
}

const heading = ({ locale }: PageContext, { language, count }: Group): Html =>
  html`<h3>${locale.languageName(language)} <span class="figure">${locale.number(count)}</span></h3>`

const languageGroup = (context: PageContext, reported: Reported, group: Group): Html => {
  const shown = group.articles.slice(0, group.isWanted ? REPORTS.wanted : REPORTS.open)
  return html`<section class="group">${heading(context, group)}
<ol class="reports">${shown.map((article) => report(context, reported, article, group.copies.get(article.id) ?? []))}</ol>
${moreOf(context, reported, group, shown)}</section>`
}

/** Headlines only. */
const foldedGroup = (context: PageContext, reported: Reported, group: Group): Html => {
  const shown = group.articles.slice(0, REPORTS.folded)
  return html`<section class="group">${heading(context, group)}
<ol class="reports">${shown.map((article) => html`<li id="${article.id}">${headline(context, article)}</li>`)}</ol>
${moreOf(context, reported, { ...group, copies: new Map() }, shown)}</section>`
}

const moreOf = (context: PageContext, { story }: Reported, group: Group, shown: readonly StoredArticle[]): Html | '' => {
  const below = shown.reduce((sum, { id }) => sum + (group.copies.get(id)?.length ?? 0), 0)
  const count = group.count - shown.length - below
  return count === 0
    ? ''
    : html`<p class="quiet">${allIn(context, story, group.language, context.locale.message('story.more', { count }))}</p>`
}

const allIn = ({ href }: PageContext, { id }: Story, lang: LanguageTag, text: string): Html =>
  html`<a href="${href(`/stories/${id}`, { lang })}">${text}</a>`

const report = (context: PageContext, reported: Reported, article: StoredArticle, copies: readonly StoredArticle[]): Html => {
  const { story, reasons } = reported
  const summary = excerpt(summaryOf(context, article), EXCERPT)
  const notes = notesOn(context, story, article)
  return html`<li id="${article.id}">${headline(context, article)}
${summary === '' ? '' : foreignText('p', 'excerpt', article.language, summary)}
${notes.length === 0 ? '' : html`<p class="notes">${notes.join(' · ')}</p>`}
${copies.length === 0 ? '' : folded(context, reported, copies)}
${whyThisReport(context, story, reasons.get(article.id) ?? [])}</li>`
}

const headline = (context: PageContext, article: StoredArticle): Html =>
  html`<p class="by"><bdi>${nameOf(context, article.source)}</bdi> <span class="sep">·</span> ${timeOf(context, article.publishedAt)}</p>
<p class="title">${foreign(article.language, externalLink(article.link, article.title))}</p>`

const notesOn = (context: PageContext, story: Story, article: StoredArticle): readonly string[] => {
  const { locale } = context
  const sources = article.alsoIn.map((id) => nameOf(context, id)).join(locale.message('list.comma'))
  return [
    article.id === story.lead.id && story.articles.length > 1 ? locale.message('story.lead') : '',
    article.dated ? '' : locale.message('story.undated'),
    article.revisions > 0 ? locale.message('story.revised', { count: article.revisions }) : '',
    article.alsoIn.length > 0 ? locale.message('story.alsoIn', { sources }) : '',
  ].filter((note) => note !== '')
}

const folded = (context: PageContext, { story, reasons }: Reported, copies: readonly StoredArticle[]): Html => {
  const { locale } = context
  const more = copies.length - COPIES
  const [first] = copies
  return html`<details><summary>${locale.message('story.copies', { count: copies.length })}</summary><ul class="copies">
${copies
  .slice(0, COPIES)
  .map(
    (copy) =>
      html`<li id="${copy.id}"><bdi>${nameOf(context, copy.source)}</bdi>: ${foreign(copy.language, externalLink(copy.link, copy.title))}, ${timeOf(context, copy.publishedAt)}${whyTechnically(context, story, reasons.get(copy.id) ?? [])}</li>`,
  )}
${more <= 0 || first === undefined ? '' : html`<li>${allIn(context, story, first.language, locale.message('story.copies.more', { count: more }))}</li>`}</ul></details>`
}

const nameOf = ({ configuration }: PageContext, source: SourceId): string => sourceName(configuration, source)
