import { html } from 'hono/html'
import type { StoredArticle } from '../../model/article.ts'
import { evidenceOf, JOIN_AT, type ParsedReason, parseReason } from '../../model/assignment-reason.ts'
import type { AssignmentReason, Story } from '../../model/story.ts'
import type { Label } from '../../model/taxonomy.ts'
import type { Locale, MessageKey } from '../locale.ts'
import { sourceName } from './configuration-index.ts'
import { around, HERE } from './message-parts.ts'
import type { Html, PageContext } from './page-context.ts'

/** A story, and those of its articles that the page shows. */
export type ShownStory = { readonly story: Story; readonly shown: ReadonlySet<string> }

/** Why an article is in its story in technical terms: scores, names for ids, and links to the articles mentioned. */
export const reasonList = (context: PageContext, { story, shown }: ShownStory, reasons: readonly AssignmentReason[]): Html => {
  const known = { articleOf: (id: string) => story.articles.find((article) => article.id === id), shown }
  return html`<ul class="reasons">${reasons.map((reason) => {
    const parsed = parseReason(reason)
    return parsed === null ? asWritten(context, known, reason) : html`<li>${sentence(context, known, parsed)}</li>`
  })}</ul>`
}

type Known = { readonly articleOf: (id: string) => StoredArticle | undefined; readonly shown: ReadonlySet<string> }

const sentence = (context: PageContext, known: Known, parsed: ParsedReason): Html => {
  const { locale } = context
  const figure = (value: number): string => locale.number(Math.round(value * 100) / 100)
  switch (parsed.kind) {
    case 'copy': {
      const shares = { count: parsed.shared, share: parsed.share, both: parsed.score }
      return around(locale.message('reason.copy', { name: HERE, ...shares }), articleNamed(context, known, parsed.of))
    }
    case 'phase': {
      const score = figure(parsed.score)
      if (parsed.as === null) return html`${locale.message('reason.phase.new', { score })}`
      return around(locale.message('reason.phase.same', { name: HERE, score }), articleNamed(context, known, parsed.as))
    }
    case 'story':
    case 'link': {
      const numbers = { score: figure(parsed.score), least: figure(JOIN_AT) }
      if (parsed.kind === 'story' || parsed.shared.length === 0) {
        const text = locale.message('reason.story', { name: HERE, similarity: figure(parsed.likeness), ...numbers })
        return around(text, articleNamed(context, known, parsed.nearest))
      }
      const named = new Set(evidenceOf(parsed).map((kind) => kindNamed(context, kind)))
      const kinds = [...named].join(locale.message('list.comma'))
      const features = parsed.shared.map(
        (feature, nth) => html`${nth === 0 ? '' : locale.message('list.comma')}<bdi>${featureText(context, feature)}</bdi>`,
      )
      return around(locale.message('reason.link', { kinds, features: HERE, ...numbers }), html`${features}`)
    }
  }
}

/** An override, or a reason that an earlier version wrote. */
const asWritten = (context: PageContext, known: Known, { kind, detail, score }: AssignmentReason): Html =>
  html`<li lang="en" dir="ltr"><b>${kind}</b> <bdi>${detail.split(' ').map((word) => html`${wordOf(context, known, word)} `)}</bdi>${score === null ? '' : html`<span class="quiet">${context.locale.number(Math.round(score * 100) / 100)}</span>`}</li>`

/** `a…` or `a…,` → the source, linked to the article. */
const wordOf = (context: PageContext, known: Known, word: string): Html | string => {
  const [, id = '', rest = ''] = /^(a[0-9a-z]{20})(\W*)$/.exec(word) ?? []
  return known.articleOf(id) === undefined ? featureText(context, word) : html`${articleNamed(context, known, id)}${rest}`
}

/** An article that is deleted or in another story now is shown by its id. */
const articleNamed = ({ configuration }: PageContext, known: Known, id: string): Html | string => {
  const article = known.articleOf(id)
  if (article === undefined) return id
  const name = html`<bdi>${sourceName(configuration, article.source)}</bdi>`
  return known.shown.has(id) ? html`<a href="#${id}">${name}</a>` : name
}

const KINDS: Readonly<Record<string, MessageKey>> = {
  entity: 'field.entity',
  amount: 'reason.amount',
  money: 'reason.amount',
  share: 'reason.amount',
  url: 'reason.url',
  place: 'field.place',
  word: 'reason.word',
  meaning: 'reason.meaning',
}
export const kindNamed = ({ locale }: PageContext, kind: string): string => {
  const key = KINDS[kind]
  return key === undefined ? kind : locale.message(key)
}

/** `place:CN-GD` → Guangdong; `amount:4e+7` → 40,000,000; `money:EUR4e+7` → 40,000,000 EUR. */
export const featureText = ({ locale, configuration }: PageContext, feature: string): string => {
  const { entities, places } = configuration.taxonomy
  const [, kind = '', value = ''] = /^([a-z]+):(.+)$/.exec(feature) ?? []
  switch (kind) {
    case 'entity':
      return labelOf(locale, entities, value) ?? feature
    case 'place':
      return labelOf(locale, places, value) ?? feature
    case 'amount':
      return Number.isFinite(Number(value)) ? locale.number(Number(value)) : feature
    case 'money':
      return moneyOf(locale, value) ?? feature
    case 'word':
      return `“${value}”`
    case 'country':
    case 'headline':
      return labelOf(locale, places, value) ?? locale.countryName(value)
    case 'share':
    case 'url':
      return value
    default:
      return feature
  }
}

const moneyOf = (locale: Locale, value: string): string | null => {
  const [, currency, sum] = /^([a-z]+)([\d.]+e\+\d+)$/i.exec(value) ?? []
  return currency === undefined ? null : `${locale.number(Number(sum))} ${currency}`
}

const labelOf = (
  locale: Locale,
  named: readonly { readonly id: string; readonly label: Label }[],
  id: string,
): string | null => {
  const found = named.find((one) => one.id === id)
  return found === undefined ? null : `“${locale.label(found.label)}”`
}
