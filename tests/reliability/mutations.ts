/** Mutations of guards: each breaks one line of the source code, and must make one of the named tests fail. */
import mutations from './mutations.json' with { type: 'json' }

export type Mutation = {
  /** The rule of rules.json that the line keeps. */
  readonly rule: string
  /** Path from the project's folder. */
  readonly file: string
  /** The line, and what is put in its place, both without the spaces at their beginning. */
  readonly before: string
  readonly after: string
  /** The test, and what the names of those in it that must fail contain; empty: all of them. */
  readonly test: string
  readonly name: string
}

export const MUTATIONS: readonly Mutation[] = mutations

/** The text with the line replaced; a string: why it cannot be. */
export const mutated = (
  text: string,
  { before, after }: Pick<Mutation, 'before' | 'after'>,
): { readonly text: string } | string => {
  const lines = text.split('\n')
  const found = lines.flatMap((line, index) => (line.trim() === before ? [index] : []))
  const [at] = found
  if (at === undefined) return 'this line no longer exists'
  if (found.length > 1) return `this line exists ${found.length} times`
  const indentation = /^\s*/.exec(lines[at] ?? '')?.[0] ?? ''
  return { text: lines.with(at, `${indentation}${after}`).join('\n') }
}

export type Verdict = 'killed' | 'survived' | 'undecided'
/** What `npm run mutate -- --report FILE` writes. */
export type MutationReport = readonly (Mutation & { readonly verdict: Verdict; readonly why: string })[]
