/** Takes articles down, lists what was taken down, and undoes it. The decision log is takedowns.yaml; a running service applies it. */
import { join } from 'node:path'
import { folderToWrite } from '../config/layers.ts'
import { addTakedown, countEntries, type TakedownDraft, undoTakedowns } from '../config/edit-decisions.ts'
import type { StoredArticle } from '../model/article.ts'
import type { Configuration } from '../model/configuration.ts'
import { sourceId } from '../model/ids.ts'
import { blockedNames, type BlockedName, type Takedown, type TakedownTarget, targetNames } from '../model/takedown.ts'
import { wantedNames } from '../store/log/takedowns.ts'
import type { Store } from '../store/ports/store.ts'
import type { CommandContext } from './context.ts'
import { InputError } from '../model/input-error.ts'
import { articleNamed, nameIn, withStories } from './story-names.ts'
import { counted } from './terminal.ts'
import { readTextFile, replaceFile } from '../server/text-file.ts'

export type TakedownFlags = {
  readonly reason?: string
  readonly by?: string
  readonly dryRun?: boolean
  readonly copies?: boolean
  readonly json?: boolean
}

const WHEN = 'A running service applies it within seconds; otherwise it applies from the next start.'
const SHOWN = 10

/** Writes one takedown into takedowns.yaml, or with --dry-run only prints what it would do. */
export const takeDown = async (
  context: CommandContext,
  kind: TakedownTarget['kind'],
  names: readonly string[],
  flags: TakedownFlags,
): Promise<number> =>
  await withStories(context, async (store, configuration) => {
    const { reason, dryRun = false, json = false } = flags
    if (reason === undefined && !dryRun) throw new InputError('Give the reason, for the decision log: --reason "…".')
    const { draft, target, left } = await TARGETS[kind](store, configuration, names, flags)
    refuseRepetition(configuration.takedowns, target)
    const found = await matching(store, blockedNames([inForce(target)], configuration.sources))
    const entry = { ...draft, ...signature(context, flags) }
    const file = await takedownsFile(context)
    const { out } = context.terminal
    const text = await readTextFile(file, '')
    if (!dryRun) await replaceFile(file, addTakedown(text, entry), text)
    if (json) out(JSON.stringify({ file: dryRun ? null : file, takedown: entry, articles: found.count, titles: found.titles }))
    else out([...effect(found, dryRun), ...left, ...(dryRun ? ['Nothing was written.'] : written(file, names))].join('\n'))
    return 0
  })

const takedownsFile = async ({ places }: CommandContext): Promise<string> =>
  join(await folderToWrite(places.configFolder), 'takedowns.yaml')

const signature = ({ clock, env }: CommandContext, { reason, by }: TakedownFlags): TakedownDraft => {
  const who = by ?? env['USER'] ?? ''
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(who === '' ? {} : { by: who }),
    date: new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
  }
}

type Planned = { readonly draft: TakedownDraft; readonly target: TakedownTarget; readonly left: readonly string[] }
type Plan = (store: Store, configuration: Configuration, names: readonly string[], flags: TakedownFlags) => Promise<Planned>

/** Names articles by id and by every address, so that they stay away whichever source shows them. */
const articlesTarget: Plan = async (store, _configuration, given, { copies = false }) => {
  const names = new Set<string>()
  const left: string[] = []
  for (const name of given) {
    const article = await articleIfStored(store, name)
    const others = article === null ? [] : await copiesOf(store, article)
    const all = article === null ? [] : [article, ...(copies ? others : [])]
    if (article === null) names.add(nameIn(name))
    for (const one of all) for (const known of namesOf(one)) names.add(known)
    if (!copies)
      left.push(...others.map(({ id, title, source }) => `A copy stays: ${id} ${source} “${title}” (--copies takes them too).`))
  }
  const articles = [...names]
  return { draft: { articles }, target: { kind: 'articles', names: articles }, left }
}

/** The named article; null: the address is not stored here, but can be blocked. Rejects with InputError for an unknown id. */
const articleIfStored = async (store: Store, name: string): Promise<StoredArticle | null> =>
  /^https?:\/\//i.test(nameIn(name)) ? await store.findArticle(name) : await articleNamed(store, name)

const namesOf = ({ id, canonicalUrl, link }: StoredArticle): readonly string[] => [
  id,
  ...new Set([canonicalUrl ?? link, link].flatMap((address) => address ?? [])),
]

const copiesOf = async (store: Store, { id, copyOf, story }: StoredArticle): Promise<readonly StoredArticle[]> => {
  const original = copyOf ?? id
  const articles = (await store.story(story))?.articles ?? []
  return articles.filter((one) => one.id !== id && (one.id === original || one.copyOf === original))
}

const sourceTarget: Plan = async (_store, { sources }, [id = '']) => {
  if (sources.every((source) => source.id !== id)) throw new InputError(`There is no source "${id}" in sources.yaml.`)
  return { draft: { source: id }, target: { kind: 'source', source: sourceId(id) }, left: [] }
}

const hostTarget: Plan = async (_store, { sources }, [given = '']) => {
  const host = URL.parse(/^https?:\/\//i.test(given) ? given : `http://${given}/`)?.hostname ?? ''
  if (!/[.:]/.test(host)) throw new InputError(`"${given}" is no host. Give its name: example.org.`)
  const target = { kind: 'host', host } as const
  const served = blockedNames([inForce(target)], sources).filter((name) => name.startsWith('source:'))
  return {
    draft: { host },
    target,
    left: served.map((name) => `The source ${name.slice('source:'.length)} is not polled any more.`),
  }
}

const TARGETS: Readonly<Record<TakedownTarget['kind'], Plan>> = {
  articles: articlesTarget,
  source: sourceTarget,
  host: hostTarget,
}

const inForce = (target: TakedownTarget): Takedown => ({ target, reason: null, by: null, date: null, undone: null, line: 0 })

const refuseRepetition = (takedowns: readonly Takedown[], target: TakedownTarget): void => {
  const names = targetNames(target)
  const present = takedowns.filter(({ undone }) => undone === null)
  const before = present.find((one) => names.every((name) => targetNames(one.target).includes(name)))
  if (before !== undefined) throw new InputError(`takedowns.yaml:${before.line} says so already. ${WHEN}`)
}

type Matching = { readonly count: number; readonly titles: readonly string[] }

const matching = async (store: Store, names: readonly BlockedName[]): Promise<Matching> => {
  const titles: string[] = []
  const wanted = wantedNames(names)
  let count = 0
  for (let after: number | null = 0; after !== null; ) {
    const page = await store.takedowns.blockedArticles(wanted, after)
    count += page.articles.length
    for (const { id, source } of page.articles.slice(0, SHOWN - titles.length))
      titles.push(`${id} ${source} “${(await store.findArticle(id))?.title ?? ''}”`)
    after = page.next
  }
  return { count, titles }
}

const effect = ({ count, titles }: Matching, isDry: boolean): readonly string[] => [
  `${counted(count, 'stored article')} ${isDry ? 'would go' : 'will go'} from pages, feeds, archives, search and the API, and not come back.`,
  ...titles.map((title) => `  ${title}`),
  ...(count > titles.length ? [`  and ${count - titles.length} more`] : []),
]

const written = (file: string, [name = '']: readonly string[]): readonly string[] => [
  `Written to ${file}. ${WHEN}`,
  `Undo: polywire takedown undo ${name} --reason "…". Backups and readers that fetched it before still have it.`,
]

/** Prints the decision log, oldest first. */
export const listTakedowns = async (context: CommandContext, { json = false }: { readonly json?: boolean }): Promise<number> =>
  await withStories(context, async (_store, { takedowns }) => {
    const { out } = context.terminal
    if (json) out(JSON.stringify(takedowns))
    else if (takedowns.length === 0) out('Nothing was taken down.')
    else out(takedowns.map(lineOf).join('\n'))
    return 0
  })

const lineOf = ({ target, line, undone, ...signed }: Takedown): string => {
  const what =
    target.kind === 'articles'
      ? target.names.join(' ')
      : `${target.kind} ${target.kind === 'source' ? target.source : target.host}`
  return `takedowns.yaml:${line}: ${what}${signedBy(signed)}${undone === null ? '' : `; undone${signedBy(undone)}`}`
}

const signedBy = ({ date, by, reason }: Pick<Takedown, 'date' | 'by' | 'reason'>): string =>
  [date === null ? '' : ` on ${date}`, by === null ? '' : ` by ${by}`, reason === null ? '' : `: ${reason}`].join('')

/** Marks the takedowns in force that have this name as undone. Articles come back when their sources show them again. */
export const undoTakedown = async (context: CommandContext, name: string, flags: TakedownFlags): Promise<number> =>
  await withStories(context, async (_store, { takedowns }) => {
    if (flags.reason === undefined) throw new InputError('Give the reason, for the decision log: --reason "…".')
    const places = takedowns.flatMap(({ target, undone }, place) => (undone === null && isNamed(target, name) ? [place] : []))
    if (places.length === 0)
      throw new InputError(`No current takedown names ${name}. They are:\n${takedowns.map(lineOf).join('\n')}`)
    const file = await takedownsFile(context)
    const text = await readTextFile(file, '')
    // Takedowns of the layers below come first.
    const below = takedowns.length - countEntries(text, 'takedowns')
    if (places.some((place) => place < below))
      throw new InputError(`This takedown is not in ${file} but in a layer below: mark it as undone there.`)
    const own = places.map((place) => place - below)
    await replaceFile(file, undoTakedowns(text, own, signature(context, flags)), text)
    const undone = places.flatMap((place) => takedowns[place] ?? [])
    if (flags.json === true) context.terminal.out(JSON.stringify({ file, undone }))
    else
      context.terminal.out(
        [
          ...undone.map((one) => `undone: ${lineOf(one)}`),
          `What its sources still show comes back with their next polls. ${WHEN}`,
        ].join('\n'),
      )
    return 0
  })

const isNamed = (target: TakedownTarget, given: string): boolean => {
  const names = new Set(targetNames(target))
  const asked: readonly TakedownTarget[] = [
    { kind: 'articles', names: [nameIn(given)] },
    { kind: 'source', source: sourceId(given) },
    { kind: 'host', host: given.toLowerCase() },
  ]
  return asked.some((one) => targetNames(one).some((name) => names.has(name)))
}
