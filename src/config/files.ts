import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import { nearestWord } from '../lib/nearest-word.ts'
import type { ConfigProblem } from '../model/configuration.ts'
import type { Environment } from './environment.ts'
import { type FileReading, readFile } from './read-file.ts'
import {
  correctionsFile,
  entitiesFile,
  feedsFile,
  lexiconFile,
  placesFile,
  serviceFile,
  sourcesFile,
  topicsFile,
} from './schemas.ts'

/** What each file of the folder holds, each checked by itself. */
export type ConfigFiles = {
  readonly service: FileReading<z.output<typeof serviceFile>>
  readonly sources: FileReading<z.output<typeof sourcesFile>>
  readonly topics: FileReading<z.output<typeof topicsFile>>
  readonly entities: FileReading<z.output<typeof entitiesFile>>
  readonly places: FileReading<z.output<typeof placesFile>>
  readonly feeds: FileReading<z.output<typeof feedsFile>>
  readonly corrections: FileReading<z.output<typeof correctionsFile>>
  readonly lexicons: readonly FileReading<z.output<typeof lexiconFile>>[]
}
export type FilesReading = { readonly files: ConfigFiles; readonly warnings: readonly ConfigProblem[] }

const NAMES = ['polywire.yaml', 'sources.yaml', 'topics.yaml', 'entities.yaml', 'places.yaml', 'feeds.yaml', 'corrections.yaml']

/** Null: there is no such folder. */
export const readFiles = async (folder: string, env: Environment): Promise<FilesReading | null> => {
  const listing = await list(folder)
  if (listing === null) return null
  const beside = (await list(join(folder, 'lexicon'))) ?? []
  const lexicons = beside.filter((name) => name.endsWith('.yaml'))
  const order = <Value>(name: string, schema: z.ZodType<Value>) => readFile({ folder, name, schema, env })
  const files: ConfigFiles = {
    service: await order('polywire.yaml', serviceFile),
    sources: await order('sources.yaml', sourcesFile),
    topics: await order('topics.yaml', topicsFile),
    entities: await order('entities.yaml', entitiesFile),
    places: await order('places.yaml', placesFile),
    feeds: await order('feeds.yaml', feedsFile),
    corrections: await order('corrections.yaml', correctionsFile),
    lexicons: await Promise.all(lexicons.map((name) => order(`lexicon/${name}`, lexiconFile))),
  }
  return { files, warnings: [...strangers(folder, listing), ...lexiconStrangers(folder, beside)] }
}

export const allFiles = ({ lexicons, ...others }: ConfigFiles): readonly FileReading<unknown>[] => [
  ...Object.values(others),
  ...lexicons,
]

/** Files that look as if they were meant to be read: `source.yaml`, `feeds.yml`. */
const strangers = (folder: string, listing: readonly string[]): readonly ConfigProblem[] =>
  listing
    .filter((name) => /\.ya?ml$/.test(name) && !NAMES.includes(name))
    .map((name) => {
      const meant = nearestWord(name, NAMES)
      const hint = meant === null ? `the files are ${NAMES.join(', ')}` : `did you mean ${meant}?`
      return notRead(join(folder, name), hint)
    })

const lexiconStrangers = (folder: string, listing: readonly string[]): readonly ConfigProblem[] =>
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
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
}
