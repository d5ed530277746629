import { html, raw } from 'hono/html'
import { DAY } from '../../lib/durations.ts'
import { entityId } from '../../model/ids.ts'
import type { Entity, Place } from '../../model/taxonomy.ts'
import { HttpError } from '../http/http-error.ts'
import type { MessageKey } from '../locale.ts'
import { didYouMean, tagIndex } from './configuration-index.ts'
import { labelled } from './foreign.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'
import { subjectPage, type TagKind, TAGS } from './subject-page.ts'

const MONTH = 30 * DAY
const MOST = 240

export const tagTabs = ({ locale, href }: PageContext, current: TagKind): Html =>
  html`<nav class="tabs" aria-label="${locale.message('tags.label')}"><ul>${TAGS.map(
    ([kind, path, heading]) =>
      html`<li><a href="${href(path)}"${kind === current ? raw(' aria-current="true"') : ''}>${locale.message(heading)}</a></li>`,
  )}</ul></nav>`

/** All organisations or places of the last 30 days, the most frequent first. */
export const tagsPage = async (context: PageContext, kind: 'entities' | 'places'): Promise<PageContent> => {
  const { locale, statistics, hour, configuration, href } = context
  const names = tagIndex(configuration)[kind]
  const counted = await statistics.tagCounts(kind === 'entities' ? 'entity' : 'place', hour - MONTH)
  const rows = counted.flatMap(({ id, articles }) => {
    const label = names.get(id)?.label
    return label === undefined ? [] : [{ id, articles, label }]
  })
  const title = locale.message(kind === 'entities' ? 'evidence.entities' : 'evidence.places')
  const body = html`<div class="frame">
<header class="opening"><h1>${title}</h1><p class="standfirst">${locale.message(kind === 'entities' ? 'entities.intro' : 'places.intro')}</p></header>
${tagTabs(context, kind)}
${rows.length === 0 ? html`<p class="quiet">${locale.message('tags.none')}</p>` : ''}
<ul class="counted wide">${rows
    .slice(0, MOST)
    .map(
      ({ id, articles, label }) =>
        html`<li><a href="${href(`/${kind}/${id}`)}">${labelled(locale, label)}</a> <span>${locale.number(articles)}</span></li>`,
    )}</ul></div>`
  return { title, section: null, body }
}

/** The page of one organisation, company, law or forum; throws 404 if there is none with this id. */
export const entityPage = async (context: PageContext, id: string): Promise<PageContent> => {
  const { locale, configuration, href } = context
  const names = tagIndex(configuration)
  const entity = names.entities.get(id)
  if (entity === undefined) throw missing(id, names.entities.keys(), 'error.entity')
  const parent = entity.parent === null ? undefined : names.entities.get(entity.parent)
  const place = entity.place === null ? undefined : names.places.get(entity.place)
  const kicker = html`<p class="kicker">${kindOf(context, entity)}${place === undefined ? '' : placeLink(context, place)}${parent === undefined ? '' : html`<a href="${href(`/entities/${parent.id}`)}">${labelled(locale, parent.label)}</a>`}</p>`
  return await subjectPage(context, {
    kind: 'entities',
    id,
    label: entity.label,
    filter: { kind: 'entity', anyOf: [entityId(id)] },
    within: [],
    kicker,
    standfirst: null,
    empty: locale.message('tag.empty'),
    aside: [],
  })
}

const KINDS: Readonly<Record<string, MessageKey>> = {
  intergovernmental: 'kind.intergovernmental',
  organisation: 'kind.organisation',
  forum: 'kind.forum',
  regulator: 'kind.regulator',
  'public-body': 'kind.public-body',
  court: 'kind.court',
  law: 'kind.law',
  agreement: 'kind.agreement',
  programme: 'kind.programme',
  event: 'kind.event',
  infrastructure: 'kind.infrastructure',
  company: 'kind.company',
  'threat-actor': 'kind.threat-actor',
}

/** A kind that an operator invented has no message and is left out. */
const kindOf = ({ locale }: PageContext, { kind }: Entity): Html | '' => {
  const key = KINDS[kind]
  return key === undefined ? '' : html`<span>${locale.message(key)}</span>`
}

/** The page of one place and everything within it; throws 404 if there is none with this id. */
export const placePage = async (context: PageContext, id: string): Promise<PageContent> => {
  const { locale, configuration } = context
  const { places } = tagIndex(configuration)
  const place = places.get(id)
  if (place === undefined) throw missing(id, places.keys(), 'error.place')
  // Through the filter language, which finds a place with everything within it.
  const read = await context.parse(`place:${id}`)
  if (!read.ok) throw new Error(`places.yaml: place ${id}: column ${read.column}: ${read.message}`)
  const within = ancestors(place, places)
  return await subjectPage(context, {
    kind: 'places',
    id,
    label: place.label,
    filter: read.filter,
    within: read.filter.kind === 'place' ? read.filter.anyOf : [],
    kicker: within.length === 0 ? '' : html`<p class="kicker">${within.map((step) => placeLink(context, step))}</p>`,
    standfirst: null,
    empty: locale.message('tag.empty'),
    aside: [await insideList(context, place)],
  })
}

const placeLink = ({ href, locale }: PageContext, { id, label }: Place): Html =>
  html`<a href="${href(`/places/${id}`)}">${labelled(locale, label)}</a>`

/** The places that contain it, the largest first. */
const ancestors = ({ within }: Place, places: ReadonlyMap<string, Place>): readonly Place[] => {
  const path: Place[] = []
  for (let larger = within; larger !== null && path.length < 6; ) {
    const found = places.get(larger)
    if (found === undefined) break
    path.unshift(found)
    larger = found.within
  }
  return path
}

const INSIDE = 30

const insideList = async (context: PageContext, place: Place): Promise<Html | ''> => {
  const { locale, statistics, hour, configuration } = context
  const inside = insideOf(place, configuration.taxonomy.places)
  if (inside.length === 0) return ''
  const counted = await statistics.tagCounts('place', hour - MONTH)
  const counts = new Map(counted.map(({ id, articles }) => [String(id), articles]))
  const rows = inside
    .map((part) => ({ part, count: counts.get(part.id) ?? 0 }))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, INSIDE)
  return html`<section><h2>${locale.message('place.inside')}</h2><ul class="counted">${rows.map(({ part, count }) => html`<li>${placeLink(context, part)} <span>${locale.number(count)}</span></li>`)}</ul></section>`
}

const insideOf = ({ id, contains = [] }: Place, places: readonly Place[]): readonly Place[] =>
  places.filter((place) => place.within === id || contains.includes(place.id))

const missing = (id: string, known: Iterable<string>, key: 'error.entity' | 'error.place'): HttpError => {
  const name = id.slice(0, 80)
  const what = key === 'error.entity' ? 'organisation or law' : 'place'
  return new HttpError(404, `There is no ${what} “${name}”.${didYouMean(id, known)}`, { localized: { key, values: { name } } })
}
