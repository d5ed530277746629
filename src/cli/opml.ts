import { readFile as readBytes } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigurationError } from '../app/load-configuration.ts'
import { loadConfiguration } from '../app/load-configuration.ts'
import { addSources, draftProblem, presentSources, spelled } from '../config/edit-sources.ts'
import { FILES } from '../config/file-kinds.ts'
import { readFile } from '../config/read-file.ts'
import { collectWarnings } from '../parse/caps.ts'
import { decodeDocument } from '../parse/charset/decode-document.ts'
import { readOpml } from '../publish/read-opml.ts'
import { writeSourcesOpml } from '../publish/write-opml.ts'
import type { CommandContext } from './context.ts'
import { counted } from './counted.ts'
import type { LabOutside } from './lab.ts'
import { InputError } from './lines.ts'
import { draftsOf } from './opml-drafts.ts'
import { replaceFile } from './replace-file.ts'

export type ImportFlags = { readonly replace?: boolean; readonly variables?: boolean; readonly json?: boolean }

/** Adds the feeds of an OPML file, `-` standard input, to sources.yaml, whose comments and layout stay. */
export const importOpml = async (
  { stdin }: LabOutside,
  { places, env, terminal }: CommandContext,
  file: string,
  flags: ImportFlags,
): Promise<number> => {
  const name = file === '-' ? 'standard input' : file
  const target = join(places.configFolder, 'sources.yaml')
  const { problems } = await readFile({ folder: places.configFolder, ...FILES.sources, env })
  if (problems.length > 0) throw new ConfigurationError(problems)
  const text = await textIfThere(target)
  const present = presentSources(text)
  const read = readOpml(
    await textOf(file === '-' ? await buffer(stdin) : await readBytes(file), file),
    (address) => flags.variables === true || present.idAt.has(spelled(address)),
  )
  if (!read.ok) throw new InputError(`${name}:${read.line}:1: ${read.message}`)
  const drafts = draftsOf(read, present)
  const [wrong] = drafts.flatMap((draft) => {
    const problem = draftProblem(draft, env)
    return problem === null ? [] : [`${name}: the source "${draft.name}" (${draft.url}): ${problem}`]
  })
  // Nothing is written of what sources.yaml could not hold.
  if (wrong !== undefined) throw new InputError(wrong)
  const edited = addSources(text, drafts, { replace: flags.replace === true })
  await replaceFile(target, edited.text)
  const { added, kept } = edited
  if (flags.json === true) terminal.out(JSON.stringify({ added, kept, skipped: read.skipped }))
  else {
    for (const { line, message } of read.skipped) terminal.note(`${name}:${line}:1: left out: ${message}`)
    terminal.out(`${counted(added.length, 'source')} added to ${target}; ${kept.length} there already.`)
  }
  return 0
}

export const exportOpml = async ({ places, env, terminal }: CommandContext): Promise<number> => {
  const read = await loadConfiguration(places.configFolder, env, Date.now())
  if (!read.ok) throw new ConfigurationError(read.problems)
  terminal.out(writeSourcesOpml(read.configuration.service.title, read.configuration.sources).trimEnd())
  return 0
}

/** Other programs write UTF-16, or what they declare. */
const textOf = async (bytes: Buffer, file: string): Promise<string> => {
  const document = { bytes, url: pathToFileURL(file).href, contentType: null, language: null }
  return (await decodeDocument(document, collectWarnings())).text
}

const textIfThere = async (file: string): Promise<string> => {
  try {
    return await readBytes(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'sources: []\n'
    throw error
  }
}
