import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { nearestWord } from '../lib/nearest-word.ts'
import type { ConfigProblem } from '../model/configuration.ts'
import type { Environment } from './environment.ts'
import { layersOf } from './layers.ts'
import { isAbsence } from '../lib/system-errors.ts'
import { type FileReading, readFile } from './read-file.ts'
import type { Remembered } from './read-layers.ts'
import { alertsFile } from './alert-schemas.ts'
import { digestsFile } from './digest-schemas.ts'
import {
  correctionsFile,
  entitiesFile,
  feedsFile,
  fieldFile,
  lexiconFile,
  placesFile,
  serviceFile,
  sourcesFile,
  takedownsFile,
} from './schemas.ts'
import { topicsFile } from './topic-schemas.ts'

/** Every file of the folder: its name, its schema, a title for editors, and the keys whose lists grow from layer to layer. */
export const FILES = {
  field: { name: 'field.yaml', schema: fieldFile, title: 'What the folder is about' },
  service: { name: 'polywire.yaml', schema: serviceFile, title: 'How the service runs' },
  sources: { name: 'sources.yaml', schema: sourcesFile, title: 'What is read' },
  topics: { name: 'topics.yaml', schema: topicsFile, title: 'The tree of topics', growing: ['field', 'topics'] },
  entities: { name: 'entities.yaml', schema: entitiesFile, title: 'Organisations, companies, laws' },
  places: { name: 'places.yaml', schema: placesFile, title: 'Regions, provinces, cities', growing: ['not_names'] },
  feeds: { name: 'feeds.yaml', schema: feedsFile, title: 'What is republished' },
  alerts: { name: 'alerts.yaml', schema: alertsFile, title: 'Who is told at once' },
  digests: { name: 'digests.yaml', schema: digestsFile, title: 'The most widely reported stories, on a schedule' },
  corrections: {
    name: 'corrections.yaml',
    schema: correctionsFile,
    title: 'What a person decided about stories',
    growing: ['corrections'],
  },
  takedowns: {
    name: 'takedowns.yaml',
    schema: takedownsFile,
    title: 'What was taken down, and why',
    growing: ['takedowns'],
  },
} as const

/** The large files; no secret belongs in them. */
const VOCABULARY = /^(?:lexicon\/.*|topics\.yaml|entities\.yaml|places\.yaml)$/

const LEXICON = { schema: lexiconFile, title: "One language's words", growing: ['topics', 'not_names'] } as const

/** The JSON schemas of `config/schema/` as text by file name; editors complete and check with them. */
export const jsonSchemas = (): ReadonlyMap<string, string> =>
  new Map(
    [...Object.values(FILES), { ...LEXICON, name: 'lexicon.yaml' }].map(({ name, schema, title }) => {
      const described = { title, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) }
      return [name.replace(/yaml$/, 'json'), `${JSON.stringify(described, null, 2)}\n`]
    }),
  )

type Output<Kind extends { readonly schema: z.ZodType }> = z.output<Kind['schema']>

export type ConfigFiles = { readonly [Kind in keyof typeof FILES]: FileReading<Output<(typeof FILES)[Kind]>> } & {
  readonly lexicons: readonly FileReading<Output<typeof LEXICON>>[]
}
type FilesReading = { readonly files: ConfigFiles; readonly warnings: readonly ConfigProblem[] }

const NAMES = Object.values(FILES).map(({ name }) => name)

type FileKind<Value> = { readonly name: string; readonly schema: z.ZodType<Value>; readonly growing?: readonly string[] }

/** Reads all layers of the folder, merged. Null: neither the folder nor one with layers over it exists. */
export const readFiles = async (folder: string, env: Environment, remembered?: Remembered): Promise<FilesReading | null> => {
  const folders = await layersOf(folder)
  const listings = await Promise.all(folders.map(async (one) => ({ folder: one, names: await list(one) })))
  if (listings.every(({ names }) => names === null)) return null
  const lexiconLists = await Promise.all(folders.map(async (one) => ({ folder: one, names: await list(join(one, 'lexicon')) })))
  const read = <Value>({ name, schema, growing = [] }: FileKind<Value>) =>
    readFile({ folders, name, schema, growing, env, remembered: VOCABULARY.test(name) ? remembered : undefined })
  const lexiconNames = new Set(lexiconLists.flatMap(({ names }) => names ?? []).filter((name) => name.endsWith('.yaml')))
  const lexicons = [...lexiconNames].toSorted().map((name) => ({ ...LEXICON, name: `lexicon/${name}` }))
  const files: ConfigFiles = {
    field: await read(FILES.field),
    service: await read(FILES.service),
    sources: await read(FILES.sources),
    topics: await read(FILES.topics),
    entities: await read(FILES.entities),
    places: await read(FILES.places),
    feeds: await read(FILES.feeds),
    alerts: await read(FILES.alerts),
    digests: await read(FILES.digests),
    corrections: await read(FILES.corrections),
    takedowns: await read(FILES.takedowns),
    lexicons: await readEach(lexicons, read),
  }
  return {
    files,
    warnings: [
      ...listings.flatMap((one) => unknownFiles(one.folder, one.names ?? [])),
      ...lexiconLists.flatMap((one) => unknownLexicons(one.folder, one.names ?? [])),
    ],
  }
}

/** Reads the files one after the other, so that only one text is in memory at a time. */
const readEach = async <Kind, Reading>(
  kinds: readonly Kind[],
  read: (kind: Kind) => Promise<Reading>,
): Promise<readonly Reading[]> => {
  const readings: Reading[] = []
  for (const kind of kinds) readings.push(await read(kind))
  return readings
}

export const allFiles = ({ lexicons, ...others }: ConfigFiles): readonly FileReading<unknown>[] => [
  ...Object.values(others),
  ...lexicons,
]

/** YAML files that are not read, such as `source.yaml` and `feeds.yml`, each with the name that was probably meant. */
const unknownFiles = (folder: string, listing: readonly string[]): readonly ConfigProblem[] =>
  listing
    .filter((name) => /\.ya?ml$/.test(name) && !NAMES.some((known) => known === name))
    .map((name) => {
      const nearest = nearestWord(name, NAMES)
      const hint = nearest === null ? `the files are ${NAMES.join(', ')}` : `did you mean ${nearest}?`
      return notRead(join(folder, name), hint)
    })

const unknownLexicons = (folder: string, listing: readonly string[]): readonly ConfigProblem[] =>
  listing
    .filter((name) => name.endsWith('.yml'))
    .map((name) => notRead(join(folder, 'lexicon', name), `did you mean ${name.replace(/yml$/, 'yaml')}?`))

const notRead = (file: string, hint: string): ConfigProblem => ({
  file,
  line: 1,
  column: 1,
  message: `this file is not read; ${hint}`,
})

const list = async (folder: string): Promise<readonly string[] | null> => {
  try {
    return (await readdir(folder)).filter((name) => !name.startsWith('.')).toSorted()
  } catch (error) {
    if (isAbsence(error)) return null
    throw error
  }
}
