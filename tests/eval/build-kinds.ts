/**
 * Learns the kinds of items from labelled ones. What was learned from some sources is asked about the others, which chooses the thresholds;
 * `final` takes no part in it, and is told with --final. The same data give the same table.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { isReport, type Kind, KINDS } from '../../src/model/kind.ts'
import type { KindTable } from '../../src/understand/kinds/kind-decision.ts'
import { createMarkReader, MARKS } from '../../src/understand/kinds/kind-marks.ts'
import { commandLine } from '../command-line.ts'
import { fractionOf } from './decisions/labelled.ts'
import { type EncodedItem, encodeItems } from './kinds/item-vectors.ts'
import { inventedKinds, kindAgreement, type LabelledKind, labelledKinds } from './kinds/labelled-kinds.ts'
import { type Fitted, fitMultinomial, type Row } from './kinds/multinomial.ts'

const values = commandLine('build:kinds', 'Learns the kinds of items from labelled ones and writes their table.')
  .requiredOption('--data <DIR>', 'folder of labelled data')
  .option('--final', 'tell how it does on the part that was not looked at')
  .option('--out <FILE>', 'where the table goes', 'src/understand/kinds/learned/kinds.json')
  .parse()
  .opts<{
    readonly data: string
    readonly final?: true
    readonly out: string
  }>()

/** Length of a vector beside marks that are 0, 1 or 2: how much meaning may weigh. */
const VECTOR_LENGTH = 3
const PENALTY = 3
/** Adverts are few and so are told apart less well than the rest. */
const WEIGHT_OF_DEAL = 1.5
/** What is invented is plainer than what is read, and what we read was drawn where the decision was in doubt. */
const WEIGHT_OF_OURS = 0.5
/** What is asked of the thresholds, in per cent, on items of the data folder: as they come, not drawn by doubt. */
const MOST_NEWS_LOST = 2
const LEAST_PRECISION = 85
const FOLDS = 5

const say = (line: string): void => void process.stdout.write(`${line}\n`)

type Sample = { readonly item: LabelledKind; readonly language: string; readonly row: Row; readonly words: Row }
type Predicted = { readonly item: LabelledKind; readonly language: string; readonly chances: readonly number[] }

const readMarks = createMarkReader()
const sampleOf = (item: LabelledKind, { language, text, vector }: EncodedItem): Sample => {
  const marks = readMarks({ title: item.title, text, language })
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  const direction = Float64Array.from(vector, (value) => (VECTOR_LENGTH * value) / Math.max(1, length))
  const row = {
    label: KINDS.indexOf(item.kind),
    weight: (item.kind === 'deal' ? WEIGHT_OF_DEAL : 1) * (item.hand === 'given' ? 1 : WEIGHT_OF_OURS),
  }
  return {
    item,
    language,
    row: { ...row, features: Float64Array.from([...marks, ...direction]) },
    words: { ...row, features: marks },
  }
}

type View = 'row' | 'words'
const learn = (samples: readonly Sample[], view: View): Fitted =>
  fitMultinomial(
    samples.map((sample) => sample[view]),
    KINDS.length,
    PENALTY,
  )
const predict = (fitted: Fitted, samples: readonly Sample[], view: View): readonly Predicted[] =>
  samples.map(({ item, language, ...sample }) => ({ item, language, chances: chancesOf(fitted, sample[view].features) }))

const chancesOf = (fitted: Fitted, features: Float64Array): readonly number[] => {
  const scores = fitted.map((weights) =>
    features.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), weights[features.length] ?? 0),
  )
  const highest = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - highest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

const offChance = ({ chances }: Predicted): number =>
  KINDS.reduce((sum, kind, at) => sum + (isReport(kind) ? 0 : (chances[at] ?? 0)), 0)

type Thresholds = { readonly threshold: number; readonly dealThreshold: number }
type Figures = { readonly precision: number; readonly recall: number; readonly newsLost: number; readonly dealsFound: number }
const figuresOf = (predicted: readonly Predicted[], { threshold, dealThreshold }: Thresholds): Figures => {
  const share = (whole: readonly Predicted[], isPart: (one: Predicted) => boolean): number =>
    whole.length === 0 ? 100 : (100 * whole.filter(isPart).length) / whole.length
  const said = (one: Predicted): boolean =>
    offChance(one) >= threshold || (one.chances[KINDS.indexOf('deal')] ?? 0) >= dealThreshold
  const ofKind = (kind: Kind): readonly Predicted[] => predicted.filter(({ item }) => item.kind === kind)
  return {
    precision: share(predicted.filter(said), ({ item }) => !isReport(item.kind)),
    recall: share(
      predicted.filter(({ item }) => !isReport(item.kind)),
      said,
    ),
    newsLost: share(ofKind('news'), said),
    dealsFound: share(ofKind('deal'), said),
  }
}
const line = (predicted: readonly Predicted[], thresholds: Thresholds): string => {
  const { precision, recall, newsLost, dealsFound } = figuresOf(predicted, thresholds)
  const deals = predicted.filter(({ item }) => item.kind === 'deal').length
  return `deals found ${dealsFound.toFixed(1)} (of ${deals}), off recall ${recall.toFixed(1)}, off precision ${precision.toFixed(1)}, news lost ${newsLost.toFixed(1)} (${predicted.length} items)`
}

const STEPS = Array.from({ length: 81 }, (_, step) => Math.round(10 + step) / 100)
const DEAL_STEPS = [0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 1]
/** For each threshold of deals the lowest of all that keeps the bars; of these pairs the one that finds most, a deal counted half more. */
const chooseThresholds = (predicted: readonly Predicted[]): Thresholds => {
  const pairs = DEAL_STEPS.flatMap((dealThreshold) => {
    const threshold = STEPS.find((at) => {
      const { precision, newsLost } = figuresOf(predicted, { threshold: at, dealThreshold })
      return precision >= LEAST_PRECISION && newsLost <= MOST_NEWS_LOST
    })
    if (threshold === undefined) return []
    const { recall, dealsFound } = figuresOf(predicted, { threshold, dealThreshold })
    return [{ threshold, dealThreshold, found: recall + dealsFound / 2 }]
  })
  const [best] = pairs.toSorted((one, other) => other.found - one.found)
  return { threshold: best?.threshold ?? 0.9, dealThreshold: best?.dealThreshold ?? 1 }
}

/** Each item told by what was learned from other sources. */
const crossValidated = (samples: readonly Sample[], always: readonly Sample[], view: View): readonly Predicted[] =>
  Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const isOut = ({ item }: Sample): boolean => Math.floor(FOLDS * fractionOf(`fold ${item.group}`)) === fold
    const fitted = learn([...samples.filter((one) => !isOut(one)), ...always], view)
    return predict(fitted, samples.filter(isOut), view)
  })

const rounded = (value: number): number => Math.round(1000 * value) / 1000
const weightsOf = (fitted: Fitted, thresholds: Thresholds, hasVector: boolean): KindTable['withVector'] => ({
  threshold: thresholds.threshold,
  dealThreshold: thresholds.dealThreshold,
  bias: fitted.map((weights) => rounded(weights.at(-1) ?? 0)),
  marks: fitted.map((weights) => [...weights.subarray(0, MARKS.length)].map(rounded)),
  vector: hasVector
    ? fitted.map((weights) =>
        [...weights.subarray(MARKS.length, -1)].map((weight) => Math.round(1000 * VECTOR_LENGTH * weight)),
      )
    : [],
})

const main = async (): Promise<void> => {
  const items = [...labelledKinds(values.data), ...inventedKinds()]
  const encoded = await encodeItems(items, say)
  const all = items.flatMap((item, nth) => {
    const one = encoded[nth]
    return one === undefined ? [] : [sampleOf(item, one)]
  })
  const samples = all.filter(({ item }) => item.hand !== 'invented')
  const invented = all.filter(({ item }) => item.hand === 'invented')
  const { items: twice, same, sameSide } = kindAgreement()
  say(
    `${samples.length} labelled items, ${invented.length} invented; ${twice} read twice, ${same} alike, ${sameSide} on the same side`,
  )
  const isFinal = ({ item }: Sample): boolean => item.part === 'final'
  const known = samples.filter((one) => !isFinal(one))
  const fits = (['row', 'words'] as const).map((view) => {
    const crossed = crossValidated(known, invented, view)
    const given = crossed.filter(({ item }) => item.hand === 'given')
    const thresholds = chooseThresholds(given)
    const { threshold, dealThreshold } = thresholds
    say(`${view === 'row' ? 'with vector' : 'words alone'}, threshold ${threshold}, of deals ${dealThreshold}`)
    say(`  other sources than those learned from: ${line(given, thresholds)}`)
    for (const at of [0.3, 0.4, 0.5, 0.6, 0.7, 0.8]) say(`  ${at}: ${line(given, { threshold: at, dealThreshold: 1 })}`)
    say(`  with our own items: ${line(crossed, thresholds)}`)
    if (view === 'row')
      for (const language of [...new Set(crossed.map((one) => one.language))].toSorted()) {
        const own = crossed.filter((one) => one.language === language)
        if (own.length >= 40) say(`  ${language}: ${line(own, thresholds)}`)
      }
    const fitted = learn([...known, ...invented], view)
    if (values.final === true) say(`  final: ${line(predict(fitted, samples.filter(isFinal), view), thresholds)}`)
    return weightsOf(fitted, thresholds, view === 'row')
  })
  const [withVector, wordsAlone] = fits
  if (withVector === undefined || wordsAlone === undefined) throw new Error('nothing was learned')
  const table: KindTable & { readonly about: object } = {
    about: { made: 'npm run build:kinds', items: samples.length, invented: invented.length },
    marks: MARKS,
    withVector,
    wordsAlone,
  }
  writeFileSync(values.out, `${linesOf(table)}\n`)
  say(`${values.out}: ${Math.round(readFileSync(values.out).length / 1024)} kB`)
}

/** A row of numbers on each line. */
const linesOf = (value: unknown, indent = ''): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent} `
  if (Array.isArray(value))
    return value.some((one) => Array.isArray(one))
      ? `[\n${value.map((one) => inner + JSON.stringify(one)).join(',\n')}\n${indent}]`
      : JSON.stringify(value)
  const lines = Object.entries(value).map(([key, one]) => `${inner}${JSON.stringify(key)}: ${linesOf(one, inner)}`)
  return `{\n${lines.join(',\n')}\n${indent}}`
}

await main()
