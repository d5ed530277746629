/** Texts made of what regular expressions repeat: `(?:a|b)+` gives `abba…`. */
import * as fc from 'fast-check'
import { type Expression, expressionsInSource } from './collect.ts'

/** What each unbounded quantifier of the expression repeats, as an expression of its own: `a(b|c)*[d]+` gives `(b|c)` and `[d]`. */
export const repeatedAtoms = (source: string): readonly string[] => {
  const found = new Set<string>()
  const groups: number[] = []
  let atom = 0
  for (let at = 0; at < source.length; ) {
    const character = source.charAt(at)
    const start = at
    if (character === '*' || character === '+' || OPEN_COUNT.test(source.slice(at, at + 12))) {
      found.add(source.slice(atom, at))
      at += 1
    } else if (character === '(') {
      groups.push(at)
      at += 1
    } else if (character === ')') {
      atom = groups.pop() ?? 0
      at += 1
    } else {
      at += character === '[' ? classLength(source.slice(at)) : (ESCAPE.exec(source.slice(at, at + 40))?.[0].length ?? 1)
      atom = start
    }
  }
  return [...found]
}
const OPEN_COUNT = /^\{\d+,(?:\d{2,})?\}/
const ESCAPE = /^\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|.)/s
const classLength = (source: string): number => {
  for (let at = 1; at < source.length; at += source.charAt(at) === '\\' ? 2 : 1) if (source.charAt(at) === ']') return at + 1
  return source.length
}

/** A character behind the repetition with which most expressions do not match: what is behind decides whether they search again. */
const ENDS = ['', '!', '\u2028x', '\n\0', '<', ':', '1']

type Repeated = Expression & { readonly atom: string; readonly texts: fc.Arbitrary<string> }

/** What the literals of the source code repeat. Left out: what fast-check cannot make texts of, such as assertions inside a repetition. */
const repeated = (): readonly Repeated[] =>
  expressionsInSource().literals.flatMap((one) =>
    repeatedAtoms(one.source).flatMap((atom) => {
      try {
        const pattern = new RegExp(`^(?:${atom})$`, one.flags.replaceAll(/[gimy]/g, ''))
        return [{ ...one, atom, texts: fc.stringMatching(pattern, { maxLength: 12 }) }]
      } catch {
        return []
      }
    }),
  )

/** `length`: of a text, in code units. */
export type Repetition = { readonly site: string; readonly atom: string; readonly textOf: (length: number) => string }

/** All repetitions in the source code. */
export const repetitions = (): { readonly atoms: number; readonly texts: fc.Arbitrary<Repetition> } => {
  const all = repeated()
  const texts = fc.constantFrom(...all).chain(({ site, atom, texts: pieces }) =>
    fc.tuple(fc.array(pieces, { minLength: 1, maxLength: 3 }), fc.constantFrom(...ENDS)).map(([chosen, end]) => {
      const piece = chosen.join('') || ' '
      return { site, atom, textOf: (length: number) => `${piece.repeat(Math.ceil(length / piece.length))}${end}` }
    }),
  )
  return { atoms: all.length, texts }
}
