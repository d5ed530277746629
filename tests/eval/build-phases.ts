/** Learns which reports of a story tell the same of it, from invented stories with labelled phases. The same data give the same table. */
import { writeFileSync } from 'node:fs'
import { usualLikeness, type PhaseTable, type PhaseWeights } from '../../src/grouping/stories/phase.ts'
import { PHASE_FEATURES, type PhaseReport, phaseFeaturesOf } from '../../src/grouping/stories/phase-features.ts'
import { commandLine } from '../command-line.ts'
import { type DenseRow, fitDense } from './decisions/dense-logistic.ts'
import { createPhaseReader, toldAtOnce, toldStories, type ToldStory } from './phases/told-phases.ts'
import { openVectors } from './vectors.ts'

const { out } = commandLine('build:phases', 'Learns which reports of a story tell the same of it.')
  .option('--out <FILE>', 'where the table goes', 'src/grouping/stories/learned/phases.json')
  .parse()
  .opts<{ readonly out: string }>()

/** The invented events are many, and longer than headlines: each of their pairs weighs less. */
const EVENT_WEIGHT = 0.1
const SETTINGS = { penalty: 0.05, passes: 4_000 }

type Told = { readonly phase: number; readonly report: PhaseReport }

const vectors = await openVectors()
const read = createPhaseReader()
const toldIn = async ({ reports }: ToldStory, hasVectors: boolean): Promise<readonly Told[]> => {
  const found = hasVectors ? await vectors(reports.map(({ lang, ...report }) => ({ ...report, language: lang }))) : []
  return reports.map((report, nth) => ({ phase: report.phase, report: read(report, found[nth] ?? null) }))
}

/** Each report with all that came before it. */
const pairsIn = (told: readonly Told[], weight: number): readonly DenseRow[] =>
  told.flatMap(({ phase, report }, nth) => {
    const earlier = told.slice(0, nth)
    const usualOf = usualLikeness(
      report,
      earlier.map((one) => one.report),
    )
    return earlier.map((one) => ({
      vector: phaseFeaturesOf(report, one.report, usualOf(one.report)),
      weight,
      targets: new Map([[0, one.phase === phase ? 1 : 0]]),
    }))
  })

const learn = async (hasVectors: boolean): Promise<PhaseWeights> => {
  const rows: DenseRow[] = []
  const isTrain = ({ part }: ToldStory): boolean => part === 'train'
  for (const story of toldStories().filter(isTrain)) rows.push(...pairsIn(await toldIn(story, hasVectors), 1))
  for (const story of toldAtOnce().filter(isTrain)) rows.push(...pairsIn(await toldIn(story, hasVectors), EVENT_WEIGHT))
  const [fit = new Float64Array()] = fitDense(rows, 1, SETTINGS)
  const rounded = Array.from(fit, (value) => Number(value.toFixed(3)))
  return { weights: rounded.slice(0, -1), constant: rounded.at(-1) ?? 0 }
}

const about = { made: 'npm run build:phases', columns: PHASE_FEATURES }
const table: PhaseTable = { about, meaning: await learn(true), words: await learn(false) }
writeFileSync(out, `${JSON.stringify(table, null, 2)}\n`)
process.stdout.write(`${JSON.stringify({ meaning: table.meaning, words: table.words })}\n`)
process.exit(0)
