/**
 * Learns which pairs of reports tell of one happening, and of one affair, from judged pairs. Each stream is judged once by a table that has not seen
 * it; the table that is written has seen all but the final ones. The same data give the same table.
 */
import { writeFileSync } from 'node:fs'
import { withoutBoilerplate } from '../../src/enrich/boilerplate/boilerplate.ts'
import { createEnricher } from '../../src/enrich/enricher.ts'
import { languageTag } from '../../src/enrich/language/language-tag.ts'
import { createTemplates } from '../../src/grouping/features/templates.ts'
import { createReportComparer } from '../../src/grouping/stories/compare-report.ts'
import type { JoinTable } from '../../src/grouping/stories/join-decision.ts'
import { nearestByWords } from '../../src/grouping/stories/nearest.ts'
import { PAIR_FEATURES, pairFeaturesOf } from '../../src/grouping/stories/pair-features.ts'
import { createReportWindow } from '../../src/grouping/stories/report-window.ts'
import { readTrees, scoreOf, type WrittenTrees } from '../../src/lib/decision-trees.ts'
import { articleId, sourceId } from '../../src/model/ids.ts'
import { DIMENSIONS } from '../../src/lib/unit-vectors.ts'
import { commandLine } from '../command-line.ts'
import { boostTrees } from './decisions/boosted-trees.ts'
import { writeTrees } from './decisions/grown-trees.ts'
import { type Judgement, type JudgedStream, judgedStreams, type Origin } from './joins/judged-pairs.ts'
import { configuredTaxonomy } from './tags.ts'
import { openVectors } from './vectors.ts'

const values = commandLine('build:joins', 'Learns from judged pairs which reports tell of one happening.')
  .requiredOption('--data <DIR>', 'folder of judged data')
  .option('--out <FILE>', 'where the table goes', 'src/grouping/stories/learned/joins.json')
  .parse()
  .opts<{ readonly data: string; readonly out: string }>()

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** A pair, with its features by meaning and by words alone. */
type Pair = {
  readonly stream: string
  readonly judgement: Judgement
  readonly origin: Origin | 'far' | 'far, by words'
  readonly isFinal: boolean
  readonly isAcross: boolean
  readonly meaning: Float64Array
  readonly words: Float64Array
}

/** Pairs of known events are many and alike: each weighs less than a pair that a reader judged. */
const WEIGHTS: Readonly<Record<Pair['origin'], number>> = {
  judged: 1,
  neighbours: 1.5,
  event: 0.3,
  'other event': 0.3,
  invented: 0.1,
  'look-alike': 0.35,
  'other invented': 0.1,
  far: 0.6,
  'far, by words': 0.3,
}
const TREES = {
  trees: 140,
  depth: 4,
  rate: 0.08,
  leaf: 4,
  penalty: 4,
  rising: columnsOf(
    'likeness',
    'likeness above the usual',
    'words of the headlines',
    'words of the texts',
    'organisations',
    'places',
    'Latin names',
  ),
  falling: columnsOf('hours apart', 'other states'),
}
function columnsOf(...names: readonly (typeof PAIR_FEATURES)[number][]): ReadonlySet<number> {
  return new Set(names.map((name) => PAIR_FEATURES.indexOf(name)))
}

/** Invented events are near to each other only where their words are: other pairs of them teach nothing. */
const NEAR = 0.3
/** One in so many reports gives a pair with a neighbour that is hardly like it: nobody judged it, and hardly one is right. */
const FAR_EVERY = 10
const FAR = 0.42
const FAR_RANK = 6

const pairsOf = async (stream: JudgedStream, tools: Tools): Promise<readonly Pair[]> => {
  const { name, rows, isFinal } = stream
  const wanted = new Map<string, { readonly mate: string; readonly judgement: Judgement; readonly origin: Origin }[]>()
  const want = (id: string, mate: string, judgement: Judgement, origin: Origin): void => {
    const list = wanted.get(id)
    if (list === undefined) wanted.set(id, [{ mate, judgement, origin }])
    else list.push({ mate, judgement, origin })
  }
  for (const { a, b, judgement, origin } of stream.pairs) {
    want(a, b, judgement, origin)
    want(b, a, judgement, origin)
  }
  const window = createReportWindow(DIMENSIONS)
  const templates = createTemplates()
  const compare = createReportComparer(window, templates)
  const read = rows.map((row) => {
    const text = withoutBoilerplate(row.text)
    const language = languageTag(row.lang) ?? tools.enricher.language(`${row.title}\n${text}`, null).language
    return { ...row, text, language }
  })
  const vectors = await tools.vectors(read)
  const numbers = new Map<string, number>()
  const pairs: Pair[] = []
  for (const [nth, { id, title, text, language, source, at }] of read.entries()) {
    const tags = tools.enricher.tags({ title, text, language, sourceTopics: [] })
    const report = {
      ...tags,
      article: articleId(id),
      language,
      title,
      text,
      html: '',
      canonicalUrl: null,
      publishedAt: at,
      arrivedAt: at,
      source: sourceId(source),
    }
    const { features, near } = compare(report, vectors[nth] ?? null)
    const centred = window.centred(features)
    const likenessTo = (row: number): number => window.likeness(centred, row) ?? 0
    const put = (row: number, judgement: Judgement, origin: Pair['origin']): void => {
      const other = window.reportAt(row)
      pairs.push({
        stream: name,
        judgement,
        origin,
        isFinal,
        isAcross: other.language !== language,
        meaning: pairFeaturesOf(window, features, other, likenessTo(row)),
        words: pairFeaturesOf(window, features, other, null),
      })
    }
    const start = nth - window.size
    for (const { mate, judgement, origin } of wanted.get(id) ?? []) {
      const row = (numbers.get(mate) ?? -1) - start
      if (row < 0 || window.reportAt(row).article !== mate) continue
      if (origin.startsWith('other') && likenessTo(row) < NEAR) continue
      put(row, judgement, origin)
    }
    const isFar = (row: number): boolean => likenessTo(row) < FAR
    const [own, others] = [true, false].map((isOwn) =>
      near.rows.filter((row) => (window.reportAt(row).language === language) === isOwn).slice(FAR_RANK),
    )
    for (const row of [own?.at(-1), others?.at(-1)])
      if (nth % FAR_EVERY === 0 && row !== undefined && isFar(row)) put(row, 'wrong', 'far')
    if (nth % FAR_EVERY === 1)
      for (const row of nearestByWords(window, features).rows.filter(isFar)) put(row, 'wrong', 'far, by words')
    numbers.set(id, nth)
    const added = { ...features, article: id, story: id, arrivedAt: at }
    window.add(added)
    templates.add(added)
  }
  return pairs
}

type Tools = {
  readonly enricher: Awaited<ReturnType<typeof createEnricher>>
  readonly vectors: Awaited<ReturnType<typeof openVectors>>
}

const learn = (pairs: readonly Pair[], by: 'meaning' | 'words', isWanted: (judgement: Judgement) => boolean): WrittenTrees =>
  writeTrees(
    boostTrees(
      pairs
        .filter(({ origin }) => by === 'words' || origin !== 'far, by words')
        .map((pair) => ({
          features: pair[by],
          label: isWanted(pair.judgement) ? 1 : 0,
          weight: WEIGHTS[pair.origin],
        })),
      TREES,
    ),
    PAIR_FEATURES,
  )
const isRight = (judgement: Judgement): boolean => judgement === 'right'
const isAffair = (judgement: Judgement): boolean => judgement !== 'wrong'

/** Of the pairs that readers judged: how many right, storyline and wrong ones are at least as likely as 1/2. */
const tally = (pairs: readonly Pair[], trees: WrittenTrees, by: 'meaning' | 'words'): string => {
  const read = readTrees(trees, PAIR_FEATURES)
  return [false, true]
    .map((isAcross) => {
      const own = pairs.filter((pair) => pair.isAcross === isAcross)
      const shares = (['right', 'storyline', 'wrong'] as const).map((judgement) => {
        const of = own.filter((pair) => pair.judgement === judgement)
        const joined = of.filter((pair) => scoreOf(read, pair[by]) >= 0)
        return `${judgement} ${joined.length}/${of.length}`
      })
      return `${isAcross ? 'across' : 'one language'}: ${shares.join(', ')}`
    })
    .join('; ')
}
const wasJudged = ({ origin }: Pair): boolean => origin === 'judged' || origin === 'neighbours'

const main = async (): Promise<void> => {
  const tools = {
    enricher: await createEnricher({ taxonomy: await configuredTaxonomy(), fingerprint: null }),
    vectors: await openVectors(say),
  }
  const pairs: Pair[] = []
  for (const stream of judgedStreams(values.data)) {
    const own = await pairsOf(stream, tools)
    say(`${stream.name}: ${stream.rows.length} reports, ${own.length} pairs`)
    pairs.push(...own)
  }
  const seen = pairs.filter(({ isFinal }) => !isFinal)
  const figures: Record<string, string> = {}
  for (const stream of new Set(seen.map((pair) => pair.stream))) {
    const others = seen.filter((pair) => pair.stream !== stream)
    const own = seen.filter((pair) => pair.stream === stream)
    const judged = own.some(wasJudged) ? own.filter(wasJudged) : own
    figures[`${stream}, unseen`] = tally(judged, learn(others, 'meaning', isRight), 'meaning')
    say(`${stream}, unseen: ${figures[`${stream}, unseen`]}`)
  }
  const table: JoinTable = {
    about: {},
    meaning: learn(seen, 'meaning', isRight),
    words: learn(seen, 'words', isRight),
    affair: learn(seen, 'meaning', isAffair),
  }
  figures.final = tally(
    pairs.filter(({ isFinal }) => isFinal),
    table.meaning,
    'meaning',
  )
  figures['by words, as learned'] = tally(seen.filter(wasJudged), table.words, 'words')
  say(`final: ${figures.final}`)
  const about = { made: 'npm run build:joins', pairs: seen.length, figures }
  writeFileSync(values.out, `${JSON.stringify({ ...table, about })}\n`)
}

await main()
