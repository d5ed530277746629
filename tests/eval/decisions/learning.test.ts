/** What the decisions about topics are learned with: trees, words, the parts of the labelled articles, and their grades. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { scoreOf, type GrownTrees } from './grown-trees.ts'
import { randomFrom } from '../../bench/random.ts'
import { topic } from '../../enrich/tagging/taxonomy.ts'
import { boostTrees, type Sample } from './boosted-trees.ts'
import { gradesLine, gradesOf } from './grades.ts'
import { configuredExamples, fractionOf, labelledArticles, type LabelledArticle, partOfEvent } from './labelled.ts'
import { fitSparse, type SparseRow } from './sparse-logistic.ts'

const SETTINGS = { trees: 60, depth: 2, rate: 0.3, leaf: 1, penalty: 1 }
const repeated = <Item>(count: number, item: Item): readonly Item[] => Array.from({ length: count }, () => item)
const sample = (label: number, ...features: readonly number[]): Sample => ({
  features: Float64Array.from(features),
  label,
  weight: 1,
})
/** Right where exactly one of two is there. (With equal numbers of each, no single question would be better than none.) */
const EITHER: readonly Sample[] = [
  ...repeated(40, sample(0, 0, 0)),
  ...repeated(30, sample(1, 0, 1)),
  ...repeated(25, sample(1, 1, 0)),
  ...repeated(20, sample(0, 1, 1)),
]
const isRight = (trees: GrownTrees, { features, label }: Sample): boolean => scoreOf(trees, features) > 0 === (label === 1)
const wrongOf = (trees: GrownTrees, samples: readonly Sample[]): number => samples.filter((one) => !isRight(trees, one)).length
const loss = (trees: GrownTrees, samples: readonly Sample[]): number =>
  samples.reduce((sum, { features, label, weight }) => {
    const score = scoreOf(trees, features)
    return sum + weight * Math.log1p(Math.exp(label === 1 ? -score : score))
  }, 0)
const askedBy = ({ trees }: GrownTrees): ReadonlySet<number> =>
  new Set(trees.flat().flatMap(({ split }) => (split === null ? [] : [split.feature])))
const depthOf = ({ trees }: GrownTrees): number => {
  const below = (tree: GrownTrees['trees'][number], at: number): number => {
    const split = tree[at]?.split ?? null
    return split === null ? 0 : 1 + Math.max(below(tree, split.low), below(tree, split.high))
  }
  return Math.max(...trees.map((tree) => below(tree, 0)))
}
/** Noisy articles: the more of the first feature and the less of the second, the likelier. */
const noisy = (count: number, seed: number): readonly Sample[] => {
  const random = randomFrom(seed)
  return Array.from({ length: count }, () => {
    const [one, other] = [random(), random()]
    return sample(random() < 1 / (1 + Math.exp(6 * (other - one))) ? 1 : 0, one, other)
  })
}

describe('boosted trees', () => {
  test('two questions after each other learn what one cannot', () => {
    expect(wrongOf(boostTrees(EITHER, SETTINGS), EITHER)).toBe(0)
    expect(wrongOf(boostTrees(EITHER, { ...SETTINGS, depth: 1 }), EITHER)).toBeGreaterThan(15)
  })
  test('the same samples give the same trees', () => {
    const samples = noisy(400, 1)
    expect(boostTrees(samples, SETTINGS)).toEqual(boostTrees([...samples], SETTINGS))
  })
  test('the base is the log-odds of all samples, by weight', () => {
    const settings = { ...SETTINGS, trees: 0 }
    expect(boostTrees([...repeated(30, sample(1, 0)), ...repeated(10, sample(0, 0))], settings)).toEqual({
      base: expect.closeTo(Math.log(3), 4),
      trees: [],
    })
    expect(boostTrees([{ ...sample(1, 0), weight: 9 }, sample(0, 0)], settings).base).toBeCloseTo(Math.log(9), 4)
  })
  test('a column that says nothing is not used', () => {
    const withUseless = EITHER.flatMap(({ features: [one = 0, other = 0], label }) => [
      sample(label, 7, one, 0, other),
      sample(label, 7, one, 1, other),
    ])
    const trees = boostTrees(withUseless, SETTINGS)
    expect(askedBy(trees)).toEqual(new Set([1, 3]))
    expect(wrongOf(trees, withUseless)).toBe(0)
  })
  test('where no column says anything, only the base is left', () => {
    const trees = boostTrees([...repeated(30, sample(1, 5)), ...repeated(10, sample(0, 5))], SETTINGS)
    expect(askedBy(trees).size).toBe(0)
    expect(scoreOf(trees, Float64Array.of(5))).toBeCloseTo(Math.log(3), 3)
  })
  test('no tree is deeper than it may be, and there are as many as were asked for', () => {
    for (const depth of [1, 2, 4]) {
      const trees = boostTrees(noisy(300, 2), { ...SETTINGS, depth, trees: 7 })
      expect(trees.trees).toHaveLength(7)
      expect(depthOf(trees)).toBeGreaterThan(0)
      expect(depthOf(trees)).toBeLessThanOrEqual(depth)
    }
  })
  test('each further tree fits the samples better', () => {
    const samples = noisy(400, 3)
    const losses = [0, 1, 5, 20, 60].map((trees) => loss(boostTrees(samples, { ...SETTINGS, trees }), samples))
    expect(losses).toEqual(losses.toSorted((one, other) => other - one))
    expect(losses.at(-1)).toBeLessThan(0.8 * (losses[0] ?? NaN))
  })
  test('samples that were not learned from are scored in their order of likelihood', () => {
    const trees = boostTrees(noisy(2_000, 4), SETTINGS)
    const at = (one: number, other: number): number => scoreOf(trees, Float64Array.of(one, other))
    expect(at(0.9, 0.1)).toBeGreaterThan(1)
    expect(at(0.1, 0.9)).toBeLessThan(-1)
    expect(wrongOf(trees, noisy(1_000, 5))).toBeLessThan(300)
  })
  test('a sample of twice the weight counts as two', () => {
    const isDoubled = ({ features }: Sample): boolean => features[0] === 1
    const twice = boostTrees([...EITHER, ...EITHER.filter(isDoubled)], SETTINGS)
    const weighed = boostTrees(
      EITHER.map((one) => (isDoubled(one) ? { ...one, weight: 2 } : one)),
      SETTINGS,
    )
    for (const { features } of EITHER) expect(scoreOf(weighed, features)).toBeCloseTo(scoreOf(twice, features), 1)
    expect(scoreOf(weighed, Float64Array.of(1, 1))).not.toBeCloseTo(
      scoreOf(boostTrees(EITHER, SETTINGS), Float64Array.of(1, 1)),
      1,
    )
  })
  test('a leaf that too few samples would reach is not made', () => {
    const rare = [...repeated(60, sample(0, 0)), ...repeated(60, sample(1, 0)), ...repeated(3, sample(1, 1))]
    expect(askedBy(boostTrees(rare, { ...SETTINGS, leaf: 0.1 })).size).toBe(1)
    expect(askedBy(boostTrees(rare, { ...SETTINGS, leaf: 4 })).size).toBe(0)
  })
  test('a larger penalty takes smaller steps', () => {
    const clear = [...repeated(10, sample(0, 0)), ...repeated(10, sample(1, 1))]
    const step = (penalty: number): number =>
      scoreOf(boostTrees(clear, { ...SETTINGS, penalty, trees: 1, depth: 1 }), Float64Array.of(1))
    // Ten samples of chance one half each: a gradient of 5, a hessian of 2.5.
    for (const penalty of [0, 2.5, 47.5]) expect(step(penalty)).toBeCloseTo((SETTINGS.rate * 5) / (2.5 + penalty), 3)
  })
})

describe('logistic regression on words', () => {
  const [FOR, AGAINST, IDLE, UNSEEN] = [0, 1, 2, 3]
  const WIDTH = 4
  /** The first word speaks for it, the second against it, the third stands in half of either. */
  const rowsOf = (count: number, seed: number): readonly SparseRow[] => {
    const random = randomFrom(seed)
    return Array.from({ length: count }, (_, nth) => {
      const columns = [FOR, AGAINST].filter(() => random() < 0.5)
      const logOdds = (columns.includes(FOR) ? 2 : 0) - (columns.includes(AGAINST) ? 2 : 0)
      const label = random() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0
      return { columns: Int32Array.from(nth % 2 === 0 ? [...columns, IDLE] : columns), known: 0, label, weight: 1 }
    })
  }
  const rows = rowsOf(3_000, 9)
  const weightsAt = (penalty: number): readonly number[] => [...fitSparse(rows, WIDTH, penalty).weights]

  test('finds which words speak for it, and which against', () => {
    const [pro = 0, contra = 0, idle = 0] = weightsAt(1)
    expect(pro).toBeGreaterThan(1.5)
    expect(contra).toBeLessThan(-1.5)
    expect(Math.abs(idle)).toBeLessThan(0.4)
  })
  test('a word that no row has weighs nothing', () => expect(fitSparse(rows, WIDTH, 1).weights[UNSEEN]).toBe(0))
  test('a larger penalty shrinks every weight, and turns none over', () => {
    const shrunk = [0.1, 10, 100, 1_000, 1e5].map(weightsAt)
    for (const column of [FOR, AGAINST]) {
      const sizes = shrunk.map((weights) => Math.abs(weights[column] ?? NaN))
      expect(sizes).toEqual(sizes.toSorted((one, other) => other - one))
      expect(new Set(shrunk.map((weights) => Math.sign(weights[column] ?? NaN))).size).toBe(1)
      expect(sizes.at(-1)).toBeLessThan(0.05)
    }
  })
  test('the same rows give the same weights', () => expect(fitSparse(rows, WIDTH, 10)).toEqual(fitSparse([...rows], WIDTH, 10)))
  test('a row of twice the weight counts as two', () => {
    const [some, others] = [rows.slice(0, 200), rows.slice(200, 500)]
    const twice = fitSparse([...some, ...others, ...others], WIDTH, 5)
    const weighed = fitSparse([...some, ...others.map((row) => ({ ...row, weight: 2 }))], WIDTH, 5)
    expect([...weighed.weights, weighed.bias]).toEqual([...twice.weights, twice.bias].map((value) => expect.closeTo(value, 6)))
  })
  test('without words the bias is the log-odds of all rows', () => {
    const bare = (label: number): SparseRow => ({ columns: new Int32Array(), known: 0, label, weight: 1 })
    const { bias, scale } = fitSparse([...repeated(75, bare(1)), ...repeated(25, bare(0))], 0, 1)
    expect(bias).toBeCloseTo(Math.log(3), 4)
    expect(scale).toBe(1)
  })
  test('a score that is known already leaves nothing for words that say the same, and is scaled where it exaggerates', () => {
    const scored = rows.map((row) => {
      const has = (column: number): number => (row.columns.includes(column) ? 1 : 0)
      return { ...row, known: 2 * (has(FOR) - has(AGAINST)) }
    })
    const knowing = fitSparse(scored, WIDTH, 10)
    expect(knowing.scale).toBeCloseTo(1, 0)
    for (const column of [FOR, AGAINST]) expect(Math.abs(knowing.weights[column] ?? NaN)).toBeLessThan(0.3)
    const exaggerated = fitSparse(
      scored.map((row) => ({ ...row, known: 4 * row.known, columns: new Int32Array() })),
      0,
      10,
    )
    expect(exaggerated.scale).toBeCloseTo(0.25, 1)
  })
})

const labelled = (core: readonly string[], ok: readonly string[] = []): LabelledArticle => ({
  id: 'x',
  set: 'headlines',
  lang: 'en',
  title: '',
  text: '',
  core,
  ok,
  isAd: false,
  only: null,
  source: 'x.example',
  group: 'en x.example',
  part: 'check',
})

describe('grades', () => {
  const graded = (
    ...articles: readonly (readonly [core: readonly string[], ok: readonly string[], topics: readonly string[]])[]
  ) => gradesOf(articles.map(([core, ok, topics]) => ({ row: labelled(core, ok), topics })))

  test('core topics are right, defensible ones no fault, all others wrong', () => {
    expect(graded([['dns'], [], ['dns']])).toMatchObject({ precision: 100, recall: 100, any: 100 })
    expect(graded([['dns'], ['ai'], ['dns', 'ai']])).toMatchObject({ precision: 100, recall: 100 })
    expect(graded([['dns'], ['ai'], ['dns', 'tax']])).toMatchObject({ precision: 50, recall: 100 })
    expect(graded([['dns'], [], ['tax']])).toMatchObject({ precision: 0, recall: 0, any: 0 })
  })
  test('a defensible topic that is not given is no miss, a core one is', () => {
    expect(graded([['dns'], ['ai', 'tax'], ['dns']])).toMatchObject({ precision: 100, recall: 100 })
    expect(graded([['dns', 'ai'], [], ['dns']])).toMatchObject({ precision: 100, recall: 50, any: 100 })
  })
  test('a defensible topic in place of a core one is no fault, and a miss', () =>
    expect(graded([['dns'], ['ai'], ['ai']])).toMatchObject({ precision: 100, recall: 0 }))
  test('topics are counted over all articles, not by article', () =>
    expect(graded([['dns', 'ai', 'tax'], [], ['dns', 'ai', 'tax']], [['sale'], [], ['dns']])).toMatchObject({
      precision: 75,
      recall: 75,
      any: 50,
      articles: 2,
      core: 4,
    }))
  test('articles about nothing: how many are tagged; a defensible topic makes it none of them', () => {
    expect(graded([[], [], ['dns']], [[], [], []], [[], [], []], [[], [], []], [[], ['ai'], ['tax']])).toMatchObject({
      outside: 25,
      precision: 0,
    })
    expect(graded([['dns'], [], []])).toMatchObject({ outside: 0 })
  })
  test('nothing given is nothing wrong', () => {
    expect(graded([['dns'], [], []])).toMatchObject({ precision: 100, recall: 0, any: 0 })
    expect(graded()).toMatchObject({ precision: 100, recall: 100, outside: 0, any: 100, articles: 0, core: 0 })
  })
  test('are written with one decimal each', () =>
    expect(gradesLine(graded([['dns', 'ai', 'tax'], [], ['dns']]))).toBe(
      'precision 100.0, recall 33.3, outside tagged 0.0, any right 100.0; 1 articles, 3 core topics',
    ))
})

describe('parts of the labelled articles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-labelled-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  const random = randomFrom(21)
  const word = (): string => Array.from({ length: 7 }, () => 'abcdefghiklmnoprstu'[Math.floor(19 * random())] ?? 'a').join('')
  const titles = Array.from({ length: 700 }, () => Array.from({ length: 6 }, word).join(' '))
  const titleAt = (nth: number): string => titles[nth % titles.length] ?? ''
  /** Fifty sources; one of them has a third of all; many publish what others publish too, in other letters and with another end. */
  const headlines = Array.from({ length: 1_000 }, (_, nth) => ({
    id: `h${nth}`,
    lang: 'en',
    title: nth % 7 === 0 ? `${titleAt(nth).toUpperCase()}: live` : titleAt(nth),
    text: null,
    url: nth % 3 === 0 ? 'https://large.example/x' : `https://site-${nth % 49}.example/${nth}`,
    core: nth % 2 === 0 ? ['dns'] : [],
    ok: [],
    flag: nth % 10 === 0 ? 'ad' : null,
  }))
  const openings = Array.from({ length: 200 }, (_, nth) => ({
    id: `o${nth}`,
    lang: 'en',
    title: titleAt(3 * nth),
    text: 'It began so.',
    outlet: `Outlet ${nth % 11}`,
    topics: nth % 2 === 0 ? ['none'] : ['ai'],
  }))
  const events = Array.from({ length: 60 }, (_, nth) => ({
    id: `e${nth}`,
    topics: ['tax'],
    lookalike: nth % 2 === 1 ? `e${nth - 1}` : null,
  }))
  const reports = events.flatMap(({ id }) =>
    Array.from({ length: 4 }, (_, nth) => ({
      id: `${id}-${nth}`,
      event: id,
      lang: 'en',
      title: `Report ${nth} of ${id}`,
      text: '',
      copy_of: nth === 3 ? `${id}-0` : null,
    })),
  )
  const lines = (rows: readonly object[]): string => rows.map((row) => JSON.stringify(row)).join('\n')
  mkdirSync(join(folder, 'exam'))
  writeFileSync(join(folder, 'headlines.dev.jsonl'), lines(headlines))
  writeFileSync(join(folder, 'tagging.dev.jsonl'), lines(openings))
  writeFileSync(
    join(folder, 'headlines.unlabelled.jsonl.gz'),
    gzipSync(lines([{ id: 'nobody-labelled-this', lang: 'en', title: 'x', text: null }])),
  )
  writeFileSync(join(folder, 'exam', 'events.dev.jsonl'), lines(events))
  writeFileSync(join(folder, 'exam', 'reports.dev.jsonl'), lines(reports))

  const articles = labelledArticles(folder)
  const ofSet = (...sets: readonly string[]): readonly LabelledArticle[] => articles.filter(({ set }) => sets.includes(set))
  const news = ofSet('headlines', 'openings')
  const ours = new Set(events.map(({ id }) => id))
  const invented = ofSet('reports').filter(({ id }) => ours.has(id.split('-')[0] ?? ''))
  const partsOf = (rows: readonly LabelledArticle[], keyOf: (row: LabelledArticle) => string) =>
    Map.groupBy(rows, keyOf)
      .values()
      .map((group) => new Set(group.map(({ part }) => part)).size)
      .toArray()
  const formOf = ({ title }: LabelledArticle): string => title.toLowerCase().replace(/: live$/, '')

  test('each part has its share', () => {
    const shares = (['final', 'check', 'train'] as const).map(
      (part) => news.filter((row) => row.part === part).length / news.length,
    )
    for (const share of shares) expect(share).toBeGreaterThan(0.05)
    expect(news.length).toBeGreaterThan(400)
  })
  test('no headline is in two parts, in whatever letters', () => {
    const sizes = partsOf(news, formOf)
    expect(sizes.length).toBeGreaterThan(400)
    expect(Math.max(...sizes)).toBe(1)
    const published = Map.groupBy([...headlines, ...openings], ({ title }) => title.toLowerCase().replace(/: live$/, ''))
    expect([...published.values()].filter((rows) => rows.length > 1).length).toBeGreaterThan(100)
  })
  test('what two parts would share is left to the one that is looked at later', () => {
    const partOf = new Map(news.map((row) => [row.id, row.part]))
    const left = [...headlines, ...openings].filter(({ id }) => !partOf.has(id))
    expect(left.length).toBeGreaterThan(20)
    const parts = new Map(news.map((row) => [formOf(row), row.part]))
    const takenBy = left.map(({ title }) => parts.get(title.toLowerCase().replace(/: live$/, '')))
    expect(new Set(takenBy)).toEqual(new Set(['final', 'check']))
  })
  test('each source is in one part, but one with a large share of its language is divided by its headlines', () => {
    const [large, others] = [
      news.filter(({ source }) => source === 'large.example'),
      news.filter(({ source }) => source !== 'large.example'),
    ]
    const sizes = partsOf(others, ({ source }) => source)
    expect(sizes.length).toBeGreaterThan(40)
    expect(Math.max(...sizes)).toBe(1)
    expect(new Set(large.map(({ part }) => part)).size).toBe(3)
  })
  test('an event and what resembles it are in one part, and all parts have some', () => {
    const sizes = partsOf(invented, ({ group }) => group)
    expect(sizes).toHaveLength(30)
    expect(Math.max(...sizes)).toBe(1)
    const partOf = new Map(invented.map((row) => [row.id.split('-')[0], row.part]))
    for (const { id, lookalike } of events) expect(partOf.get(lookalike ?? id)).toBe(partOf.get(id))
    expect(new Set(invented.map(({ part }) => part)).size).toBe(3)
  })
  test('a family of events is in one part, whatever its events resemble', () => {
    const parts = ['a', 'b', 'c'].map((id) => partOfEvent({ id, topics: [], family: 'quakes', lookalike: `${id}2` }))
    expect(new Set(parts).size).toBe(1)
  })
  test('copies among invented reports are left out', () => expect(invented).toHaveLength(3 * events.length))
  test('what is in a file is what an article has', () => {
    expect(news.find(({ set }) => set === 'headlines')).toMatchObject({ lang: 'en', text: '', only: null })
    for (const { id, isAd, core, source } of ofSet('headlines')) {
      const row = headlines.find((one) => one.id === id)
      expect([isAd, core, source]).toEqual([row?.flag === 'ad', row?.core, new URL(row?.url ?? '').hostname])
    }
    const opening = ofSet('openings').find(({ id }) => Number(id.slice(1)) % 2 === 0)
    expect(opening?.core).toEqual([])
    expect(opening?.source).toMatch(/^Outlet/)
  })
  test('the same files give the same parts', () => expect(labelledArticles(folder)).toEqual(articles))

  test('configured examples are all trained on, each judged for its own topic alone', () => {
    const examples = (text: string) => [{ language: 'en', text }]
    const rows = configuredExamples([
      topic('dns', { examples: { match: examples('Registry fails'), miss: examples('Registry office opens') } }),
      topic('ai'),
    ])
    expect(rows).toMatchObject([
      { title: 'Registry fails', core: ['dns'], only: 'dns', part: 'train', lang: 'en' },
      { title: 'Registry office opens', core: [], only: 'dns', part: 'train', lang: 'en' },
    ])
  })
})

test('fractions are spread evenly, and the same for the same text', () => {
  const fractions = Array.from({ length: 10_000 }, (_, nth) => fractionOf(`en site-${nth}.example`))
  const tenths = Map.groupBy(fractions, (fraction) => Math.floor(10 * fraction))
  expect([...tenths.keys()].toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  for (const some of tenths.values()) expect(Math.abs(some.length - 1_000)).toBeLessThan(150)
  expect(fractionOf('Zürich 电商')).toBe(fractionOf('Zürich 电商'))
})
