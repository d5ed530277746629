import { html } from 'hono/html'
import { sourceId } from '../../model/ids.ts'
import type { Field, Value } from '../../publish/filter/tokens.ts'
import type { MatchedStory } from '../../store/ports/story-search.ts'
import { type Part, partsOf } from '../builder/filter-parts.ts'
import type { MessageKey } from '../locale.ts'
import { sourceName, tagIndex } from './configuration-index.ts'
import type { Html, PageContext } from './page-context.ts'
import { TAGS } from './subject-page.ts'

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

const isWords = ({ tokens }: Part): boolean => tokens.every((token) => token.kind === 'values' && token.field === null)

/** `Topic: AI governance`, `without Language: French`; a group or a regular expression as written. */
const nameOf = (context: PageContext, { text, tokens }: Part): string => {
  const { locale } = context
  const [first, second] = tokens
  const token = first?.kind === 'not' ? second : first
  if (token?.kind !== 'values' || tokens.length > (first?.kind === 'not' ? 2 : 1)) return text
  const values = locale.listOr(token.values.map((value) => valueName(context, token.field, value)))
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
  title: 'field.title',
  after: 'field.after',
  before: 'field.before',
}

const valueName = ({ locale, configuration }: PageContext, field: Field | null, { text, prefix }: Value): string => {
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
      return locale.languageName(text)
    case 'country':
      return locale.countryName(text.toUpperCase())
    case 'source':
      return sourceName(configuration, sourceId(text))
    case null:
    case 'title':
    case 'after':
    case 'before':
      return prefix ? `${text}*` : text
  }
}

const OFFERED = 5

/** Offers to narrow a search: languages, topics, organisations, places and sources of the stories shown. */
export const narrowing = (context: PageContext, q: string, rows: readonly MatchedStory[]): Html | '' => {
  const { locale, configuration, href } = context
  const names = tagIndex(configuration)
  const within = /\bOR\b/.test(q) ? `(${q})` : q
  const group = (heading: MessageKey, field: string, ids: readonly (readonly string[])[], nameOf: (id: string) => string) => {
    const counts = new Map<string, number>()
    for (const id of ids.flatMap((found) => [...new Set(found)])) counts.set(id, (counts.get(id) ?? 0) + 1)
    // A tag that all stories have would not narrow the search.
    const useful = [...counts].filter(([id, count]) => count < rows.length && !q.includes(`${field}:${id}`))
    const offered = useful.toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, OFFERED)
    if (offered.length === 0) return ''
    return html`<h3>${locale.message(heading)}</h3><ul class="counted">${offered.map(([id, count]) => html`<li><a href="${href('/search', { q: `${within} ${field}:${id}` })}" rel="nofollow">${nameOf(id)}</a> <span>${locale.number(count)}</span></li>`)}</ul>`
  }
  const tags = TAGS.map(([kind, , heading, field]) =>
    group(
      heading,
      field,
      rows.map(({ story }) =>
        story.articles.flatMap((article) => article[kind].map(({ id }) => id)).filter((id) => names[kind].has(id)),
      ),
      (id) => locale.label(names[kind].get(id)?.label ?? { en: id }),
    ),
  )
  const languages = group(
    'field.lang',
    'lang',
    rows.map(({ story }) => story.languages),
    (id) => locale.languageName(id),
  )
  const sources = group(
    'nav.sources',
    'source',
    rows.map(({ story }) => story.sources),
    (id) => sourceName(configuration, sourceId(id)),
  )
  const found = [languages, ...tags, sources].filter((part) => part !== '')
  return found.length === 0 ? '' : html`<section><h2>${locale.message('search.narrow')}</h2>${found}</section>`
}
