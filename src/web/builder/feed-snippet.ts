import { withoutSurrounding } from '../../lib/trim.ts'
import { createHash } from 'node:crypto'
import type { Configuration } from '../../model/configuration.ts'
import { referenceIn } from '../../model/secrets.ts'
import type { FeedDefinition } from '../../model/taxonomy.ts'
import { localeFor, type Locale } from '../locale.ts'
import { type FeedForm, filterText, languagesOf } from './feed-form.ts'
import { FIELD } from '../feeds/feed-query.ts'
import { joinFilters } from '../filter-parts.ts'
import { nameOf } from './form-names.ts'

const ENGLISH = localeFor('en', undefined)
const USUAL_LIMIT = 100

/**
 * The lines for feeds.yaml that configure the form as a feed, with an id that no feed has. Null: its filter contains a `${NAME}`, which the
 * loader of the configuration would replace. Texts are written as JSON, which YAML 1.2 reads.
 */
export const feedSnippet = (
  form: FeedForm,
  within: FeedDefinition,
  configuration: Configuration,
  locale: Locale,
): string | null => {
  const languages = languagesOf(form)
  const { lang: narrowed } = form.filter
  const lang = narrowed.length === 0 ? '' : `lang:${narrowed.join(',')}`
  // What has a topic is of the field.
  const whole = within.id === FIELD && form.filter.topic.length > 0 ? '' : within.filter
  const filter = joinFilters([whole, filterText(form.filter), lang])
  if (referenceIn(filter) !== null) return null
  const title = (language: Locale): string => JSON.stringify(titleOf(form, configuration, language))
  const labels = new Map([ENGLISH, locale].map((one) => [one.language, `${one.language}: ${title(one)}`]))
  const lines = [
    `- id: ${newId(form, filter, configuration)}`,
    `  title: { ${[...labels.values()].join(', ')} }`,
    ...(filter === '' ? [] : [`  filter: ${JSON.stringify(filter)}`]),
    ...(form.group === 'story' ? [] : [`  group: ${form.group}`]),
    ...(form.limit === USUAL_LIMIT ? [] : [`  limit: ${form.limit}`]),
    ...(languages.length === 0 ? [] : [`  languages: ${JSON.stringify(languages)}`]),
    ...(within.sources.length === 0 ? [] : [`  sources: ${JSON.stringify(within.sources)}`]),
  ]
  return lines.map((line) => `  ${line}\n`).join('')
}

const MOST_NAMES = 4
const LONGEST_TITLE = 120

const titleOf = ({ filter, within }: FeedForm, configuration: Configuration, locale: Locale): string => {
  const names = (['topic', 'entity', 'place', 'country', 'source', 'kind', 'lang'] as const).flatMap((field) =>
    filter[field].map((id) => nameOf({ configuration, locale }, field, id)),
  )
  const all = [...names.slice(0, MOST_NAMES), ...(filter.words === '' ? [] : [filter.words])]
  const title = all
    .join(', ')
    .replaceAll(/\p{C}+/gu, ' ')
    .slice(0, LONGEST_TITLE)
    .trim()
  return title === '' ? `${locale.message('feeds.title')} (${within})` : title
}

const LONGEST_ID = 40

/**
 * An id with a hash of what the feed selects: an id that only avoided the taken ones would reveal private feeds. If the operator has
 * already added these very lines, the id gets a number.
 */
const newId = (form: FeedForm, filter: string, configuration: Configuration): string => {
  const { topic, entity, place, country, source } = form.filter
  const words = [...topic, ...entity, ...place, ...country, ...source].join('-').toLowerCase()
  const name = withoutSurrounding(words.replaceAll(/[^a-z0-9]+/g, '-').slice(0, LONGEST_ID), '-') || 'feed'
  const hash = createHash('sha256')
    .update(JSON.stringify([filter, form.group, form.limit, form.preferred]))
    .digest('hex')
    .slice(0, 6)
  const taken = new Set<string>(configuration.feeds.map(({ id }) => id))
  let id = `${name}-${hash}`
  for (let number = 2; taken.has(id); number += 1) id = `${name}-${hash}-${number}`
  return id
}
