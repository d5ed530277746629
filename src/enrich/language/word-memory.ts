import { FNV_OFFSET, mixIn } from '../../lib/hashes.ts'
import { createCodeUnitBuffer } from '../../text/code-units.ts'
import { createTokens, tokenize, tokenRules, WORD } from '../../text/tokenizer.ts'

type Answer = readonly string[]

/** Slots of a hash table for words; where two words share a slot, the later one replaces the other. */
const SLOTS = 1 << 17
const MOST_ANSWERS = 0xffff
/** Words of a text that are read; more add nothing. */
const MOST_WORDS = 60
const OTHER_PRIME = 0x85ebca6b

/** Apostrophes and hyphens are parts of words, as they tell small words of languages apart; digits belong to no language. */
const LANGUAGE_RULES = tokenRules([[WORD, /[\p{L}\p{M}'’-]/u]])

/**
 * The answers for each distinct word among a text's first 60, in their order. `ask` is called when a word is first met; later the word is
 * recognised by 49 bits of hash, which takes a fifth of the time of making a string for each word.
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

/** Caches answers by word; equal answers are stored once. */
const createAnswers = (ask: (word: string) => Answer) => {
  const checks = new Uint32Array(SLOTS)
  /** By slot, index + 1 among the answers; 0: the slot is free. */
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
