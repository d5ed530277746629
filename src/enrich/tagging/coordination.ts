import { isSameSpan, type Span } from '../../model/article.ts'
import { runsOn, scriptOf } from '../../text/script.ts'
import type { ArticleText } from './jurisdictions.ts'
import { wordRulesOf } from './word-rules.ts'

type Placed = Span & { readonly sentence: number }

/** How two names are joined: «Laos and Cambodia», «Laos, Cambodia», or not at all. */
type Link = 'and' | 'comma' | null
type Join = { readonly between: RegExp; readonly behind: RegExp | null }

/**
 * The names coordinated with one of them, itself included, in the order of the text: of «the central banks of Laos, Malaysia and Thailand» all
 * three. Commas alone join nothing, since a clause may end at them.
 */
export type Coordination = <Name extends Placed>(one: Name, names: readonly Name[], article: ArticleText) => readonly Name[]

export const createCoordination = (): Coordination => {
  const joins = new Map<string, Join>()
  return (one, names, article) => {
    const join = joins.get(article.language) ?? compileJoin(article.language)
    joins.set(article.language, join)
    const row = names
      .filter((name) => name.field === one.field && name.sentence === one.sentence)
      .toSorted((first, second) => first.start - second.start)
    const text = article[one.field]
    const links = row.slice(1).map((name, index) => linkOf(row[index], name, text, join))
    const [first, last] = runAround(row.indexOf(one), links)
    return links.slice(first, last).includes('and') ? row.slice(first, last + 1) : [one]
  }
}

/** The first and last of the names around this one that are linked without a gap; `links[n]` is between the names `n` and `n + 1`. */
const runAround = (index: number, links: readonly Link[]): readonly [first: number, last: number] => {
  let [first, last] = [index, index]
  while (first > 0 && links[first - 1] !== null) first--
  while (last < links.length && links[last] !== null) last++
  return [first, last]
}

const linkOf = (first: Span | undefined, second: Span, text: string, { between, behind }: Join): Link => {
  if (first === undefined) return null
  if (isSameSpan(first, second)) return 'comma'
  if (second.start < first.end) return null
  if (second.start - first.end > LONGEST_GAP) return null
  const gap = text.slice(first.end, second.start)
  if (between.test(gap) || (behind !== null && ADJACENT.test(gap) && behind.test(text.slice(first.start, first.end))))
    return 'and'
  return COMMA.test(gap) ? 'comma' : null
}

/** Longer text between two names joins nothing. */
const LONGEST_GAP = 40
/** Articles and prepositions that may follow: «and of the». */
const SHORT_WORDS = String.raw`(?:\s+(?:\p{L}{1,4}(?:['’]\s*|\s+)){0,2})`
const COMMA = new RegExp(String.raw`^\s*[,،，](?:\s*|${SHORT_WORDS})$`, 'u')
/** A blank, and perhaps a particle of one letter before the second name: የ. */
const ADJACENT = /^\s+\p{L}?$/u
/** A few letters of a particle that is written together with the next word: וב, وال. */
const PARTICLE = String.raw`(?:\s*\p{L}{0,3}\s*)`

const compileJoin = (language: string): Join => {
  const { conjunctions, proclitics } = wordRulesOf(language)
  const endings = conjunctions.filter((word) => word.startsWith('*')).map((word) => word.slice(1))
  const words = conjunctions.filter((word) => !word.startsWith('*'))
  const isFree = (word: string): boolean => !proclitics.includes(word) && !runsOn(scriptOf(word.charCodeAt(0)))
  const spaced = words.filter(isFree)
  const joined = words.filter((word) => !isFree(word))
  const ways = [
    String.raw`\s*[、・·&]\s*`,
    ...(spaced.length === 0 ? [] : [String.raw`,?\s+(?:${spaced.join('|')})${SHORT_WORDS}`]),
    ...(joined.length === 0 ? [] : [String.raw`[,،，]?\s*(?:${joined.join('|')})${PARTICLE}`]),
  ]
  return {
    between: new RegExp(`^(?:${ways.join('|')})$`, 'iu'),
    behind: endings.length === 0 ? null : new RegExp(`(?:${endings.join('|')})$`, 'u'),
  }
}
