import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigurationError } from '../app/configuration-error.ts'
import { settleConfiguration } from '../app/settled-configuration.ts'
import {
  addSources,
  draftProblem,
  type PresentSources,
  presentSources,
  type SourceDraft,
  spelled,
} from '../config/edit-sources.ts'
import { type OpmlResult, readOpml, writeSourcesOpml } from '../publish/opml.ts'
import type { CommandContext } from './context.ts'
import { InputError } from './lines.ts'
import { replaceFile } from './replace-file.ts'

export type ImportFlags = { readonly replace?: boolean; readonly variables?: boolean; readonly json?: boolean }

/** Adds the feeds of an OPML file to sources.yaml, whose comments and layout stay. */
export const importOpml = async (
  { places, env, terminal }: CommandContext,
  file: string,
  flags: ImportFlags,
): Promise<number> => {
  const target = join(places.configFolder, 'sources.yaml')
  const text = await textIfThere(target)
  const present = presentSources(text)
  const read = readOpml(
    await readFile(file, 'utf8'),
    (address) => flags.variables === true || present.idAt.has(spelled(address)),
  )
  if (!read.ok) throw new InputError(`${file}:${read.line}:1: ${read.message}`)
  const drafts = draftsOf(read, present)
  const [wrong] = drafts.flatMap((draft) => {
    const problem = draftProblem(draft, env)
    return problem === null ? [] : [`${file}: the source "${draft.name}" (${draft.url}): ${problem}`]
  })
  // Nothing is written of what sources.yaml could not hold.
  if (wrong !== undefined) throw new InputError(wrong)
  const edited = addSources(text, drafts, { replace: flags.replace === true })
  await replaceFile(target, edited.text)
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
const draftsOf = ({ feeds }: Extract<OpmlResult, { ok: true }>, present: PresentSources): readonly SourceDraft[] => {
  const taken = new Set(present.ids)
  return feeds.map(({ title, url, site, language, categories, extra }) => {
    const name = title ?? URL.parse(url)?.host ?? url
    return {
      id: extra.id ?? present.idAt.get(spelled(url)) ?? freeId(idFrom(name), taken),
      name,
      url,
      ...(site === null ? {} : { site }),
      ...(language === null ? {} : { language }),
      ...(extra.id === undefined ? {} : ownFields(extra, categories)),
    }
  })
}

/** What only our own lists say: categories there are topics. */
const ownFields = (extra: Readonly<Record<string, string>>, topics: readonly string[]): Partial<SourceDraft> => ({
  ...(topics.length === 0 ? {} : { topics: [...topics] }),
  ...(extra.country === undefined ? {} : { country: extra.country }),
  ...(extra.every === undefined ? {} : { every: extra.every }),
  ...(extra.min === undefined ? {} : { min: extra.min }),
  ...(extra.max === undefined ? {} : { max: extra.max }),
  ...(extra.republish === undefined ? {} : { republish: extra.republish as SourceDraft['republish'] }),
  ...(extra.page === undefined ? {} : { page: pageFrom(extra.page) }),
  ...(extra.insecure_tls === undefined ? {} : { insecure_tls: extra.insecure_tls === 'true' }),
  ...(extra.websub === undefined ? {} : { websub: extra.websub === 'true' }),
  ...(extra.retry_scope === undefined ? {} : { retry_scope: extra.retry_scope as SourceDraft['retry_scope'] }),
  ...(extra.active === undefined ? {} : { active: extra.active === 'true' }),
})

/** What is no JSON is left as text, which no page rule is. */
const pageFrom = (text: string): SourceDraft['page'] => {
  try {
    return withoutNulls(JSON.parse(text)) as SourceDraft['page']
  } catch {
    return text as unknown as SourceDraft['page']
  }
}

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
