import { isSameSpan, type Span } from '../../model/article.ts'
import type { ArticleText } from './jurisdictions.ts'
import { type Mention, type Mentions, covers } from './mentions.ts'

export type NameReader = (mentions: Mentions, kind: 'entity' | 'place', article: ArticleText) => readonly Mention[]

export const createNameReader = (): NameReader => {
  const endsAtWords = createWordCheck()
  return (mentions, kind, article) =>
    longestNames(mentions.of(kind), mentions.of('not-name')).filter((name) => endsAtWords(name, article))
}

/** The names without those inside a longer one (Amazon in Amazon Web Services), and without those inside a listed word that names nothing. */
export const longestNames = (names: readonly Mention[], notNames: readonly Mention[]): readonly Mention[] =>
  longest(notNames.length === 0 ? names : names.filter((name) => !notNames.some((word) => covers(word, name))))

/** Of overlapping names the longest counts, of two of the same length the first: 上海 in 上海地铁, not 海地. */
const longest = (names: readonly Mention[]): readonly Mention[] => {
  if (names.length < 2) return names
  const left = new Set<Mention>()
  let best: Mention[] = []
  for (const name of names.toSorted(byBeginning)) {
    const [rival] = best
    if (rival === undefined || rival.field !== name.field || rival.end <= name.start) {
      for (const one of best) left.add(one)
      best = [name]
    } else if (lengthOf(name) > lengthOf(rival)) best = [name]
    else if (isSameSpan(name, rival)) best.push(name)
  }
  for (const one of best) left.add(one)
  return left.size === names.length ? names : names.filter((name) => left.has(name))
}

const byBeginning = (one: Mention, other: Mention): number =>
  (one.field === other.field ? 0 : one.field === 'title' ? -1 : 1) || one.start - other.start || other.end - one.end

const lengthOf = ({ start, end }: Span): number => end - start

/** Letters around a name by which its words are told apart. */
const AROUND = 8
/** 南京路, 北京东路: a street of another city; not 上海路演, a road show. */
const STREET = /^[东東西南北中][一二三四]?[路街]|^路(?![演网網面段况況边邊人径徑透费費政桥橋途试試测測跑由过過])/u
const TWO_LETTERS = /^\p{sc=Han}{2}$/u

/**
 * Whether a name of two Chinese letters ends where a word ends, and begins no street's name: 快手 is in 快手发布, not in 反应快手脚灵. Longer names are certain, and the words of a
 * name may be split further, as new names are in no dictionary.
 */
export const createWordCheck = (): ((name: Span, article: ArticleText) => boolean) => {
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
  return ({ field, start, end }, { language, ...article }) => {
    const text = article[field]
    if (!language.startsWith('zh') || !TWO_LETTERS.test(text.slice(start, end))) return true
    if (STREET.test(text.slice(end, end + AROUND))) return false
    const from = Math.max(0, start - AROUND)
    const words = segmenter.segment(text.slice(from, end + AROUND))
    const first = words.containing(start - from)?.index ?? 0
    const last = words.containing(end - from - 1)
    // A word may go on around the name, as 中国人 does; it may not hold one half of it.
    return (
      first === last?.index || (first === start - from && last !== undefined && last.index + last.segment.length === end - from)
    )
  }
}
