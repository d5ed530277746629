import { cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fieldFromExamples } from '../config/field-from-examples.ts'
import { FILES, jsonSchemas } from '../config/files.ts'
import { readFile } from '../config/read-file.ts'
import { labelIn } from '../model/taxonomy.ts'
import type { CommandContext } from './context.ts'
import { InputError } from '../model/input-error.ts'
import { formatTable } from './terminal.ts'
import { readTextFile, writable } from '../server/text-file.ts'
import { errorCode } from '../lib/system-errors.ts'

export type InitFlags = { readonly field?: string; readonly examples?: string; readonly json?: boolean }

/** A field pack: a folder with topics, organisations, places, words, sources and feeds of one field. */
type FieldPack = { readonly id: string; readonly folder: string; readonly title: string; readonly description: string }

/** The folder of the installation; the path is the same from src/cli/ and dist/cli/. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** The pack whose files the operator writes; it needs no layer, since no upgrade replaces them. */
const EMPTY = 'empty'
/** The folder of the JSON schemas, which are generated instead of copied. */
const SCHEMA = 'schema'

/** Creates a working folder: `config` from a field pack, and `config.d` for the operator's changes. Never overwrites a file. */
export const init = async ({ env, terminal }: CommandContext, folder: string, flags: InitFlags): Promise<number> => {
  const packs = await fieldPacks(env)
  if (flags.examples !== undefined && packs.some(({ id }) => id === flags.field))
    throw new InputError(`The field "${flags.field}" is shipped: give your own another name with --field.`)
  const made = await madeOf(flags)
  const pack = packs.find(({ id }) => id === (made === null ? flags.field : EMPTY))
  if (pack === undefined) throw new InputError(whichField(packs, flags.field))
  const config = join(folder, 'config')
  if ((await namesIn(config)).length > 0)
    throw new InputError(
      `${config} is not empty: nothing was written. To take the field as this version has it, move ${config} away first; ${config}.d stays as it is.`,
    )
  await writable(config, async () => {
    await cp(pack.folder, config, { recursive: true, filter: (path) => relative(pack.folder, path) !== SCHEMA })
    await mkdir(join(config, SCHEMA), { recursive: true })
    for (const [name, text] of jsonSchemas()) await writeFile(join(config, SCHEMA, name), text)
    for (const [name, text] of Object.entries(made?.files ?? {})) await writeFile(join(config, name), text)
    if (pack.id !== EMPTY) await startLayer(`${config}.d`)
  })
  if (flags.json === true)
    terminal.out(JSON.stringify({ field: made?.id ?? pack.id, config, layer: pack.id === EMPTY ? null : `${config}.d` }))
  else terminal.out(made === null ? nextSteps(folder, config, pack) : stepsAfterExamples(folder, config, made))
  return 0
}

type MadeField = { readonly id: string; readonly topics: number; readonly files: Readonly<Record<string, string>> }

/** The files of a field from a sheet of headlines; null: none is given. */
const madeOf = async ({ field, examples }: InitFlags): Promise<MadeField | null> => {
  if (examples === undefined) return null
  if (field === undefined || !/\p{L}/u.test(field)) throw new InputError('Name the field of your examples with --field.')
  const sheet = await readTextFile(examples, '')
  const made = fieldFromExamples(field, sheet)
  if (made.ok) return { id: field, ...made }
  throw new InputError(made.problems.map(({ line, message }) => `${examples}:${line}: ${message}`).join('\n'))
}

const stepsAfterExamples = (folder: string, config: string, { id, topics }: MadeField): string =>
  [
    `${config} holds the field "${id}" with ${topics} topics, each with a feed.`,
    `Next: export POLYWIRE_CONFIG=${config} POLYWIRE_DATA=${join(folder, 'data')}`,
    'then "polywire add URL" for each site to read, and "polywire serve"; "polywire topic try TOPIC" shows how well a topic does.',
  ].join('\n')

const fieldPacks = async (env: CommandContext['env']): Promise<readonly FieldPack[]> => {
  const folders = [join(ROOT, 'config'), ...(await namesIn(join(ROOT, 'fields'))).map((name) => join(ROOT, 'fields', name))]
  const packs = await Promise.all(
    folders.map(async (folder) => {
      const { value } = await readFile({ folders: [folder], ...FILES.field, env })
      return value === null
        ? []
        : {
            folder,
            id: value.id,
            title: labelIn(value.title, 'en'),
            description: labelIn(value.description ?? { en: '' }, 'en'),
          }
    }),
  )
  return packs.flat()
}

const whichField = (packs: readonly FieldPack[], asked: string | undefined): string => {
  const table = formatTable(
    ['field', 'title', 'holds'],
    packs.map(({ id, title, description }) => [id, title, description]),
  )
  return `${asked === undefined ? 'Choose a field with --field' : `There is no field "${asked}"`}:\n${table}`
}

const startLayer = async (layer: string): Promise<void> => {
  await mkdir(layer, { recursive: true })
  const readme = join(layer, 'README.md')
  await writeFile(readme, await readTextFile(readme, LAYER))
}

const LAYER = `# Your changes

Files here have the names of those in config/ and say only what they add, change or remove, so that config/ can be replaced by that of a newer
version. "polywire add" and the other commands write here. docs/configuration.md, "Layers", says how; "polywire check --layers" shows what they do.
`

const nextSteps = (folder: string, config: string, { id, title }: FieldPack): string =>
  [
    `${config} holds the field "${id}" (${title})${id === EMPTY ? '; it is yours to write' : `; what you change goes into ${config}.d`}.`,
    `Next: export POLYWIRE_CONFIG=${config} POLYWIRE_DATA=${join(folder, 'data')}`,
    'then "polywire check" and "polywire serve".',
  ].join('\n')

const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return (await readdir(folder)).filter((name) => !name.startsWith('.')).toSorted()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}
