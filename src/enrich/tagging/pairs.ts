import { COLUMNS, type Mention, type Mentions, type Operands, codeAt, mentionsBefore, operandAt } from './mentions.ts'
import { isOperandA, type OperandKind, targetOf } from './senses.ts'
import type { Reference, Vocabulary } from './vocabulary.ts'

/** Characters between the two operands, at most (Thai has no sentence marks). */
const PAIR_DISTANCE = 160

/** Both operands of a pair, found near enough to each other. */
export type MatchedPair = { readonly topic: number; readonly mentions: readonly [Mention, Mention] }

/** How pairs may name a mention instead of listing its words. */
export type References = {
  readonly namesOf: (mention: Mention) => readonly string[]
  /**
   * False: the name is ambiguous, and nothing confirms that it names what the pair means. Called only for mentions that a pair names, as it
   * may have to search the article.
   */
  readonly isMeant: (mention: Mention) => boolean
}
/** True: a `not` word covers the mention, so that it says nothing of the topic. */
type IsNegated = (topic: number, mention: Mention) => boolean

/** The matched pairs of a vocabulary: for each `a` operand the first `b` operand that is near enough. */
export const matchedPairs = (
  mentions: Mentions,
  vocabulary: Vocabulary,
  references: References,
  isNegated: IsNegated,
): readonly MatchedPair[] => {
  const matched: MatchedPair[] = []
  for (const [pair, { a, b }] of completePairs(mentions, vocabulary, references)) {
    const topic = vocabulary.pairs[pair]?.topic ?? -1
    const free = b.filter((mention) => !isNegated(topic, mention))
    for (const one of a) {
      const other = isNegated(topic, one) ? undefined : firstBeside(one, free)
      if (other !== undefined) matched.push({ topic, mentions: [one, other] })
    }
  }
  return matched
}

const firstBeside = (one: Mention, others: readonly Mention[]): Mention | undefined => {
  for (const other of others) if (inOneSentence(one, other)) return other
  return undefined
}

type PairMentions = { readonly a: Mention[]; readonly b: Mention[] }

/** The mentions of each pair of which both operands are found, in the order of the article; most pairs have one or none. */
const completePairs = (
  mentions: Mentions,
  vocabulary: Vocabulary,
  references: References,
): ReadonlyMap<number, PairMentions> => {
  const pairs = new Map<number, PairMentions>()
  const own = mentions.operands.filter((operands) => operands.vocabulary === vocabulary)
  const named = namedOperands(mentions, vocabulary, references)
  const found = operandsFound(own, named, vocabulary.pairs.length)
  if (!found.includes(A | B)) return pairs
  const put = (pair: number, operand: OperandKind, mention: Mention): void => {
    const both = pairs.get(pair) ?? { a: [], b: [] }
    pairs.set(pair, both)
    both[operand].push(mention)
  }
  let next = 0
  const putNamed = (before: number): void => {
    for (let one = named[next]; one !== undefined && one.index < before; one = named[++next])
      if (found[one.pair] === (A | B)) put(one.pair, one.operand, one.mention)
  }
  for (const operands of own)
    for (let row = operands.first; row < operands.end; row += COLUMNS) {
      const code = codeAt(operands, row)
      if (found[targetOf(code)] !== (A | B)) continue
      putNamed(mentionsBefore(operands, row))
      put(targetOf(code), isOperandA(code) ? 'a' : 'b', operandAt(operands, row))
    }
  putNamed(Infinity)
  return pairs
}

type NamedOperand = Reference & { readonly mention: Mention; readonly index: number }
const namedOperands = (
  { all }: Mentions,
  vocabulary: Vocabulary,
  { namesOf, isMeant }: References,
): readonly NamedOperand[] => {
  const named: NamedOperand[] = []
  if (vocabulary.references.size === 0) return named
  for (const [index, mention] of all.entries()) {
    if (mention.kind !== 'strong' && mention.kind !== 'entity') continue
    let meant: boolean | undefined
    for (const name of namesOf(mention)) {
      const own = vocabulary.references.get(name)
      if (own === undefined || !(meant ??= isMeant(mention))) continue
      for (const { pair, operand } of own) named.push({ pair, operand, mention, index })
    }
  }
  return named
}

/** By pair, which operands were found: `A`, `B` or both. */
const operandsFound = (own: readonly Operands[], named: readonly NamedOperand[], pairs: number): Uint8Array => {
  const found = new Uint8Array(pairs)
  for (const operands of own)
    for (let row = operands.first; row < operands.end; row += COLUMNS) {
      const code = codeAt(operands, row)
      found[targetOf(code)] = (found[targetOf(code)] ?? 0) | (isOperandA(code) ? A : B)
    }
  for (const { pair, operand } of named) found[pair] = (found[pair] ?? 0) | (operand === 'a' ? A : B)
  return found
}
const A = 1
const B = 2

const inOneSentence = (one: Mention, other: Mention): boolean => {
  if (one.field !== other.field || one.sentence !== other.sentence) return false
  const gap = one.start < other.start ? other.start - one.end : one.start - other.end
  return gap >= 0 && gap <= PAIR_DISTANCE
}
