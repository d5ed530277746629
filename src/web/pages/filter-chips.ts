import { html } from 'hono/html'
import { sourceId } from '../../model/ids.ts'
import type { Field } from '../../publish/filter/tokens.ts'
import type { CountedBy, ReportCounts } from '../../store/ports/story-search.ts'
import type { MessageKey } from '../locale.ts'
import { sourceName, tagIndex } from './configuration-index.ts'
import { kindName } from './kind-label.ts'
import { type FilterPart, joinFilters, partsOf } from '../filter-parts.ts'
import type { Html, PageContext } from './page-context.ts'

/** The parts of a search, each with a link that removes it; empty if there is only one word or phrase. */
export const filterChips = (context: PageContext, q: string): Html | '' => {
  const { locale, href } = context
  const parts = partsOf(q)
  const [only] = parts
  if (only === undefined || (parts.length === 1 && isWords(only))) return ''
  return html`<ul class="filters" aria-label="${locale.message('search.filters')}">${parts.map((part, index) => {
    const rest = parts.filter((_, other) => other !== index).map(({ text }) => text)
    const name = nameOf(context, part)
    return html`<li><a href="${href('/search', { q: rest.join(' ') })}" rel="nofollow"><span class="unseen">${locale.message('search.remove', { name: '' })}</span><span dir="auto">${name}</span><b aria-hidden="true">×</b></a></li>`
  })}</ul>`
}

const isWords = ({ tokens }: FilterPart): boolean => tokens.every((token) => token.kind === 'values' && token.field === null)

/** `Topic: AI governance`, `without Language: French`; a group or a regular expression as written. */
const nameOf = (context: PageContext, { text, tokens }: FilterPart): string => {
  const { locale } = context
  const [first, second] = tokens
  const token = first?.kind === 'not' ? second : first
  if (token?.kind !== 'values' || tokens.length > (first?.kind === 'not' ? 2 : 1)) return text
  const values = locale.listOr(token.values.map(({ text: name, prefix }) => valueName(context, token.field, name, prefix)))
  const name =
    token.field === null ? values : locale.message('search.chip', { of: locale.message(FIELDS[token.field]), name: values })
  return first?.kind === 'not' ? locale.message('search.chip.not', { name }) : name
}

const FIELDS: Readonly<Record<Field, MessageKey>> = {
  topic: 'field.topic',
  entity: 'field.entity',
  place: 'field.place',
  lang: 'field.lang',
  source: 'field.source',
  country: 'field.country',
  kind: 'field.kind',
  affair: 'field.affair',
  origins: 'field.origins',
  missing: 'field.missing',
  like: 'field.like',
  changed: 'field.changed',
  title: 'field.title',
  after: 'field.after',
  before: 'field.before',
}

export const valueName = (
  { locale, configuration }: PageContext,
  field: Field | null,
  text: string,
  prefix = false,
): string => {
  const names = tagIndex(configuration)
  const label = { topic: names.topics, entity: names.entities, place: names.places }
  switch (field) {
    case 'topic':
    case 'entity':
    case 'place': {
      const found = label[field].get(text) ?? label[field].get(text.toUpperCase())
      return found === undefined ? text : locale.label(found.label)
    }
    case 'lang':
    case 'missing':
      return locale.languageName(text)
    case 'country':
      return locale.countryName(text.toUpperCase())
    case 'source':
      return sourceName(configuration, sourceId(text))
    case 'kind':
      return kindName(locale, text) ?? text
    case 'changed':
    case 'after':
    case 'before':
      return /^\d{4}-\d\d-\d\d$/.test(text) ? locale.day(Date.parse(`${text}T00:00:00Z`)) : text
    case null:
    case 'affair':
    case 'origins':
    case 'like':
    case 'title':
      return prefix ? `${text}*` : text
  }
}

const OFFERED = 6

/** The facets, each with the filter field that narrows by it and the heading of its group. */
export const FACETS: readonly (readonly [kind: Exclude<CountedBy, 'day'>, field: Field, heading: MessageKey])[] = [
  ['language', 'lang', 'field.lang'],
  ['topic', 'topic', 'evidence.topics'],
  ['entity', 'entity', 'evidence.entities'],
  ['place', 'place', 'evidence.places'],
  ['country', 'country', 'field.country'],
  ['source', 'source', 'nav.sources'],
]

/** Links that narrow a search by the values of the stories found, each with its number of stories. */
export const narrowing = (context: PageContext, q: string, { stories: all, isLowerBound, by }: ReportCounts): Html | '' => {
  const { locale, href } = context
  const used = new Set(partsOf(q).map(({ text }) => text))
  const groups = FACETS.flatMap(([kind, field, heading]) => {
    // A value that all stories have would not narrow the search.
    const useful = (by[kind] ?? []).filter(
      ({ value, stories }) =>
        (isLowerBound || stories < all) && !used.has(`${field}:${value}`) && isKnown(context, { kind, value }),
    )
    if (useful.length === 0) return []
    return [
      html`<h3>${locale.message(heading)}</h3><ul class="counted">${useful
        .slice(0, OFFERED)
        .map(
          ({ value, stories }) =>
            html`<li><a href="${href('/search', { q: joinFilters([q, `${field}:${value}`]) })}" rel="nofollow"><bdi>${valueName(context, field, value)}</bdi></a> <span>${locale.number(stories)}</span></li>`,
        )}</ul>`,
    ]
  })
  if (groups.length === 0) return ''
  const bound = isLowerBound ? html`<p class="quiet">${locale.message('search.counted.some', { count: all })}</p>` : ''
  return html`<section class="facets"><h2>${locale.message('search.narrow')}</h2>${bound}${groups}</section>`
}

/** Whether a value has a name in the reader's language; stored articles may have tags that have left the configuration. */
const isKnown = (
  { configuration }: PageContext,
  { kind, value }: { readonly kind: (typeof FACETS)[number][0]; readonly value: string },
): boolean => {
  const names = tagIndex(configuration)
  switch (kind) {
    case 'topic':
      return names.topics.has(value)
    case 'entity':
      return names.entities.has(value)
    case 'place':
      return names.places.has(value)
    case 'language':
      return value !== 'und'
    case 'country':
    case 'source':
      return true
  }
}
