/** The form of the feed builder. It is a plain GET form: names are added one by one, each as a box that can be unticked. */
import { withoutSurrounding } from '../../lib/trim.ts'
import { html, raw } from 'hono/html'
import type { LanguageTag } from '../../model/ids.ts'
import { KINDS } from '../../model/kind.ts'
import type { FeedDefinition, Topic } from '../../model/taxonomy.ts'
import { mainFeed, MOST_ENTRIES } from '../feeds/feed-query.ts'
import type { MessageKey } from '../locale.ts'
import { errorText } from '../pages/error-page.ts'
import { labelled } from '../pages/foreign.ts'
import { keepLanguage } from '../pages/layout.ts'
import type { Html, PageContext } from '../pages/page-context.ts'
import { type ListField, unique } from './feed-form.ts'
import { markedName, nameOf } from './form-names.ts'
import { NAMED, type NamedField } from './known-names.ts'
import { FORM_FIELDS, type FieldMistake, type FormField, type FormReading } from './read-form.ts'

/** Everything from which the form is rendered for one request. `offered`: ids whose names complete what the reader types. */
export type Builder = FormReading & {
  readonly context: PageContext
  readonly feeds: readonly FeedDefinition[]
  readonly offered: Readonly<Record<NamedField, readonly string[]>>
}

export const builderForm = (builder: Builder): Html => {
  const { context, form } = builder
  const { locale, link } = context
  const { filter } = form
  const named = (field: NamedField, label: MessageKey): Html =>
    namesField(builder, { field, label, list: field, of: field, ids: filter[field] })
  return html`<form action="${link('/feeds')}#preview" method="get" class="form">${keepLanguage(context)}
${textField(builder, { field: 'words', label: 'feeds.builder.words', hint: 'feeds.builder.words.hint', value: filter.words })}
${topicChips(builder)}
<div class="pair even">${named('entity', 'field.entity')}${named('place', 'field.place')}</div>
<div class="pair even">${named('source', 'field.source')}${named('country', 'field.country')}</div>
<p class="quiet">${locale.message('feeds.builder.names.hint')}</p>
<div class="pair even">${textField(builder, { field: 'not', label: 'feeds.builder.not', value: filter.notWords.join(' ') })}
${namesField(builder, { field: 'notsource', label: 'feeds.builder.notsource', list: 'source', of: 'source', ids: filter.notSources })}</div>
${kindChips(builder)}
${languageChips(builder)}
${preferredChoice(builder)}
${entriesFields(builder)}
${advancedFields(builder)}
<p><button>${locale.message('feeds.builder.preview')}</button></p>${NAMED.map((field) => offeredNames(builder, field))}</form>`
}

const idOf = (field: FormField): string => `build-${field}`

const mistakesIn = ({ mistakes }: Builder, field: FormField): readonly FieldMistake[] =>
  mistakes.filter((mistake) => mistake.field === field)

/** The mistakes of a field, to show below it, with links to what may be meant. */
const mistakeNotes = (builder: Builder, field: FormField): Html | '' => {
  const { locale } = builder.context
  const found = mistakesIn(builder, field)
  if (found.length === 0) return ''
  return html`<div class="wrong" id="${idOf(field)}-wrong">${found.map(
    (mistake) => html`<p>${errorText(locale, mistake.detail, mistake.localized)}</p>${nearLinks(builder, mistake)}`,
  )}</div>`
}

const KIND_OF: Partial<Record<FormField, ListField>> = {
  topic: 'topic',
  entity: 'entity',
  place: 'place',
  source: 'source',
  notsource: 'source',
  country: 'country',
  kind: 'kind',
}

const nearLinks = (builder: Builder, { field, written, near }: FieldMistake): Html | '' => {
  const { context, feeds } = builder
  const { locale, link, query } = context
  if (near.length === 0) return ''
  const to = (value: string): string => {
    const corrected = (name: string): readonly string[] =>
      name === field ? [...query.getAll(name).map((text) => without(text, written)), value] : query.getAll(name)
    const all = [...new Set(query.keys())].map((name) => [
      name,
      corrected(name)
        .filter((text) => text !== '')
        .join(','),
    ])
    return link('/feeds', Object.fromEntries(all))
  }
  const label = (value: string): Html | string => {
    const kind = KIND_OF[field]
    if (kind !== undefined) return markedName(context, kind, value)
    const feed = field === 'feed' ? feeds.find(({ id }) => id === value) : undefined
    return feed === undefined ? value : labelled(locale, feed.title)
  }
  return html`<p>${locale.message('error.near')}</p><ul class="near">${near.map((value) => html`<li><a href="${to(value)}#builder" rel="nofollow">${label(value)}</a></li>`)}</ul>`
}

const SEPARATORS = ' \t\n\u00a0\u3000,，、،'

/** The text of a field without a name that is unknown. */
const without = (text: string, written: string): string => {
  const [before = '', ...after] = text.split(written)
  return withoutSurrounding(`${before}${after.join(written)}`, SEPARATORS).replaceAll(/,\s*,/g, ',')
}

/** Attributes that connect a field to its hint and its mistakes, for screen readers. */
const described = (builder: Builder, field: FormField, hasHint: boolean): Html => {
  const isWrong = mistakesIn(builder, field).length > 0
  const ids = [...(hasHint ? [`${idOf(field)}-hint`] : []), ...(isWrong ? [`${idOf(field)}-wrong`] : [])]
  return html`${ids.length === 0 ? '' : html` aria-describedby="${ids.join(' ')}"`}${isWrong ? raw(' aria-invalid="true"') : ''}`
}

type TextField = { readonly field: FormField; readonly label: MessageKey; readonly hint?: MessageKey; readonly value: string }

/** A text field; a text with a mistake stays in it as the reader wrote it. */
const textField = (builder: Builder, { field, label, hint, value }: TextField): Html => {
  const { locale } = builder.context
  const [wrong] = mistakesIn(builder, field)
  return html`<div class="field"><label for="${idOf(field)}">${locale.message(label)}</label>
<input id="${idOf(field)}" name="${field}" value="${wrong?.written ?? value}" maxlength="4096" dir="auto"${described(builder, field, hint !== undefined)}>
${hint === undefined ? '' : html`<small id="${idOf(field)}-hint">${locale.message(hint)}</small>`}${mistakeNotes(builder, field)}</div>`
}

type NamesField = {
  readonly field: FormField
  readonly label: MessageKey
  readonly list: NamedField
  readonly of: ListField
  readonly ids: readonly string[]
}

const namesField = (builder: Builder, { field, label, list, of, ids }: NamesField): Html => {
  const { context } = builder
  const written = mistakesIn(builder, field).map((mistake) => mistake.written)
  return html`<div class="field"><label for="${idOf(field)}">${context.locale.message(label)}</label>
${ids.length === 0 ? '' : html`<div class="boxes">${ids.map((id) => chip({ name: field, value: id, label: markedName(context, of, id), isTicked: true }))}</div>`}
<input id="${idOf(field)}" name="${field}" value="${written.join(', ')}" list="offered-${list}" maxlength="400" dir="auto" autocomplete="off"${described(builder, field, false)}>${mistakeNotes(builder, field)}</div>`
}

const offeredNames = ({ offered, context }: Builder, field: NamedField): Html =>
  html`<datalist id="offered-${field}">${offered[field].map((id) => html`<option value="${nameOf(context, field, id)}"></option>`)}</datalist>`

type Chip = { readonly name: FormField; readonly value: string; readonly label: Html | string; readonly isTicked: boolean }
const chip = ({ name, value, label, isTicked }: Chip): Html =>
  html`<label class="chip"><input type="checkbox" name="${name}" value="${value}"${isTicked ? raw(' checked') : ''}><span>${label}</span></label>`

const kindChips = (builder: Builder): Html => {
  const { context, form } = builder
  const { kind } = form.filter
  return html`<fieldset><legend>${context.locale.message('field.kind')} <small>${context.locale.message('feeds.builder.fewer')}</small></legend>
<div class="boxes">${KINDS.map((one) => chip({ name: 'kind', value: one, label: markedName(context, 'kind', one), isTicked: kind.includes(one) }))}</div>${mistakeNotes(builder, 'kind')}</fieldset>`
}

const MOST_LANGUAGES = 24

const languageChips = (builder: Builder): Html => {
  const { context, form } = builder
  const { locale } = context
  const { lang } = form.filter
  return html`<fieldset><legend>${locale.message('feeds.builder.languages')} <small>${locale.message('feeds.builder.fewer')}</small></legend>
<div class="boxes">${unique([...languagesOffered(context), ...lang]).map((language) => chip({ name: 'lang', value: language, label: locale.languageName(language), isTicked: lang.includes(language) }))}</div>${mistakeNotes(builder, 'lang')}</fieldset>`
}

/** The languages that the form offers: the reader's own, then those with the most sources. */
const languagesOffered = ({ locale, configuration }: PageContext): readonly LanguageTag[] => {
  const counts = new Map<LanguageTag, number>()
  for (const { language } of configuration.sources) if (language !== null) counts.set(language, (counts.get(language) ?? 0) + 1)
  const own = (language: LanguageTag): number => locale.readable.toReversed().indexOf(language)
  return [...counts.keys()]
    .toSorted((a, b) => own(b) - own(a) || (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || (a < b ? -1 : 1))
    .slice(0, MOST_LANGUAGES)
}

type Choice = {
  readonly field: FormField
  readonly label: MessageKey
  readonly hint?: MessageKey
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly chosen: string
}

const choiceField = (builder: Builder, { field, label, hint, options, chosen }: Choice): Html => {
  const { locale } = builder.context
  return html`<div class="field"><label for="${idOf(field)}">${locale.message(label)}</label><select id="${idOf(field)}" name="${field}"${described(builder, field, hint !== undefined)}>${options.map(({ value, label }) => html`<option value="${value}"${value === chosen ? raw(' selected') : ''}>${label}</option>`)}</select>
${hint === undefined ? '' : html`<small id="${idOf(field)}-hint">${locale.message(hint)}</small>`}${mistakeNotes(builder, field)}</div>`
}

const preferredChoice = (builder: Builder): Html => {
  const { context, form } = builder
  const languages = unique([...form.filter.lang, ...languagesOffered(context)])
  const none = { value: '', label: context.locale.message('feeds.builder.prefer.none') }
  const options = [none, ...languages.map((value) => ({ value, label: context.locale.languageName(value) }))]
  const chosen = form.preferred
  return choiceField(builder, {
    field: 'prefer',
    label: 'feeds.builder.prefer',
    hint: 'feeds.builder.prefer.hint',
    options,
    chosen,
  })
}

const entriesFields = (builder: Builder): Html => {
  const { context, form } = builder
  const { locale } = context
  const groups = [
    { value: 'story', label: locale.message('feeds.grouped.story') },
    { value: 'article', label: locale.message('feeds.grouped.article') },
  ]
  const [wrong] = mistakesIn(builder, 'limit')
  return html`<div class="pair">${choiceField(builder, { field: 'group', label: 'feeds.builder.group', options: groups, chosen: form.group })}
<div class="field"><label for="${idOf('limit')}">${locale.message('feeds.builder.limit')}</label><input id="${idOf('limit')}" name="limit" type="number" min="1" max="${MOST_ENTRIES}" value="${wrong?.written ?? form.limit}"${described(builder, 'limit', false)}>${mistakeNotes(builder, 'limit')}</div></div>`
}

/** The advanced fields; open if one of them is filled or has a mistake. */
const advancedFields = (builder: Builder): Html => {
  const { context, feeds, form } = builder
  const { locale } = context
  const isUsed =
    form.filter.advanced !== '' ||
    form.within !== mainFeed(context.configuration) ||
    builder.mistakes.some(({ field }) => field === 'q' || field === 'feed')
  const options = feeds.map(({ id, title }) => ({ value: id, label: locale.label(title) }))
  return html`<details class="advanced"${isUsed ? raw(' open') : ''}><summary>${locale.message('feeds.builder.advanced')}</summary>
${textField(builder, { field: 'q', label: 'feeds.builder.advanced.filter', hint: 'feeds.builder.advanced.hint', value: form.filter.advanced })}
${choiceField(builder, { field: 'feed', label: 'feeds.builder.within', options, chosen: form.within })}</details>`
}

/** One collapsible group per root topic, open if anything in it is ticked. */
const topicChips = (builder: Builder): Html => {
  const { context, form } = builder
  const { locale, configuration } = context
  const { topics } = configuration.taxonomy
  const ticked = form.filter.topic
  const fold = (root: Topic): Html => {
    const within = topics.filter((topic) => topic !== root && rootOf(topic, topics) === root)
    const count = [root, ...within].filter(({ id }) => ticked.includes(id)).length
    const summary = html`<summary>${labelled(locale, root.label)}${count === 0 ? '' : html` <small>${locale.message('feeds.builder.chosen', { count })}</small>`}</summary>`
    return html`<details${count > 0 ? raw(' open') : ''}>${summary}<div class="boxes">${[root, ...within].map(({ id, label }) => chip({ name: 'topic', value: id, label: labelled(locale, label), isTicked: ticked.includes(id) }))}</div></details>`
  }
  return html`<fieldset><legend>${locale.message('feeds.builder.topic')} <small>${locale.message('feeds.builder.fewer')}</small></legend>
${topics.filter(({ parent }) => parent === null).map(fold)}${mistakeNotes(builder, 'topic')}</fieldset>`
}

const rootOf = (topic: Topic, topics: readonly Topic[]): Topic => {
  let found = topic
  for (let steps = 0; found.parent !== null && steps < 10; steps += 1) {
    const { parent } = found
    found = topics.find(({ id }) => id === parent) ?? found
  }
  return found
}

/** A note with the number of wrong fields, and a link to the first of them. */
export const mistakeSummary = ({ context, mistakes }: Builder): Html => {
  const wrong = FORM_FIELDS.filter((field) => mistakes.some((mistake) => mistake.field === field))
  const [first] = wrong
  return html`<section class="mistake" id="preview" role="alert"><p><a href="#${idOf(first ?? 'words')}">${context.locale.message('feeds.builder.mistakes', { count: wrong.length })}</a></p></section>`
}
