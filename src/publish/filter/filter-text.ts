/** A filter written out in its one canonical spelling; `parseFilter` reads it back as the same filter. */
import type { Filter } from '../../model/filter.ts'
import { type Vocabulary, withAllBelow, type Names } from './filter-vocabulary.ts'

/** Expanded topics and places are written by their topmost ids: `topic:e-commerce`, not its thirty descendants. */
export const filterText = (filter: Filter, vocabulary: Vocabulary): string => written(filter, vocabulary, 'top')

type Place = 'top' | 'or' | 'and' | 'not'

const written = (filter: Filter, vocabulary: Vocabulary, place: Place): string => {
  const within = (parts: readonly Filter[], inside: Place, joint: string) => {
    const text = parts.map((part) => written(part, vocabulary, inside)).join(joint)
    return place === 'not' || (place === 'and' && inside === 'or') ? `(${text})` : text
  }
  switch (filter.kind) {
    case 'everything':
      return ''
    case 'and':
      return within(filter.of, 'and', ' ')
    case 'or':
      return within(filter.of, 'or', ' OR ')
    case 'not':
      return `-${written(filter.of, vocabulary, 'not')}`
    case 'text':
      return `${filter.in === 'title' ? 'title:' : ''}${textIn(filter.text)}${filter.prefix ? '*' : ''}`
    case 'regex':
      return `/${escapeSlashes(filter.pattern)}/`
    case 'topic':
      return `topic:${topmost(filter.anyOf, vocabulary.topics)}`
    case 'entity':
      return `entity:${topmost(filter.anyOf, vocabulary.entities)}`
    case 'place':
      return `place:${topmost(filter.anyOf, vocabulary.places)}`
    case 'language':
      return `lang:${filter.anyOf.join(',')}`
    case 'source':
    case 'country':
      return `${filter.kind}:${filter.anyOf.join(',')}`
    case 'after':
    case 'before':
      return `${filter.kind}:${new Date(filter.at).toISOString()}`
  }
}

/** Quoted unless it is one plain word that means nothing else. */
const textIn = (text: string): string =>
  /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._'’-]*$/u.test(text) && !/^(?:OR|AND|NOT)$/.test(text.normalize('NFKC'))
    ? text
    : `"${text.replaceAll(/["＂“”\\]/g, String.raw`\$&`)}"`

/** Slashes that a class holds end nothing, and a backslash there would be one more member. */
const escapeSlashes = (pattern: string): string =>
  pattern.replaceAll(/\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\//g, (part) => (part === '/' ? String.raw`\/` : part))

const topmost = <Id extends string>(ids: readonly Id[], names: Names<Id>): string => {
  const below = new Set(ids.flatMap((id) => withAllBelow(names, id).filter((other) => other !== id)))
  const top = ids.filter((id) => !below.has(id))
  return (top.length > 0 ? top : ids).join(',')
}
