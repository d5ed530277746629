import { resolve } from 'node:path'
import { readConfiguration } from '../../src/config/read-configuration.ts'
import { createEnricher, type Enricher } from '../../src/enrich/enricher.ts'
import { createTagger, type Tagger } from '../../src/enrich/tagging/tagger.ts'
import type { Evidence, TopicTag } from '../../src/model/article.ts'
import type { Taxonomy } from '../../src/model/taxonomy.ts'
import { type Outcome, percent, readJsonLines } from './suite.ts'

/** A labelled text; `topics` empty: a near miss, which must not be tagged. */
export type Labelled = {
  readonly id: string
  readonly lang: string
  readonly title: string
  readonly text: string
  readonly topics: readonly string[]
  readonly entities: readonly string[]
}
type Judged = Labelled & {
  readonly readAs: string
  readonly right: readonly TopicTag[]
  readonly wrong: readonly TopicTag[]
  readonly missed: readonly string[]
  /** What spoke for a missed topic, and how much. */
  readonly nearly: ReadonlyMap<string, string>
  readonly missedEntities: readonly string[]
}
type Count = { right: number; wrong: number; missed: number }
type Bars = {
  readonly precision: number
  readonly recall: number
  readonly near: number
  readonly any: number
  readonly entities: number
}

/** Real headlines and openings: `tagging.dev.jsonl`. */
export const tags = async (folder: string): Promise<Outcome> =>
  outcome('tags', judge(await configuredReader(), realRows(folder)), {
    precision: 80,
    recall: 75,
    near: 6,
    any: 85,
    entities: 0,
  })

/** Reports of invented events of our field, and distractors: `exam/*.dev.jsonl`. */
export const domainTags = async (folder: string): Promise<Outcome> =>
  outcome('domain tags', judge(await configuredReader(), examRows(folder)), {
    precision: 82,
    recall: 75,
    near: 5,
    any: 0,
    entities: 75,
  })

/** For each term and pair of the lexicons that took part in a decision: how many were right and wrong, worst first. */
export const tagBlame = async (folder: string): Promise<Outcome> => {
  const reader = await configuredReader()
  const judged = [...judge(reader, realRows(folder)), ...judge(reader, examRows(folder))]
  return { suite: 'tag blame', cases: judged.length, figures: [], wrong: blameLines(judged) }
}

export type Reader = { readonly language: Enricher['language']; readonly tagger: Tagger }

export const createReader = async (taxonomy: Taxonomy): Promise<Reader> => {
  const { language } = await createEnricher({ taxonomy: null, fingerprint: null })
  return { language, tagger: createTagger(taxonomy) }
}

/** Of our own configuration. */
export const configuredTaxonomy = async (): Promise<Taxonomy> => {
  const read = await readConfiguration(resolve(import.meta.dirname, '../../config'), process.env)
  if (!read.ok) throw new Error(`config/ cannot be read: ${read.problems[0]?.message ?? 'no problem named'}`)
  return read.configuration.taxonomy
}

export const configuredReader = async (): Promise<Reader> => await createReader(await configuredTaxonomy())

export const realRows = (folder: string): readonly Labelled[] =>
  readJsonLines<Labelled & { readonly title: string | null; readonly text: string | null }>(folder, 'tagging.dev.jsonl').map(
    (row) => ({
      ...row,
      title: row.title ?? '',
      text: row.text ?? '',
      topics: row.topics.filter((topic) => topic !== 'none'),
    }),
  )

type ExamEvent = { readonly id: string; readonly topics: readonly string[]; readonly entities: readonly string[] }
export const examRows = (folder: string): readonly Labelled[] => {
  const events = new Map(readJsonLines<ExamEvent>(folder, 'exam/events.dev.jsonl').map((event) => [event.id, event]))
  return readJsonLines<Labelled & { readonly event: string }>(folder, 'exam/reports.dev.jsonl').map((row) => {
    const { topics = [], entities = [] } = events.get(row.event) ?? {}
    // Distractors are about nothing of ours; `new:` entities are in no configuration.
    return { ...row, topics, entities: topics.length === 0 ? [] : entities.filter((id) => !id.startsWith('new:')) }
  })
}

export const judge = ({ language, tagger }: Reader, rows: readonly Labelled[]): readonly Judged[] =>
  rows.map((row) => {
    const readAs = language(`${row.title}\n${row.text}`, null).language
    const input = { title: row.title, text: row.text, language: readAs, sourceTopics: [] }
    const found = tagger.tag(input)
    const considered = tagger.consider(input)
    // Roots say too little to be right or wrong.
    const topics = found.topics.filter(({ id }) => id.includes('.'))
    const entities: ReadonlySet<string> = new Set(found.entities.map(({ id }) => id))
    return {
      ...row,
      readAs,
      right: topics.filter(({ id }) => row.topics.includes(id)),
      wrong: topics.filter(({ id }) => !row.topics.includes(id)),
      missed: row.topics.filter((topic) => !topics.some(({ id }) => id === topic)),
      nearly: new Map(
        considered.map(({ id, probability, evidence }) => [id, `${probability.toFixed(2)} by ${wordsOf(evidence)}`]),
      ),
      missedEntities: row.entities.filter((id) => !entities.has(id)),
    }
  })

export const outcome = (suite: string, judged: readonly Judged[], bars: Bars): Outcome => {
  const { right, wrong, missed } = total(judged)
  const near = judged.filter(({ topics }) => topics.length === 0)
  const about = judged.filter(({ topics }) => topics.length > 0)
  const precision = percent(right, right + wrong)
  const recall = percent(right, right + missed)
  const entities = judged.flatMap((row) => row.entities).length
  return {
    suite,
    cases: judged.length,
    figures: [
      { name: 'precision', value: precision, bar: bars.precision },
      { name: 'recall', value: recall, bar: bars.recall },
      { name: 'F1', value: (2 * precision * recall) / Math.max(precision + recall, 1), bar: null },
      {
        name: 'near misses tagged',
        value: percent(near.filter(({ wrong }) => wrong.length > 0).length, near.length),
        bar: bars.near,
        atMost: true,
      },
      { name: 'any right', value: percent(about.filter(({ right }) => right.length > 0).length, about.length), bar: bars.any },
      {
        name: 'entity recall',
        value: percent(entities - judged.flatMap((row) => row.missedEntities).length, entities),
        bar: bars.entities,
      },
    ],
    wrong: [...decisionLines(judged), ...tableLines('by language', judged, ({ lang }) => lang), ...topicLines(judged)],
  }
}

const total = (judged: readonly Judged[]): Count => ({
  right: judged.reduce((sum, { right }) => sum + right.length, 0),
  wrong: judged.reduce((sum, { wrong }) => sum + wrong.length, 0),
  missed: judged.reduce((sum, { missed }) => sum + missed.length, 0),
})

const decisionLines = (judged: readonly Judged[]): readonly string[] =>
  judged
    .filter(({ wrong, missed, missedEntities }) => wrong.length + missed.length + missedEntities.length > 0)
    .map((row) => {
      const language = row.readAs === row.lang ? row.lang : `${row.lang} read as ${row.readAs}`
      const parts = [
        `${row.id} (${language}) ${row.title === '' ? row.text.slice(0, 90) : row.title}`,
        ...row.wrong.map((tag) => `wrong ${tag.id} by ${wordsOf(tag.evidence)}`),
        ...row.missed.map((topic) => `missed ${topic}: ${row.nearly.get(topic) ?? 'no word of it'}`),
        ...row.missedEntities.map((id) => `missed entity ${id}`),
        ...row.right.map((tag) => `right ${tag.id} by ${wordsOf(tag.evidence)}`),
      ]
      return parts.join('\n      ')
    })

const wordsOf = (evidence: readonly Evidence[]): string =>
  evidence.map(({ kind, term, field }) => `${kind}${field === 'title' ? ' in the title' : ''} «${term}»`).join(', ')

const tableLines = (name: string, judged: readonly Judged[], keyOf: (row: Judged) => string): readonly string[] =>
  [...Map.groupBy(judged, keyOf)]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([key, rows]) => countLine(`${name}: ${key}`, total(rows)))

const topicLines = (judged: readonly Judged[]): readonly string[] => {
  const topics = new Map<string, Count>()
  const count = (topic: string, name: keyof Count): void => {
    const counts = topics.get(topic) ?? { right: 0, wrong: 0, missed: 0 }
    counts[name]++
    topics.set(topic, counts)
  }
  for (const { right, wrong, missed } of judged) {
    for (const { id } of right) count(id, 'right')
    for (const { id } of wrong) count(id, 'wrong')
    for (const id of missed) count(id, 'missed')
  }
  return [...topics]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([topic, counts]) => countLine(`by topic: ${topic}`, counts))
}

const countLine = (name: string, { right, wrong, missed }: Count): string =>
  `${name}: precision ${percent(right, right + wrong).toFixed(0)}, recall ${percent(right, right + missed).toFixed(0)} (${right} right, ${wrong} wrong, ${missed} missed)`

export const blameLines = (judged: readonly Judged[]): readonly string[] => {
  const blame = new Map<string, { right: number; wrong: number; near: number }>()
  for (const row of judged)
    for (const tag of [...row.right, ...row.wrong])
      for (const key of new Set(tag.evidence.map(({ kind, term }) => `${row.lang} ${tag.id} ${kind} «${term}»`))) {
        const counts = blame.get(key) ?? { right: 0, wrong: 0, near: 0 }
        if (row.right.includes(tag)) counts.right++
        else counts.wrong++
        if (row.topics.length === 0) counts.near++
        blame.set(key, counts)
      }
  return [...blame]
    .toSorted(([, one], [, other]) => other.near - one.near || other.wrong - other.right - (one.wrong - one.right))
    .map(
      ([key, { right, wrong, near }]) => `${key}: ${right} right, ${wrong} wrong${near > 0 ? `, ${near} of near misses` : ''}`,
    )
}
