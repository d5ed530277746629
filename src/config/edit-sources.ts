import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'
import type { z } from 'zod'
import { hideSecrets } from '../model/secrets.ts'
import { type Environment, fillIn } from './environment.ts'
import { valueAt } from './problems.ts'
import { readLayers } from './read-layers.ts'
import { sourceEntry } from './schemas.ts'
import { textMistakes } from './text-mistakes.ts'

/** One entry of sources.yaml as it is written: `every` is `1h`, not milliseconds. */
export type SourceDraft = z.input<typeof sourceEntry>
export type SourceEdit = {
  /** True: sources whose address is not among the drafts are removed. */
  readonly replace: boolean
  /** The sources of the layers below, whose files are not changed: an entry with `remove: true` removes such a source. */
  readonly below?: PresentSources
}
export type SourcesEdited = {
  readonly text: string
  readonly added: readonly string[]
  readonly present: readonly string[]
  readonly removed: readonly string[]
}

export type PresentSources = {
  readonly addresses: ReadonlyMap<string, string>
  readonly idAt: ReadonlyMap<string, string>
}

const NONE: PresentSources = { addresses: new Map(), idAt: new Map() }

/** The sources of these layers, merged; none where a layer is not valid YAML. */
export const presentSources = async (folders: readonly string[]): Promise<PresentSources> => {
  const { value } = await readLayers({ folders, name: 'sources.yaml' })
  const sources = valueAt(value, ['sources'])
  const entries = Array.isArray(sources) ? sources.filter((entry: unknown) => isWritten(entry)) : []
  const pairs = entries.map((entry) => [String(entry.id), spelled(entry.url ?? entry.sitemap)] as const)
  return { addresses: new Map(pairs), idAt: new Map(pairs.map(([id, url]) => [url, id] as const).toReversed()) }
}

type WrittenSource = { readonly id?: unknown; readonly url?: unknown; readonly sitemap?: unknown }
const isWritten = (entry: unknown): entry is WrittenSource => typeof entry === 'object' && entry !== null

export const draftProblem = (draft: SourceDraft, env: Environment): string | null => {
  const { value, unset, secrets } = fillIn(draft, env)
  const [missing] = unset
  if (missing !== undefined) return `${missing.path.join('.')}: the environment variable ${missing.name} is not set`
  const issue = textMistakes(value)[0] ?? sourceEntry.safeParse(value).error?.issues[0]
  return issue === undefined ? null : hideSecrets(`${issue.path.join('.')}: ${issue.message}`, secrets)
}

/**
 * The text of sources.yaml with the drafts added; comments and layout stay. A draft whose id or address this layer or one below has already is
 * not added but reported as present. Throws when the text is not valid YAML.
 */
export const addSources = (
  text: string,
  drafts: readonly SourceDraft[],
  { replace, below = NONE }: SourceEdit,
): SourcesEdited => {
  const document = parseDocument(text)
  const [mistake] = document.errors
  if (mistake !== undefined) throw new Error(`sources.yaml is not valid YAML; correct it first: ${mistake.message}`)
  const list = listIn(document, 'sources')
  takeBack(list, drafts)
  const removed = replace ? [...keepOnly(list, drafts, below), ...dropBelow(document, list, drafts, below)] : []
  const entries = list.items.filter((item): item is YAMLMap => isMap(item) && !isRemoval(item))
  const ids = new Set([...below.addresses.keys(), ...entries.map((item) => String(item.get('id')))])
  const urls = new Set([...below.idAt.keys(), ...entries.map((item) => spelled(addressIn(item)))])
  const added: string[] = []
  const present: string[] = []
  for (const draft of drafts) {
    if (ids.has(draft.id) || urls.has(spelled(addressOf(draft)))) {
      present.push(draft.id)
      continue
    }
    list.add(document.createNode(draft))
    ids.add(draft.id)
    added.push(draft.id)
  }
  return { text: document.toString({ lineWidth: 0, flowCollectionPadding: true }), added, present, removed }
}

/** Deletes entries with `remove: true` for sources that are among the drafts. */
const takeBack = (list: YAMLSeq, drafts: readonly SourceDraft[]): void => {
  const wanted = new Set(drafts.map(({ id }) => id))
  list.items = list.items.filter((item) => !(isMap(item) && isRemoval(item) && wanted.has(String(item.get('id')))))
}

/** Deletes sources that are not among the drafts; the others keep their comments and settings. Returns the ids of those that are gone altogether. */
const keepOnly = (list: YAMLSeq, drafts: readonly SourceDraft[], { addresses }: PresentSources): readonly string[] => {
  const wanted = addressesOf(drafts)
  const addressHere = (item: YAMLMap): unknown => addressIn(item) ?? addresses.get(String(item.get('id')))
  const stays = (item: unknown): boolean => isMap(item) && (isRemoval(item) || wanted.has(spelled(addressHere(item))))
  const removed = list.items
    .filter((item) => !stays(item))
    .map((item) => (isMap(item) ? String(item.get('id')) : '(no source)'))
  list.items = list.items.filter(stays)
  return removed.filter((id) => !addresses.has(id))
}

/** Adds an entry with `remove: true` for each source of the layers below that is not among the drafts. Returns their ids. */
const dropBelow = (
  document: Document,
  list: YAMLSeq,
  drafts: readonly SourceDraft[],
  { addresses }: PresentSources,
): readonly string[] => {
  const wanted = addressesOf(drafts)
  const gone = new Set(list.items.flatMap((item) => (isMap(item) && isRemoval(item) ? [String(item.get('id'))] : [])))
  const dropped = [...addresses].flatMap(([id, url]) => (wanted.has(url) || gone.has(id) ? [] : [id]))
  for (const id of dropped) list.add(document.createNode({ id, remove: true }, { flow: true }))
  return dropped
}

const addressesOf = (drafts: readonly SourceDraft[]): ReadonlySet<string> =>
  new Set(drafts.map((draft) => spelled(addressOf(draft))))
const isRemoval = (entry: YAMLMap): boolean => entry.get('remove') === true

export const addressOf = ({ url, sitemap }: SourceDraft): string => url ?? sitemap ?? ''
const addressIn = (entry: YAMLMap): unknown => entry.get('url') ?? entry.get('sitemap')

/** One spelling for each address: `https://a.example` is `https://a.example/`. */
export const spelled = (url: unknown): string => URL.parse(String(url))?.href ?? String(url)

/** A key that is equal for addresses that most likely lead to one document: without scheme, `www.`, last slash and fragment. */
export const sameAddress = (url: string): string =>
  spelled(url)
    .replace(/^https?:\/\/(?:www\.)?/i, '')
    .replace(/#.*$/s, '')
    .replace(/\/$/, '')

/** The list under this key of the document; created where there is none. */
export const listIn = (document: Document, name: 'sources' | 'corrections' | 'takedowns'): YAMLSeq => {
  const found = document.get(name)
  if (isSeq(found)) {
    // `[]` is a flow list; as a block list it gets a line per entry.
    if (found.items.length === 0) found.flow = false
    return found
  }
  if (document.contents === null) document.contents = document.createNode({})
  const list = document.createNode([])
  document.set(name, list)
  return list
}
