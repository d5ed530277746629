import { createUnitSpace } from '../../text/unit-space.ts'

type Answer = readonly string[]

/** Places for words; of two that fall on one, the later stays. */
const PLACES = 1 << 17
const MOST_ANSWERS = 0xffff
/** Repetitions and longer texts say no more. */
const MOST_WORDS = 60
const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193
const OTHER_PRIME = 0x85ebca6b

/**
 * Answers for each distinct word among a text's first 60, in their order. A word is asked about when it is met first, and then known by
 * 49 bits of hash: without a string for each word of a text that takes a fifth of the time.
 */
export const createWordMemory = (ask: (word: string) => Answer): ((text: string) => readonly Answer[]) => {
  const space = createUnitSpace()
  const answerTo = createAnswers(ask)
  const seen = { hashes: new Uint32Array(MOST_WORDS), checks: new Uint32Array(MOST_WORDS), count: 0 }
  const isNew = (hash: number, check: number): boolean => {
    for (let at = 0; at < seen.count; at += 1) if (seen.hashes[at] === hash && seen.checks[at] === check) return false
    seen.hashes[seen.count] = hash
    seen.checks[seen.count++] = check
    return true
  }
  return (text) => {
    const units = space.fill(text)
    const all: Answer[] = []
    seen.count = 0
    for (let at = 0, words = 0; at < text.length && words < MOST_WORDS; words += 1) {
      while (at < text.length && lettersAt(units, at, text.length) === 0) at += 1
      const start = at
      let hash = FNV_OFFSET
      let check = 0
      for (let step = 1; at < text.length && (step = lettersAt(units, at, text.length)) > 0; at += step) {
        const unit = units[at] ?? 0
        hash = Math.imul(hash ^ unit, FNV_PRIME)
        check = Math.imul(check ^ unit ^ (check >>> 15), OTHER_PRIME) + unit
      }
      if (at > start && isNew(hash >>> 0, check >>> 0)) all.push(answerTo(text, start, at, hash, check >>> 0))
    }
    return all
  }
}

/** Each answer is kept once, however many words it is for. */
const createAnswers = (ask: (word: string) => Answer) => {
  const checks = new Uint32Array(PLACES)
  /** Index + 1 among the answers; 0: the place is free. */
  const found = new Uint16Array(PLACES)
  const answers: Answer[] = []
  const indexes = new Map<string, number>()
  const indexOf = (answer: Answer): number => {
    const key = answer.join(' ')
    const known = indexes.get(key)
    if (known !== undefined) return known
    if (answers.length === MOST_ANSWERS) {
      found.fill(0)
      answers.length = 0
      indexes.clear()
    }
    indexes.set(key, answers.push(answer))
    return answers.length
  }
  return (text: string, start: number, end: number, hash: number, check: number): Answer => {
    const place = (hash ^ (hash >>> 16)) & (PLACES - 1)
    const known = found[place] ?? 0
    if (known !== 0 && checks[place] === check) return answers[known - 1] ?? []
    const answer = ask(text.slice(start, end))
    found[place] = indexOf(answer)
    checks[place] = check
    return answer
  }
}

const PART_OF_WORD = /[\p{L}\p{M}'’-]/u
const NO = 1
const YES = 2
const HALF = 3
/** What each unit is, learned as it is met; 0: not yet. */
const kinds = new Uint8Array(0x1_0000)
const learnKind = (unit: number): number => {
  if (unit >= 0xd800 && unit < 0xdc00) return HALF
  return PART_OF_WORD.test(String.fromCharCode(unit)) ? YES : NO
}

/** How many units the part of a word takes up that stands here; 0: none does. */
const lettersAt = (units: Uint16Array, at: number, end: number): number => {
  const unit = units[at] ?? 0
  const known = kinds[unit] ?? 0
  const kind = known === 0 ? (kinds[unit] = learnKind(unit)) : known
  if (kind !== HALF) return kind === YES ? 1 : 0
  const next = at + 1 < end ? (units[at + 1] ?? 0) : 0
  return (next & 0xfc00) === 0xdc00 && PART_OF_WORD.test(String.fromCharCode(unit, next)) ? 2 : 0
}
