import { DAY, HOUR } from '../../lib/durations.ts'
import type { Filter } from '../../model/filter.ts'
import { type Instant, type StoryId, storyId, type TagIds } from '../../model/ids.ts'
import { type Kind, KINDS } from '../../model/kind.ts'
import { namesFrom, type Names, type Vocabulary, withAllBelow } from './filter-vocabulary.ts'
import { countriesByName, languagesByName, readCountry, readLanguage } from './language-names.ts'
import { FilterMistake, didYouMean, nearestIds } from './mistake.ts'
import type { Field, Token, Value } from './tokens.ts'

/** `field` null: words and phrases anywhere in an article. */
export const filterOfValues = (field: Field | null, values: readonly Value[], vocabulary: Vocabulary): Filter => {
  switch (field) {
    case null:
      return anyText(values, 'anywhere')
    case 'title':
      return anyText(values, 'title')
    case 'topic':
      return { kind: 'topic', anyOf: idsOf(values, 'topic', vocabulary.topics, vocabulary) }
    case 'entity':
      return { kind: 'entity', anyOf: idsOf(values, 'entity', vocabulary.entities, vocabulary) }
    case 'place':
      return { kind: 'place', anyOf: idsOf(values, 'place', vocabulary.places, vocabulary) }
    case 'source':
      return { kind: 'source', anyOf: idsOf(values, 'source', vocabulary.sources, vocabulary) }
    case 'lang':
      return { kind: 'language', anyOf: unique(values.map((value) => languageOf(value, 'lang', vocabulary))) }
    case 'country':
      return { kind: 'country', anyOf: unique(values.map((value) => countryOf(value, vocabulary))) }
    case 'kind':
      return { kind: 'kind', anyOf: unique(values.map(kindOf)) }
    case 'affair':
      return { kind: 'affair', anyOf: unique(values.map(affairOf)) }
    case 'missing':
      return { kind: 'missing', anyOf: unique(values.map((value) => languageOf(value, 'missing', vocabulary))) }
    case 'origins':
      return { kind: 'origins', ...rangeOf(values, field) }
    case 'like':
      return anyLike(values, vocabulary)
    case 'changed':
      return { kind: 'changed', at: changedSince(values, vocabulary) }
    case 'after':
    case 'before':
      return { kind: field, at: instantOf(values, field, vocabulary) }
  }
}

const anyText = (values: readonly Value[], where: 'title' | 'anywhere'): Filter => {
  const texts = values.map((value): Filter => {
    checkSearchable(value)
    return { kind: 'text', text: value.text, in: where, prefix: value.prefix, forms: !value.quoted && !value.prefix }
  })
  const [only] = texts
  return texts.length === 1 && only !== undefined ? only : { kind: 'or', of: texts }
}

const checkSearchable = ({ at, text, quoted }: Value): void => {
  if (!/[\p{L}\p{N}]/u.test(text)) {
    throw new FilterMistake(
      at,
      'term',
      `“${text}” contains no letter or digit to search for. An empty filter matches everything`,
      {
        name: text,
      },
    )
  }
  const star = quoted ? -1 : text.search(/[*＊]/)
  if (star !== -1)
    throw new FilterMistake(
      at + star,
      'star',
      'a * is allowed only at the end of a word: market*. To search for the sign itself, quote the word',
    )
}

const plain = ({ at, text, prefix }: Value, field: Field): string => {
  if (prefix)
    throw new FilterMistake(at + text.length, 'field', `${field}: takes complete names; a * is not allowed here`, { field })
  return text.normalize('NFKC')
}

const idsOf = <Kind extends keyof TagIds>(
  values: readonly Value[],
  field: Kind,
  names: Names<TagIds[Kind]>,
  { former }: Vocabulary,
): readonly TagIds[Kind][] =>
  unique(
    values.flatMap((value) => {
      const written = plain(value, field)
      const id = names.byKey.get(written.toLowerCase()) ?? former[field].get(written)
      if (id === undefined) throw unknown(value, `no ${field} “${written}”`, nearestIds(written, names))
      return withAllBelow(names, id)
    }),
  )

/** Of each kind, the names that these tokens use and the configuration does not have. */
export const unknownNamesIn = (
  tokens: readonly Token[],
  { topics, entities, places, sources }: Vocabulary,
): Readonly<Record<keyof TagIds, readonly string[]>> => {
  const unknown = (kind: keyof TagIds, { byKey }: Pick<Names<string>, 'byKey'>): readonly string[] =>
    tokens
      .flatMap((token) => (token.kind === 'values' && token.field === kind ? token.values : []))
      .map(({ text }) => text.normalize('NFKC'))
      .filter((written) => !byKey.has(written.toLowerCase()))
  return {
    topic: unknown('topic', topics),
    entity: unknown('entity', entities),
    place: unknown('place', places),
    source: unknown('source', sources),
  }
}

const languageOf = (value: Value, field: 'lang' | 'missing', { languages }: Vocabulary): string => {
  const written = plain(value, field)
  const language = readLanguage(written, languages)
  if (language === null) throw unknown(value, `no language “${written}”`, nearestIds(written, languagesByName(languages)))
  return language
}

const countryOf = (value: Value, { countries }: Vocabulary): string => {
  const written = plain(value, 'country')
  const country = readCountry(written, countries)
  if (country === null) {
    throw unknown(value, `no country “${written}”; write its two-letter code`, nearestIds(written, countriesByName()))
  }
  return country
}

const kindOf = (value: Value): Kind => {
  const written = plain(value, 'kind')
  const kind = KINDS.find((name) => name === written.toLowerCase())
  if (kind === undefined)
    throw unknown(value, `no kind “${written}”; there are ${KINDS.join(', ')}`, nearestIds(written, namesFrom(NAMED_KINDS)))
  return kind
}
const NAMED_KINDS = KINDS.map((id) => ({ id, name: id }))

/** The id of a story, such as `/stories/ID` has it: whether there is such a story, only the store knows. */
const affairOf = (value: Value): StoryId => {
  const id = plain(value, 'affair').toLowerCase()
  if (!/^s[0-9a-z]+$/.test(id))
    throw unknown(value, `“${value.text}” is no story; write the id in the address of its page, /stories/s…`, [])
  return storyId(id)
}

/** `3`, `>2`, `>=3`, `<3`, `<=2`. */
const rangeOf = (values: readonly Value[], field: 'origins'): { readonly least: number; readonly most: number | null } => {
  const [value, second] = values
  const written = value === undefined ? '' : plain(value, field).replace('≥', '>=').replace('≤', '<=')
  const [whole, sign = '', digits = ''] = /^([<>]?=?)(\d{1,6})$/.exec(written) ?? []
  if (whole === undefined || second !== undefined) {
    const { at, text } = second ?? value ?? { at: 0, text: '' }
    throw new FilterMistake(at, 'value', `${field}: takes one number: ${field}:3, ${field}:>2 or ${field}:<3`, {
      field,
      name: text,
    })
  }
  const number = Number(digits)
  if (sign.startsWith('>')) return { least: sign === '>' ? number + 1 : number, most: null }
  if (sign.startsWith('<')) return { least: 0, most: sign === '<' ? Math.max(0, number - 1) : number }
  return { least: number, most: number }
}

/** An id of a story such as its address has it, unquoted, or a text. */
const anyLike = (values: readonly Value[], { hasModel }: Vocabulary): Filter => {
  const likes = values.map((value): Filter => {
    if (!hasModel)
      throw new FilterMistake(
        value.at,
        'meaning',
        'like: needs the model that compares meaning, and understanding.model is none',
        {
          name: value.text,
        },
      )
    const text = plain(value, 'like').trim()
    checkSearchable(value)
    const isStory = !value.quoted && /^s[0-9a-z]{20}$/.test(text.toLowerCase())
    return isStory
      ? { kind: 'like', to: { kind: 'story', story: storyId(text.toLowerCase()) }, near: null }
      : { kind: 'like', to: { kind: 'text', text, vector: null }, near: null }
  })
  const [only] = likes
  return likes.length === 1 && only !== undefined ? only : { kind: 'or', of: likes }
}

/** `changed:yes`: at any time. */
const changedSince = (values: readonly Value[], vocabulary: Vocabulary): number =>
  values.length === 1 && values[0]?.text.toLowerCase() === 'yes' ? 0 : instantOf(values, 'changed', vocabulary)

const instantOf = (values: readonly Value[], field: 'after' | 'before' | 'changed', { now }: Vocabulary): number => {
  const [value, second] = values
  if (second !== undefined) throw new FilterMistake(second.at, 'date', `${field}: takes one date`, { name: second.text })
  const written = value === undefined ? '' : plain(value, field)
  const instant = readInstant(written, now)
  if (instant === null) {
    throw new FilterMistake(
      value?.at ?? 0,
      'date',
      `“${written}” is not a date; write 2026-11-24, 2026-11-24T10:00Z or 7d (h, d, w, y back)`,
      { name: written },
    )
  }
  return instant
}

const SPANS: Readonly<Record<string, number>> = { h: HOUR, d: DAY, w: 7 * DAY, y: 365 * DAY }
const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[Tt](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})?)?)?)?$/

/** `2026`, `2026-11`, `2026-11-24`, `2026-11-24T10:00+03:00` (UTC unless it says otherwise), or `36h`, `7d`, `2w`, `1y` back. */
const readInstant = (written: string, now: Instant): Instant | null => {
  const back = /^(\d{1,5})([hdwy])$/i.exec(written)
  if (back !== null) return now - Number(back[1]) * (SPANS[(back[2] ?? '').toLowerCase()] ?? 0)
  return readDate(written)
}

const readDate = (written: string): Instant | null => {
  const parts = DATE.exec(written)
  if (parts === null) return null
  const [, year = '', month = '01', day = '01', hour = '00', minute = '00', second = '00', zone = 'Z'] = parts
  const date = `${year}-${month}-${day}`
  // Date.parse turns 31 February into March.
  const midnight = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) return null
  const instant = Date.parse(`${date}T${hour}:${minute}:${second}${zone.toUpperCase()}`)
  return Number.isNaN(instant) ? null : instant
}

const unknown = ({ at, text }: Value, what: string, suggestions: readonly string[]): FilterMistake =>
  new FilterMistake(at, 'unknown', `${what}${didYouMean(suggestions)}`, { name: text, meant: suggestions.join(', ') })

const unique = <Item>(all: readonly Item[]): readonly Item[] => [...new Set(all)]
