import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigurationError } from '../app/configuration-error.ts'
import { settleConfiguration } from '../app/settled-configuration.ts'
import { addSources, type SourceDraft } from '../config/edit-sources.ts'
import { type OpmlResult, readOpml, writeSourcesOpml } from '../publish/opml.ts'
import type { CommandContext } from './context.ts'
import { InputError } from './lines.ts'

export type ImportFlags = { readonly replace?: boolean; readonly json?: boolean }

/** Adds the feeds of an OPML file to sources.yaml, whose comments and layout stay. */
export const importOpml = async ({ places, terminal }: CommandContext, file: string, flags: ImportFlags): Promise<number> => {
  const read = readOpml(await readFile(file, 'utf8'))
  if (!read.ok) throw new InputError(`${file}:${read.line}:1: ${read.message}`)
  const target = join(places.configFolder, 'sources.yaml')
  const edited = addSources(await textIfThere(target), draftsOf(read), { replace: flags.replace === true })
  // Written beside and renamed over: a running service never sees half a file.
  await writeFile(`${target}.new`, edited.text)
  await rename(`${target}.new`, target)
  const { added, kept } = edited
  if (flags.json === true) terminal.out(JSON.stringify({ added, kept, skipped: read.skipped }))
  else {
    for (const { line, message } of read.skipped) terminal.note(`${file}:${line}:1: left out: ${message}`)
    terminal.out(`${added.length} sources added to ${target}, ${kept.length} were there.`)
  }
  return 0
}

export const exportOpml = async ({ places, env, terminal }: CommandContext): Promise<number> => {
  const read = await settleConfiguration(places.configFolder, env, Date.now())
  if (!read.ok) throw new ConfigurationError(read.problems)
  terminal.out(writeSourcesOpml(read.configuration.service.title, read.configuration.sources).trimEnd())
  return 0
}

const textIfThere = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'sources: []\n'
    throw error
  }
}

/** Another program's list names no ids: they are made of titles, as a person would, and told apart by numbers. */
const draftsOf = ({ feeds }: Extract<OpmlResult, { ok: true }>): readonly SourceDraft[] => {
  const taken = new Set<string>()
  return feeds.map(({ title, url, site, language, categories, extra }) => ({
    id: freeId(extra.id ?? idFrom(title ?? new URL(url).host), taken),
    name: title ?? new URL(url).host,
    url,
    ...(site === null ? {} : { site }),
    ...(language === null ? {} : { language }),
    ...(extra.id === undefined ? {} : ownFields(extra, categories)),
  }))
}

/** What only our own lists say: categories there are topics. */
const ownFields = (extra: Readonly<Record<string, string>>, topics: readonly string[]): Partial<SourceDraft> => ({
  ...(topics.length === 0 ? {} : { topics: [...topics] }),
  ...(extra.country === undefined ? {} : { country: extra.country }),
  ...(extra.every === undefined ? {} : { every: extra.every }),
  ...(extra.republish === undefined ? {} : { republish: extra.republish as SourceDraft['republish'] }),
  ...(extra.page === undefined ? {} : { page: withoutNulls(JSON.parse(extra.page)) as SourceDraft['page'] }),
  ...(extra.active === undefined ? {} : { active: extra.active === 'true' }),
})

const withoutNulls = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, inner]) => inner !== null)
          .map(([name, inner]) => [name, withoutNulls(inner)]),
      )
    : value

const idFrom = (title: string): string => {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
  return words.replaceAll(/^-+|-+$/g, '').slice(0, 48) || 'source'
}

const freeId = (wanted: string, taken: Set<string>): string => {
  let id = wanted
  for (let number = 2; taken.has(id); number += 1) id = `${wanted}-${number}`
  taken.add(id)
  return id
}
