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
import type { ShownStory } from './reason-list.ts'
import { type Reasons, whyTechnically, whyThisReport } from './story-reasons.ts'

/** Limits that make a page small enough for a phone: a story may have thousands of reports. Each language has pages of its own with all reports. */
const OPEN_LANGUAGES = 6
const REPORTS = { first: 8, open: 3, folded: 2 } as const
const COPIES = 5
const EXCERPT = 280
export const A_PAGE = 25

type Group = {
  readonly language: LanguageTag
  readonly count: number
  readonly isFolded: boolean
  readonly shown: readonly StoredArticle[]
  /** Copies by their original; a copy is shown below its original if both are in the same language. */
  readonly copies: ReadonlyMap<ArticleId, readonly StoredArticle[]>
}

type Reported = { readonly story: Story; readonly reasons: Reasons }
type OnPage = ShownStory & { readonly reasons: Reasons }

/** The reports by language. Of many languages some are folded away, but never the reader's. */
export const reportsByLanguage = (context: PageContext, { story, reasons }: Reported): Html => {
  const groups = groupsOf(story, context.locale.wanted)
  const folded = groups.filter(({ isFolded }) => isFolded)
  const copies = groups.flatMap((group) => group.shown.flatMap(({ id }) => copiesShown(group, id)))
  const shown = new Set([...groups.flatMap((group) => group.shown), ...copies].map(({ id }) => id))
  const onPage = { story, reasons, shown }
  return html`${groups.filter(({ isFolded }) => !isFolded).map((group) => languageGroup(context, onPage, group))}
${folded.length === 0 ? '' : html`<details class="languages-folded"><summary>${context.locale.message('story.languages', { count: folded.length })}</summary>${folded.map((group) => languageGroup(context, onPage, group))}</details>`}`
}

/** One page of all articles of a language, in the order of publication. */
export const reportsIn = (context: PageContext, reported: Reported, articles: readonly StoredArticle[]): Html => {
  const onPage = { ...reported, shown: new Set(articles.map(({ id }) => id)) }
  return html`<ol class="reports">${articles.map((article) => report(context, onPage, article, []))}</ol>`
}

/** The reader's languages as the reader ranks them, then the others by number of articles. */
const groupsOf = ({ articles }: Story, wanted: readonly LanguageTag[]): readonly Group[] => {
  const rank = (language: LanguageTag): number => {
    const at = wanted.findIndex((one) => one === language || language.startsWith(`${one}-`))
    return at === -1 ? wanted.length : at
  }
  const counts = countLanguages(articles.map(({ language }) => language)).toSorted(
    (a, b) => rank(a.language) - rank(b.language),
  )
  const readers = counts.filter(({ language }) => rank(language) < wanted.length).length
  // Folding a single language would save no room.
  const open = counts.length <= OPEN_LANGUAGES + 1 ? counts.length : Math.max(OPEN_LANGUAGES, readers)
  const ofLanguage = Map.groupBy(articles, ({ language }) => language)
  return counts.map(({ language, count }, index) => {
    const own = ofLanguage.get(language) ?? []
    const ids = new Set(own.map(({ id }) => id))
    const isBelow = ({ copyOf }: StoredArticle): boolean => copyOf !== null && ids.has(copyOf)
    const isFolded = index >= open
    const most = isFolded ? REPORTS.folded : index === 0 ? REPORTS.first : REPORTS.open
    const shown = own.filter((article) => !isBelow(article)).slice(0, most)
    const copies = isFolded
      ? new Map<ArticleId, StoredArticle[]>()
      : Map.groupBy(own.filter(isBelow), ({ id, copyOf }) => copyOf ?? id)
    return { language, count, isFolded, shown, copies }
  })
}

const copiesShown = ({ copies }: Group, original: ArticleId): readonly StoredArticle[] =>
  (copies.get(original) ?? []).slice(0, COPIES)

const heading = ({ locale }: PageContext, { language, count }: Group): Html =>
  html`<h3>${locale.languageName(language)} <span class="figure">${locale.number(count)}</span></h3>`

/** The reports of one language; a folded language shows headlines only. */
const languageGroup = (context: PageContext, onPage: OnPage, group: Group): Html =>
  html`<section class="group">${heading(context, group)}
<ol class="reports">${group.shown.map((article) =>
    group.isFolded
      ? html`<li id="${article.id}">${headline(context, article)}</li>`
      : report(context, onPage, article, group.copies.get(article.id) ?? []),
  )}</ol>
${moreOf(context, onPage.story, group)}</section>`

const moreOf = (context: PageContext, story: Story, { language, count, shown, copies }: Group): Html | '' => {
  const below = shown.reduce((sum, { id }) => sum + (copies.get(id)?.length ?? 0), 0)
  const more = count - shown.length - below
  if (more === 0) return ''
  return html`<p class="quiet">${allIn(context, story, language, context.locale.message('story.more', { count: more }))}</p>`
}

const allIn = ({ href }: PageContext, { id }: Story, lang: LanguageTag, text: string): Html =>
  html`<a href="${href(`/stories/${id}`, { lang })}">${text}</a>`

const report = (context: PageContext, onPage: OnPage, article: StoredArticle, copies: readonly StoredArticle[]): Html => {
  const { story, reasons } = onPage
  const summary = excerpt(summaryOf(context, article), EXCERPT)
  const notes = notesOn(context, story, article)
  return html`<li id="${article.id}">${headline(context, article)}
${summary === '' ? '' : foreignText('p', 'excerpt', article.language, summary)}
${notes.length === 0 ? '' : html`<p class="notes">${notes.join(' · ')}</p>`}
${copies.length === 0 ? '' : folded(context, onPage, copies)}
${whyThisReport(context, onPage, reasons.get(article.id) ?? [])}</li>`
}

const headline = (context: PageContext, article: StoredArticle): Html =>
  html`<p class="by"><bdi>${nameOf(context, article.source)}</bdi> <span class="sep">·</span> ${timeOf(context, article.publishedAt)}</p>
<p class="title">${foreign(article.language, externalLink(article.link, article.title))}</p>`

const notesOn = (context: PageContext, story: Story, article: StoredArticle): readonly string[] => {
  const { locale } = context
  const sources = article.alsoIn.map((id) => nameOf(context, id)).join(locale.message('list.comma'))
  return [
    article.id === story.lead.id && story.articles.length > 1 ? locale.message('story.lead') : '',
    article.dateFrom === 'item' ? '' : locale.message(`story.undated.${article.dateFrom}`),
    article.revisions > 0 ? locale.message('story.revised', { count: article.revisions }) : '',
    article.alsoIn.length > 0 ? locale.message('story.alsoIn', { sources }) : '',
  ].filter((note) => note !== '')
}

const folded = (context: PageContext, onPage: OnPage, copies: readonly StoredArticle[]): Html => {
  const { locale } = context
  const { story, reasons } = onPage
  const more = copies.length - COPIES
  const [first] = copies
  return html`<details><summary>${locale.message('story.copies', { count: copies.length })}</summary><ul class="copies">
${copies
  .slice(0, COPIES)
  .map(
    (copy) =>
      html`<li id="${copy.id}"><bdi>${nameOf(context, copy.source)}</bdi>: ${foreign(copy.language, externalLink(copy.link, copy.title))}, ${timeOf(context, copy.publishedAt)}${whyTechnically(context, onPage, reasons.get(copy.id) ?? [])}</li>`,
  )}
${more <= 0 || first === undefined ? '' : html`<li>${allIn(context, story, first.language, locale.message('story.copies.more', { count: more }))}</li>`}</ul></details>`
}

const nameOf = ({ configuration }: PageContext, source: SourceId): string => sourceName(configuration, source)
