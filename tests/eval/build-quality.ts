/** Writes docs/quality.md: how often topics are right on labelled news that nothing was learned from, by language and topic. */
import { writeFileSync } from 'node:fs'
import { wilsonInterval } from '../../src/lib/wilson-interval.ts'
import { commandLine } from '../command-line.ts'
import { type Grades, gradesOf, type Tagged } from './decisions/grades.ts'
import { agreement } from './decisions/labelled.ts'
import { byLanguage, taggedFinal } from './topics.ts'

const { data, out } = commandLine(
  'build:quality',
  'Writes docs/quality.md from the part of the labelled data that was kept back.',
)
  .requiredOption('--data <DIR>', 'folder of labelled data')
  .option('--out <FILE>', 'the page', 'docs/quality.md')
  .parse()
  .opts<{ readonly data: string; readonly out: string }>()

/** Fewer labels say nothing of a single topic. */
const FEWEST = 5

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map((_, column) => (column === 0 ? '---' : '--:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

const percentage = (value: number): string => `${Math.round(value)}`

/** A share in per cent with the bounds that hold it in 95 of 100 samples; of no cases a dash. */
const share = (value: number, cases: number): string => {
  if (cases === 0) return '–'
  const { low, high } = wilsonInterval((value * cases) / 100, cases)
  return `${percentage(value)} (${percentage(100 * low)}–${percentage(100 * high)})`
}

const languageRows = (tagged: readonly Tagged[]) =>
  [...byLanguage(tagged)]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([language, grades]) => [language, ...cellsOf(grades)])

const cellsOf = ({ precision, recall, outside, articles, core, given, blank }: Grades): readonly (string | number)[] => [
  share(precision, given),
  share(recall, core),
  share(outside, blank),
  articles,
  given,
  core,
]

type TopicCount = { right: number; given: number; found: number; core: number }

/** Of each topic: of the tags given, how many are right or defensible; of the articles about it, how many have it. */
const topicRows = (tagged: readonly Tagged[]) => {
  const counts = new Map<string, TopicCount>()
  const countOf = (topic: string): TopicCount => {
    const known = counts.get(topic) ?? { right: 0, given: 0, found: 0, core: 0 }
    counts.set(topic, known)
    return known
  }
  for (const { row, topics } of tagged) {
    for (const topic of topics) {
      const count = countOf(topic)
      count.given++
      if (row.core.includes(topic) || row.ok.includes(topic)) count.right++
    }
    for (const topic of row.core) {
      const count = countOf(topic)
      count.core++
      if (topics.includes(topic)) count.found++
    }
  }
  const shareOf = (part: number, whole: number): string => (whole < FEWEST ? '–' : share((100 * part) / whole, whole))
  return [...counts]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([topic, { right, given, found, core }]) => [topic, shareOf(right, given), shareOf(found, core), given, core])
}

/** A topic that was given for another one, commonest first. */
const confusionRows = (tagged: readonly Tagged[]) => {
  const counts = new Map<string, number>()
  for (const { row, topics } of tagged) {
    const missed = row.core.filter((topic) => !topics.includes(topic))
    for (const given of topics)
      if (!row.core.includes(given) && !row.ok.includes(given))
        for (const meant of missed) counts.set(`${given}|${meant}`, (counts.get(`${given}|${meant}`) ?? 0) + 1)
  }
  return [...counts]
    .toSorted(([one, many], [other, few]) => few - many || (one < other ? -1 : 1))
    .slice(0, 12)
    .map(([pair, count]) => [...pair.split('|'), count])
}

const { articles: readTwice, sameCore, coreOfBoth } = agreement()
const { meaning: final } = await taggedFinal(data)
const news = final.filter(({ row }) => row.set !== 'reports')
const reports = final.filter(({ row }) => row.set === 'reports')
const head = ['precision', 'recall', 'outside tagged', 'articles', 'topics given', 'topics labelled']
writeFileSync(
  out,
  `# How often the topics are right

\`npm run build:quality -- --data DIR\` writes this page. It shows how the shipped configuration performs on labelled articles from sources and of
events held out of training. Each article was read and graded: *core* (it is about the topic), *ok*
(a reader would not complain), or wrong. **Precision**: of 100 tags given, how many are core or ok. **Recall**: of 100 core topics, how many are given.
**Outside tagged**: of 100 articles about nothing in the field, how many have a tag. In brackets: the 95 % interval (Wilson). Articles were picked to be hard (near misses of earlier versions, rare
topics, rare languages), so a feed of ordinary news does better. A tag here is by the article alone; reports of a story lend each other what one lacks.

${readTwice} of the articles were labelled by two hands, which gave the same core topics to ${percentage(sameCore)} of 100; of the topics that either called core, both did so for
${percentage(coreOfBoth)} of 100. A figure above that is as good as the labels are.

${table(
  ['', ...head],
  [
    ['news', ...cellsOf(gradesOf(news))],
    ['reports of invented events of the field', ...cellsOf(gradesOf(reports))],
  ],
)}

## By language

${table(['language', ...head], languageRows(news))}

## By topic

Where fewer than ${FEWEST} were given or labelled, no share is shown. News and invented reports together.

${table(['topic', 'precision', 'recall', 'given', 'labelled'], topicRows(final))}

## Topics that are taken for each other

The most common, in news: one topic given in place of another.

${table(['given', 'meant', 'articles'], confusionRows(news))}
`,
)
process.stdout.write(`${out} is written\n`)
