import { FNV_OFFSET, mixIn } from '../../lib/hashes.ts'
import { createCodeUnitBuffer } from '../../text/code-units.ts'
import { createTokens, tokenize, tokenRules, WORD } from '../../text/tokenizer.ts'

type Answer = readonly string[]

/** Slots of a hash table for words; of two words in one slot the later stays. */
const SLOTS = 1 << 17
const MOST_ANSWERS = 0xffff
/** Repetitions and longer texts say no more. */
const MOST_WORDS = 60
const OTHER_PRIME = 0x85ebca6b

/** Small words of one language are together from another's by apostrophes and hyphens too; digits are in no language. */
const LANGUAGE_RULES = tokenRules([[WORD, /[\p{L}\p{M}'’-]/u]])

/**
 * Answers for each distinct word among a text's first 60, in their order. A word is asked about when it is met first, and then known by
 * 49 bits of hash: without a string for each word of a text that takes a fifth of the time.
 */
export const createWordMemory = (ask: (word: string) => Answer): ((text: string) => readonly Answer[]) => {
  const buffer = createCodeUnitBuffer()
  const tokens = createTokens(MOST_WORDS)
  const answerTo = createAnswers(ask)
  const seen = { hashes: new Uint32Array(MOST_WORDS), checks: new Uint32Array(MOST_WORDS), count: 0 }
  const isNew = (hash: number, check: number): boolean => {
    for (let at = 0; at < seen.count; at += 1) if (seen.hashes[at] === hash && seen.checks[at] === check) return false
    seen.hashes[seen.count] = hash
    seen.checks[seen.count++] = check
    return true
  }
  return (text) => {
    const units = buffer.fill(text)
    tokenize(tokens, units, text.length, LANGUAGE_RULES, MOST_WORDS)
    const all: Answer[] = []
    seen.count = 0
    for (let nth = 0; nth < tokens.size; nth += 1) {
      const start = tokens.starts[nth] ?? 0
      const end = tokens.ends[nth] ?? 0
      let hash = FNV_OFFSET
      let check = 0
      for (let at = start; at < end; at += 1) {
        const unit = units[at] ?? 0
        hash = mixIn(hash, unit)
        check = Math.imul(check ^ unit ^ (check >>> 15), OTHER_PRIME) + unit
      }
      if (isNew(hash >>> 0, check >>> 0)) all.push(answerTo(text, start, end, hash, check >>> 0))
    }
    return all
  }
}

/** Each answer is stored once, however many words it is for. */
const createAnswers = (ask: (word: string) => Answer) => {
  const checks = new Uint32Array(SLOTS)
  /** Index + 1 among the answers; 0: the slot is free. */
  const found = new Uint16Array(SLOTS)
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
    const slot = (hash ^ (hash >>> 16)) & (SLOTS - 1)
    const known = found[slot] ?? 0
    if (known !== 0 && checks[slot] === check) return answers[known - 1] ?? []
    const answer = ask(text.slice(start, end))
    found[slot] = indexOf(answer)
    checks[slot] = check
    return answer
  }
}
