import { mailSettingsFrom } from '../config/process-settings.ts'
import type { Remembered } from '../config/read-layers.ts'
import { LEARNED_TABLES } from '../enrich/tagging/learned-tables.ts'
import type { ConfigProblem } from '../model/configuration.ts'
import type { Lexicon, Taxonomy, Topic, TopicWords } from '../model/taxonomy.ts'
import { loadConfiguration, problemLine } from '../server/load-configuration.ts'
import { taxonomyFingerprint } from '../server/retagging.ts'
import { modelNote } from '../server/configured-encoder.ts'
import { describeFailure, type SourceFailure, type SourceState } from '../model/source.ts'
import { openStoreToRead } from '../server/stores.ts'
import { StoreError } from '../store/ports/store.ts'
import type { CommandContext } from './context.ts'
import { withOwnTopics } from './own-topics.ts'
import { counted, formatTable } from './terminal.ts'
import { withRemembered } from './remembered.ts'
import { doubtfulExamples, type Finding, wrongByWords } from './try-examples.ts'

export type CheckFlags = { readonly json?: boolean; readonly coverage?: boolean; readonly layers?: boolean }

/** Validates the whole configuration, then runs the topics' own examples. Exit code 2 if anything is wrong. */
export const check = async (context: CommandContext, flags: CheckFlags): Promise<number> =>
  await withRemembered(context, async (remembered) => await checkWith(context, flags, remembered))

const checkWith = async (
  { places, env, clock, terminal }: CommandContext,
  flags: CheckFlags,
  remembered: Remembered,
): Promise<number> => {
  const read = await loadConfiguration(places.configFolder, env, clock.now(), remembered)
  const mail = mailProblems(env)
  if (!read.ok) return report(terminal, flags, { problems: [...read.problems, ...mail], warnings: [], summary: '' })
  const { sources, feeds } = read.configuration
  const taxonomy = read.configuration.taxonomy
  const coverage = flags.coverage === true ? coverageOf(taxonomy) : undefined
  const found = await wrongUnlessRemembered(taxonomy, remembered)
  const wrong = found.map(({ path, message }) => read.problemAt('topics.yaml', path, message))
  const doubts = (await withOwnTopics(read.configuration, doubtfulExamples)) ?? []
  const changed = (await changedPages(places)).flatMap(({ id, failure }) => {
    const index = sources.findIndex((source) => source.id === id)
    return index === -1 ? [] : [read.problemAt('sources.yaml', ['sources', index, 'page'], describeFailure(failure))]
  })
  const warnings = [
    ...read.warnings,
    ...changed,
    ...doubts.map(({ path, message }) => read.problemAt('topics.yaml', path, message)),
  ]
  const { topics, entities, places: known, lexicons } = taxonomy
  const examples = topics.reduce((sum, { examples: { match, miss } }) => sum + match.length + miss.length, 0)
  const summary =
    `${counted(sources.length, 'source')}, ${counted(topics.length, 'topic')} with ${counted(examples, 'example')}, ${entities.length} entities, ` +
    `${counted(known.length, 'place')}, ${counted(lexicons.length, 'language')}, ${counted(feeds.length, 'feed')}: ${warnings.length === 0 ? 'OK' : `valid, with ${counted(warnings.length, 'warning')}`}.`
  const layers = flags.layers === true ? read.layerChanges() : undefined
  const note = modelNote(read.configuration.service.understanding.model)
  return report(terminal, flags, { problems: [...wrong, ...mail], warnings, note, summary, coverage, layers })
}

type Failing = Pick<SourceState, 'id'> & { readonly failure: SourceFailure }

/** Sources whose page rule found nothing at the last poll; none where there is no store, or one that can't be opened. */
const changedPages = async (places: CommandContext['places']): Promise<readonly Failing[]> => {
  const store = await openStoreToRead(places).catch((error: unknown) => {
    if (error instanceof StoreError) return null
    throw error
  })
  if (store === null) return []
  try {
    const summaries = await store.sourceSummaries(0)
    return summaries.flatMap(({ id, failure }) => (failure?.kind === 'page-changed' ? [{ id, failure }] : []))
  } finally {
    await store.close()
  }
}

/** Examples that held before need not be tried again: the words of all languages would be compiled for them, which takes four seconds. */
const wrongUnlessRemembered = async (taxonomy: Taxonomy, remembered: Remembered): Promise<readonly Finding[]> => {
  const examples = `examples of ${taxonomyFingerprint(taxonomy)}`
  if (remembered.recall(examples) === true) return []
  const found = await wrongByWords(taxonomy)
  if (found.length === 0) remembered.keep(examples, true)
  return found
}

/** A service runs without mail where its settings are wrong; here that is a mistake. */
const mailProblems = (env: CommandContext['env']): readonly ConfigProblem[] => {
  const mail = mailSettingsFrom(env)
  return mail.ok ? [] : [{ file: 'environment', line: 1, column: 1, message: `no mail can be sent: ${mail.problem}` }]
}

type Verdict = {
  readonly problems: readonly ConfigProblem[]
  readonly warnings: readonly ConfigProblem[]
  readonly note?: string | null
  readonly summary: string
  readonly coverage?: Coverage | undefined
  readonly layers?: readonly ConfigProblem[] | undefined
}

const report = (
  terminal: CommandContext['terminal'],
  flags: CheckFlags,
  { problems, warnings, note = null, summary, coverage, layers }: Verdict,
): number => {
  if (flags.json === true)
    terminal.out(JSON.stringify({ ok: problems.length === 0, problems, warnings, note: note ?? undefined, coverage, layers }))
  else {
    for (const warning of warnings) terminal.note(`${problemLine(warning)} (warning)`)
    for (const problem of problems) terminal.note(problemLine(problem))
    if (layers !== undefined) terminal.out(layers.map(problemLine).join('\n') || 'One layer: nothing is changed.')
    if (coverage !== undefined) terminal.out(formatCoverage(coverage))
    if (note !== null) terminal.note(note)
    if (problems.length === 0) terminal.out(summary)
    else terminal.note(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}.`)
  }
  return problems.length === 0 ? 0 : 2
}

type Words = { readonly terms: number; readonly weak: number; readonly pairs: number }
type TopicCoverage = {
  readonly id: string
  readonly words: Readonly<Record<string, Words>>
  readonly examples: { readonly match: number; readonly miss: number }
}
export type Coverage = {
  readonly topics: readonly TopicCoverage[]
  readonly names: Readonly<Record<string, { readonly entities: number; readonly places: number }>>
  /** Topics for which a language has neither a term nor a pair, so that its articles can't get them. */
  readonly holes: readonly { readonly topic: string; readonly languages: readonly string[] }[]
  /** Topics without an example that must get them, or without one that must not. */
  readonly untried: readonly string[]
  /** How often terms and pairs (`a + b`) of the lexicons were right on the labelled articles that contain them, the least reliable first. */
  readonly measured: readonly MeasuredTerm[]
}
type MeasuredTerm = {
  readonly language: string
  readonly topic: string
  readonly term: string
  readonly right: number
  readonly articles: number
}

/** What the lexicons have for every topic without subtopics, language by language. */
export const coverageOf = ({ topics, entities, places, lexicons }: Taxonomy): Coverage => {
  const parents = new Set(topics.map(({ parent }) => parent))
  const rows = topics.filter(({ id }) => !parents.has(id)).map((topic) => topicCoverage(topic, lexicons))
  return {
    topics: rows,
    names: Object.fromEntries(
      lexicons.map((lexicon) => [
        lexicon.language,
        { entities: countNamed(entities, lexicon, lexicon.entities), places: countNamed(places, lexicon, lexicon.places) },
      ]),
    ),
    holes: rows.flatMap(({ id, words }) => {
      const languages = Object.keys(words).filter((language) => deciding(words[language]) === 0)
      return languages.length === 0 ? [] : [{ topic: id, languages }]
    }),
    untried: rows.filter(({ examples: { match, miss } }) => match === 0 || miss === 0).map(({ id }) => id),
    measured: measuredTerms(lexicons),
  }
}

/** One operand of a pair, with `*` for the other. */
const OPERAND = /^\* \+ | \+ \*$/
const measuredTerms = (lexicons: Taxonomy['lexicons']): readonly MeasuredTerm[] =>
  lexicons
    .flatMap(({ language, topics }) =>
      Object.entries(LEARNED_TABLES.reliability.terms[language] ?? {}).flatMap(([topic, terms]) =>
        topics[topic] === undefined
          ? []
          : Object.entries(terms)
              .filter(([term]) => !OPERAND.test(term))
              .map(([term, [right, articles]]) => ({ language, topic, term, right, articles })),
      ),
    )
    .toSorted((one, other) => one.right / one.articles - other.right / other.articles || other.articles - one.articles)

const countNamed = (
  known: readonly { readonly id: string; readonly names: Readonly<Record<string, readonly string[]>> }[],
  { language }: Lexicon,
  own: Readonly<Record<string, readonly string[]>>,
): number => known.filter(({ id, names }) => (names[language] ?? own[id] ?? []).length > 0).length

const topicCoverage = ({ id, examples }: Topic, lexicons: Taxonomy['lexicons']): TopicCoverage => ({
  id,
  words: Object.fromEntries(lexicons.map(({ language, topics }) => [language, countWords(topics[id])])),
  examples: { match: examples.match.length, miss: examples.miss.length },
})

const countWords = (words: TopicWords | undefined): Words => ({
  terms: words?.terms.length ?? 0,
  weak: words?.weak.length ?? 0,
  pairs: words?.pairs.length ?? 0,
})

const deciding = (words: Words | undefined): number => (words?.terms ?? 0) + (words?.pairs ?? 0)

const MOST_SHOWN = 40
const FEWEST_ARTICLES = 5

const unreliable = (measured: readonly MeasuredTerm[]): readonly string[] => {
  const shown = measured.filter(({ articles }) => articles >= FEWEST_ARTICLES).slice(0, MOST_SHOWN)
  if (shown.length === 0) return []
  const rows = shown.map(({ language, topic, term, right, articles }) => [language, topic, `${right} of ${articles}`, term])
  return [
    '',
    `The terms that were right least often on labelled articles (--json has all ${measured.length} that were met):`,
    formatTable(['language', 'topic', 'right', 'term'], rows),
  ]
}

export const formatCoverage = ({ topics, names, holes, untried, measured }: Coverage): string => {
  const languages = Object.keys(names)
  const table = formatTable(
    ['terms + pairs', ...languages, 'match', 'miss'],
    [
      ...topics.map(({ id, words, examples }) => [
        id,
        ...languages.map((language) => deciding(words[language])),
        examples.match,
        examples.miss,
      ]),
      ['(organisations)', ...languages.map((language) => names[language]?.entities ?? 0), '', ''],
      ['(places)', ...languages.map((language) => names[language]?.places ?? 0), '', ''],
    ],
  )
  const missing = [
    ...holes.map(({ topic, languages: without }) => `${topic}: neither a term nor a pair in ${without.join(', ')}`),
    ...untried.map((topic) => `${topic}: needs an example that must match and one that must not`),
  ]
  return [table, '', ...(missing.length === 0 ? ['No holes.'] : missing), ...unreliable(measured)].join('\n')
}
