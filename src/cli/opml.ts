import { readFile as readBytes } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { type PresentSources, type SourceDraft, addressOf, addSources, draftProblem, spelled } from '../config/edit-sources.ts'
import { FILES } from '../config/files.ts'
import { layersOf } from '../config/layers.ts'
import { readFile } from '../config/read-file.ts'
import { MAX_FILE_BYTES } from '../config/read-layers.ts'
import { createFreeIds, idFrom } from '../config/source-names.ts'
import { languageTag } from '../enrich/language/language-tag.ts'
import { hideSecrets, referenceIn } from '../model/secrets.ts'
import { collectWarnings } from '../parse/caps.ts'
import { decodeDocument } from '../parse/charset/decode-document.ts'
import { type OpmlResult, readOpml } from '../publish/read-opml.ts'
import { hasPassword, writeSourcesOpml } from '../publish/write-opml.ts'
import { ConfigurationError, requireConfiguration } from '../server/load-configuration.ts'
import { titleText } from '../text/html/title-text.ts'
import { ask, canAsk } from './ask.ts'
import type { CommandContext } from './context.ts'
import { InputError } from '../model/input-error.ts'
import { sourcesToEdit } from './sources-to-edit.ts'
import { counted } from './terminal.ts'
import { replaceFile } from '../server/text-file.ts'

export type ImportFlags = {
  readonly replace?: boolean
  readonly yes?: boolean
  readonly variables?: boolean
  readonly json?: boolean
}

/** Adds the feeds of an OPML file (`-`: standard input) to sources.yaml, whose comments and layout stay. Exit code 1 if the user refuses removals. */
export const importOpml = async (context: CommandContext, file: string, flags: ImportFlags): Promise<number> => {
  const { places, env, stdin, terminal } = context
  const name = file === '-' ? 'standard input' : file
  const { problems } = await readFile({ folders: await layersOf(places.configFolder), ...FILES.sources, env })
  if (problems.length > 0) throw new ConfigurationError(problems)
  const { target, text, present, below } = await sourcesToEdit(places.configFolder)
  const read = readOpml(
    await textOf(file === '-' ? await buffer(stdin) : await readBytes(file), file),
    (address) => flags.variables === true || present.idAt.has(spelled(address)),
  )
  if (!read.ok) throw new InputError(`${name}:${read.line}:1: ${read.message}`)
  const drafts = draftsOf(read, present)
  const [wrong] = drafts.flatMap((draft) => {
    const problem = draftProblem(draft, env)
    return problem === null ? [] : [`${name}: the source "${draft.name}" (${addressOf(draft)}): ${problem}`]
  })
  // One invalid source, and nothing is written.
  if (wrong !== undefined) throw new InputError(wrong)
  const edited = addSources(text, drafts, { replace: flags.replace === true, below })
  const { added, present: kept, removed } = edited
  const bytes = Buffer.byteLength(edited.text)
  if (bytes > MAX_FILE_BYTES)
    throw new InputError(
      `${target} would have ${bytes} bytes; at most ${MAX_FILE_BYTES} are read. Nothing was changed; import a shorter list.`,
    )
  if (removed.length > 0 && flags.yes !== true && !(await mayRemove(context, removed, file))) {
    terminal.note('Nothing was changed.')
    return 1
  }
  await replaceFile(target, edited.text, text)
  if (flags.json === true) terminal.out(JSON.stringify({ added, kept, removed, skipped: read.skipped }))
  else {
    for (const { line, message } of read.skipped) terminal.note(`${name}:${line}:1: left out: ${message}`)
    terminal.out(
      `${counted(added.length, 'source')} added to ${target}; ${kept.length} already present${removed.length === 0 ? '' : `; ${removed.length} removed`}.`,
    )
  }
  return 0
}

/** Asks before --replace removes sources. Throws InputError where nobody can answer, as with a list on standard input. */
const mayRemove = async (context: CommandContext, removed: readonly string[], file: string): Promise<boolean> => {
  const named = removed.slice(0, MOST_NAMED).join(', ') + (removed.length > MOST_NAMED ? ', …' : '')
  const what = `--replace removes ${counted(removed.length, 'source')} that the list does not have: ${named}`
  if (file === '-' || !canAsk(context))
    throw new InputError(`${what}. Nothing was changed; repeat the command with --yes to do it.`)
  return await ask(context, `${what}. Remove? (yes or no)`, {
    none: false,
    understand: (answer) => (/^y(?:es)?$/i.test(answer) ? true : /^no?$/i.test(answer) ? false : null),
  })
}
const MOST_NAMED = 20

/** Decodes the file: other programs write UTF-16, or the charset that they declare. */
const textOf = async (bytes: Buffer, file: string): Promise<string> => {
  const document = { bytes, url: pathToFileURL(file).href, contentType: null, language: null }
  return (await decodeDocument(document, collectWarnings())).text
}

/** Lists of other programs have no ids: these are derived from titles, with numbers where they would be equal. */
const draftsOf = ({ feeds }: Extract<OpmlResult, { ok: true }>, present: PresentSources): readonly SourceDraft[] => {
  const freeId = createFreeIds(present.addresses.keys())
  return feeds.map(({ title, url, site, language, folders, categories, extra }) => {
    const isOurs = extra.id !== undefined
    const name = (isOurs ? title : foreignName(title)) || (URL.parse(url)?.host ?? url)
    return {
      id: extra.id ?? present.idAt.get(spelled(url)) ?? freeId(idFrom(name)),
      name,
      ...(extra.sitemap === 'true' ? { sitemap: url } : { url }),
      ...(site === null ? {} : { site }),
      ...groupOf(folders),
      ...(isOurs ? ownFields({ language, topics: categories }, extra) : foreignFields(language)),
    }
  })
}

/** The group of a source, from its folder; none where that contains `${NAME}`, which would be filled in from our environment. */
const groupOf = ([folder]: readonly string[]): Partial<SourceDraft> => {
  const group = folder?.replaceAll(/\p{C}+/gu, ' ').slice(0, 200) ?? ''
  return group === '' || referenceIn(group) !== null ? {} : { group }
}

/** A title unescaped, since other programs escape titles for HTML and for XML; as written where unescaping would yield a `${NAME}`. */
export const foreignName = (title: string | null): string | null => {
  const name = titleText(title ?? '')
  return referenceIn(name) === null ? name : title
}

/** The language that a foreign list states: `english` and `en-us` are languages, `unknown` is none. */
const foreignFields = (written: string | null): Partial<SourceDraft> => {
  const language = languageTag(written)
  return language === null ? {} : { language }
}

type Own = { readonly language: string | null; readonly topics: readonly string[] }

/** Fields that only our own lists have; their categories are topics. */
const ownFields = ({ language, topics }: Own, extra: Readonly<Record<string, string>>): Partial<SourceDraft> => ({
  ...(language === null ? {} : { language }),
  ...(topics.length === 0 ? {} : { topics: [...topics] }),
  ...(extra.country === undefined ? {} : { country: extra.country }),
  ...(extra.owner === undefined ? {} : { owner: extra.owner }),
  ...(extra.releases === undefined ? {} : { releases: extra.releases === 'true' }),
  ...(extra.every === undefined ? {} : { every: extra.every }),
  ...(extra.min === undefined ? {} : { min: extra.min }),
  ...(extra.max === undefined ? {} : { max: extra.max }),
  ...(extra.republish === undefined ? {} : { republish: extra.republish as SourceDraft['republish'] }),
  ...(extra.excerpt === undefined ? {} : { excerpt: Number(extra.excerpt) }),
  ...(extra.page === undefined ? {} : { page: pageFrom(extra.page) }),
  ...(extra.insecure_tls === undefined ? {} : { insecure_tls: extra.insecure_tls === 'true' }),
  ...(extra.embed === undefined ? {} : { embed: extra.embed === 'true' }),
  ...(extra.fetch_article === undefined
    ? {}
    : { fetch_article: extra.fetch_article === 'auto' ? 'auto' : extra.fetch_article === 'true' }),
  ...(extra.licensed === undefined ? {} : { licensed: extra.licensed === 'true' }),
  ...(extra.websub === undefined ? {} : { websub: extra.websub === 'true' }),
  ...(extra.retry_scope === undefined ? {} : { retry_scope: extra.retry_scope as SourceDraft['retry_scope'] }),
  ...(extra.active === undefined ? {} : { active: extra.active === 'true' }),
})

/** Invalid JSON is returned as text, which the check of the draft refuses. */
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

type ExportFlags = { readonly passwords?: boolean }

export const exportOpml = async (
  { places, env, clock, terminal }: CommandContext,
  { passwords = false }: ExportFlags,
): Promise<number> => {
  const { service, sources } = await requireConfiguration(places.configFolder, env, clock.now())
  terminal.out(writeSourcesOpml(service.title, sources, { passwords }).trimEnd())
  const left = passwords ? 0 : sources.filter(({ url, secrets }) => hasPassword(hideSecrets(url, secrets))).length
  if (left > 0)
    terminal.note(
      `Passwords were left out of ${left === 1 ? 'one address' : `${left} addresses`}; --passwords writes them too.`,
    )
  return 0
}
