/** Warnings about examples of topics that say nothing, or opposite things. */
import type { ConfigProblem } from '../model/configuration.ts'
import type { ConfigFiles } from './files.ts'
import { placeIn, problemIn } from './problems.ts'
import { toExamples } from './to-configuration.ts'
import type { ValuePath } from './yaml-text.ts'

/** A text with fewer letters is in no language. */
const FEWEST_LETTERS = 4

type Placed = { readonly topic: string; readonly role: 'match' | 'miss'; readonly path: ValuePath; readonly text: string }

export const exampleDoubts = (file: ConfigFiles['topics']): readonly ConfigProblem[] => {
  const examples: readonly Placed[] = (file.value?.topics ?? []).flatMap(({ id: topic, examples: given }, index) =>
    (['match', 'miss'] as const).flatMap((role) =>
      toExamples(given?.[role]).map(({ text }, nth) => ({
        topic,
        role,
        text: text.trim().toLowerCase(),
        path: ['topics', index, 'examples', role, nth],
      })),
    ),
  )
  const before = new Map<string, Placed[]>()
  return examples.flatMap((example) => {
    const { topic, role, path, text } = example
    const others = before.get(text) ?? []
    before.set(text, [...others, example])
    const found = isInNoLanguage(text) ? 'is in no language, and says nothing' : contradiction(example, others)
    if (found === null) return []
    const other = others.find((one) => one.topic !== topic || one.role !== role)
    const where = other === undefined ? '' : ` (${placeIn(file, other.path)})`
    return [problemIn(file, { path, message: `topic ${topic}: this example ${found}${where}` })]
  })
}

const isInNoLanguage = (text: string): boolean => [...text.matchAll(/\p{L}/gu)].length < FEWEST_LETTERS

const contradiction = ({ topic, role }: Placed, others: readonly Placed[]): string | null => {
  if (others.some((other) => other.topic === topic && other.role !== role)) return 'stands under match and under miss'
  const foreign = others.find((other) => other.topic !== topic && other.role === 'match')
  if (role === 'match' && foreign !== undefined) return `is one of ${foreign.topic} too, and an article gets one of them`
  return null
}
