/**
 * What `recheck` says of an expression. Its limits count steps, never time, so that each machine says the same. They are smaller than its
 * own: an expression that takes quadratic time shows it on 5,000 characters.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { checkSync, type Parameters } from 'recheck'
import type { Expression } from './collect.ts'

export type Verdict =
  | { readonly kind: 'linear' }
  /** `attack`: a text on which it takes long, as an expression of JavaScript. */
  | { readonly kind: 'slow'; readonly growth: 'polynomial' | 'exponential'; readonly summary: string; readonly attack: string }
  | { readonly kind: 'unknown'; readonly why: string }

const LIMITS: Parameters = {
  timeout: null,
  attackTimeout: null,
  incubationTimeout: null,
  attackLimit: 5_000_000,
  incubationLimit: 10_000,
  maxAttackStringSize: 5_000,
  maxGeneStringSize: 600,
  maxIteration: 3,
  maxInitialGenerationSize: 60,
  maxGenerationSize: 30,
  mutationSize: 15,
  crossoverSize: 8,
}

// The program of recheck for one machine would be twice as fast; this one is the same on all.
process.env['RECHECK_SYNC_BACKEND'] = 'pure'
process.env['RECHECK_BACKEND'] = 'pure'

export const judge = ({ source, flags }: Pick<Expression, 'source' | 'flags'>): Verdict => {
  const found = checkSync(source, flags, LIMITS)
  if (found.status === 'safe') return { kind: 'linear' }
  if (found.status === 'unknown') return { kind: 'unknown', why: found.error.kind }
  const { complexity, attack } = found
  return { kind: 'slow', growth: complexity.type, summary: complexity.summary, attack: attack.pattern }
}

const cacheFile = resolve(import.meta.dirname, '../../node_modules/.cache/expressions.jsonl')

/** Remembers verdicts between runs, also of one that was ended, by expression and limits; `npm ci` deletes them. */
export const rememberedVerdicts = (): ((one: Expression) => Verdict) => {
  const known = readCache()
  return (expression) => {
    const { source, flags } = expression
    const key = createHash('sha256')
      .update(JSON.stringify([LIMITS, source, flags]))
      .digest('hex')
    const before = known.get(key)
    if (before !== undefined) return before
    const verdict = judge(expression)
    known.set(key, verdict)
    appendFileSync(cacheFile, `${JSON.stringify([key, verdict])}\n`)
    return verdict
  }
}

const readCache = (): Map<string, Verdict> => {
  mkdirSync(dirname(cacheFile), { recursive: true })
  const text = existsSync(cacheFile) ? readFileSync(cacheFile, 'utf8') : ''
  // A run that was killed may have left half a line.
  return new Map(text.split('\n').flatMap((line) => (line.endsWith(']') ? [JSON.parse(line) as [string, Verdict]] : [])))
}
