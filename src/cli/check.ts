import { problemLine } from '../server/load-configuration.ts'
import { loadConfiguration } from '../server/load-configuration.ts'
import { createTagger } from '../enrich/tagging/tagger.ts'
import type { ConfigProblem } from '../model/configuration.ts'
import type { TopicId } from '../model/ids.ts'
import type { Topic, TopicExample } from '../model/taxonomy.ts'
import type { CommandContext } from './context.ts'
import { counted } from './format.ts'
import { type Coverage, coverageOf, formatCoverage } from './coverage.ts'

export type CheckFlags = { readonly json?: boolean; readonly coverage?: boolean }

/** Validates the whole configuration, then runs the topics' own examples. Exit code 2 if anything is wrong. */
export const check = async ({ places, env, clock, terminal }: CommandContext, flags: CheckFlags): Promise<number> => {
  const read = await loadConfiguration(places.configFolder, env, clock.now())
  if (!read.ok) return report(terminal, flags, { problems: read.problems, warnings: [], summary: '' })
  const { sources, feeds } = read.configuration
  const taxonomy = read.configuration.taxonomy
  const coverage = flags.coverage === true ? coverageOf(taxonomy) : undefined
  const tagger = createTagger(taxonomy)
  const topicsOf = ({ language, text }: TopicExample): readonly TopicId[] =>
    tagger.tag({ title: text, text: '', language, sourceTopics: [] }).topics.map(({ id }) => id)
  const problems = taxonomy.topics.flatMap((topic, index) =>
    wrongExamples(topic, (example) => topicsOf(example).includes(topic.id)).map(({ path, message }) =>
      read.problemAt('topics.yaml', ['topics', index, ...path], message),
    ),
  )
  const { topics, entities, places: known, lexicons } = taxonomy
  const examples = topics.reduce((sum, { examples: { match, miss } }) => sum + match.length + miss.length, 0)
  const summary =
    `${counted(sources.length, 'source')}, ${counted(topics.length, 'topic')} with ${counted(examples, 'example')}, ${entities.length} entities, ` +
    `${counted(known.length, 'place')}, ${counted(lexicons.length, 'language')}, ${counted(feeds.length, 'feed')}: ${read.warnings.length === 0 ? 'all well' : `valid, with ${counted(read.warnings.length, 'warning')}`}.`
  return report(terminal, flags, { problems, warnings: read.warnings, summary, coverage })
}

type Finding = { readonly path: readonly (string | number)[]; readonly message: string }

const wrongExamples = (topic: Topic, isTagged: (example: TopicExample) => boolean): readonly Finding[] => [
  ...topic.examples.match.flatMap((example, index) =>
    isTagged(example) ? [] : [finding('match', index, `should get ${topic.id} and does not: "${example.text}"`)],
  ),
  ...topic.examples.miss.flatMap((example, index) =>
    isTagged(example) ? [finding('miss', index, `should not get ${topic.id} and does: "${example.text}"`)] : [],
  ),
]

const finding = (list: 'match' | 'miss', index: number, message: string): Finding => ({
  path: ['examples', list, index],
  message: `${message}. Run "polywire lab read" on it to see the deciding words.`,
})

type Verdict = {
  readonly problems: readonly ConfigProblem[]
  readonly warnings: readonly ConfigProblem[]
  readonly summary: string
  readonly coverage?: Coverage | undefined
}

const report = (
  terminal: CommandContext['terminal'],
  flags: CheckFlags,
  { problems, warnings, summary, coverage }: Verdict,
): number => {
  if (flags.json === true) terminal.out(JSON.stringify({ ok: problems.length === 0, problems, warnings, coverage }))
  else {
    for (const warning of warnings) terminal.note(`${problemLine(warning)} (warning)`)
    for (const problem of problems) terminal.note(problemLine(problem))
    if (coverage !== undefined) terminal.out(formatCoverage(coverage))
    if (problems.length === 0) terminal.out(summary)
    else terminal.note(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}.`)
  }
  return problems.length === 0 ? 0 : 2
}
