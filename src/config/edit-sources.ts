import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'
import type { z } from 'zod'
import { hideSecrets } from '../model/secrets.ts'
import { type Environment, fillIn } from './environment.ts'
import { sourceEntry } from './schemas.ts'

/** One entry of sources.yaml as it is written: `every` is `1h`, not milliseconds. */
export type SourceDraft = z.input<typeof sourceEntry>
export type SourceEdit = {
  /** True: sources that are not among the drafts (by url) are dropped. */
  readonly replace: boolean
}
/** Ids. */
export type SourcesEdited = {
  readonly text: string
  readonly added: readonly string[]
  readonly present: readonly string[]
  readonly removed: readonly string[]
}

export type PresentSources = {
  readonly ids: ReadonlySet<string>
  /** The first source at an address, spelled as `URL` does. */
  readonly idAt: ReadonlyMap<string, string>
}

/** The sources that the text has; none where it is not valid YAML. */
export const presentSources = (text: string): PresentSources => {
  const document = parseDocument(text)
  const items = document.errors.length > 0 ? [] : listIn(document, 'sources').items
  const entries = items.filter((item): item is YAMLMap => isMap(item))
  const idAt = entries.map((entry) => [spelled(addressIn(entry)), String(entry.get('id'))] as const)
  return { ids: new Set(entries.map((entry) => String(entry.get('id')))), idAt: new Map(idAt.toReversed()) }
}

/** What is wrong with a draft, or null. */
export const draftProblem = (draft: SourceDraft, env: Environment): string | null => {
  const { value, unset, secrets } = fillIn(draft, env)
  const [missing] = unset
  if (missing !== undefined) return `${missing.path.join('.')}: the environment variable ${missing.name} is not set`
  const issue = sourceEntry.safeParse(value).error?.issues[0]
  return issue === undefined ? null : hideSecrets(`${issue.path.join('.')}: ${issue.message}`, secrets)
}

/**
 * The text of sources.yaml with more sources, with comments and layout unchanged. A source whose id or url is there already stays as
 * it is and is reported as present. Throws when the text is not valid YAML.
 */
export const addSources = (text: string, drafts: readonly SourceDraft[], { replace }: SourceEdit): SourcesEdited => {
  const document = parseDocument(text)
  const [mistake] = document.errors
  if (mistake !== undefined) throw new Error(`sources.yaml is not valid YAML; correct it first: ${mistake.message}`)
  const list = listIn(document, 'sources')
  const removed = replace ? keepOnly(list, drafts) : []
  const entries = list.items.filter((item): item is YAMLMap => isMap(item))
  const ids = new Set(entries.map((item) => String(item.get('id'))))
  const urls = new Set(entries.map((item) => spelled(addressIn(item))))
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

/** What stays in place keeps its comments and its own settings. Returns the ids of what goes. */
const keepOnly = (list: YAMLSeq, drafts: readonly SourceDraft[]): readonly string[] => {
  const wanted = new Set(drafts.map((draft) => spelled(addressOf(draft))))
  const stays = (item: unknown): boolean => isMap(item) && wanted.has(spelled(addressIn(item)))
  const removed = list.items
    .filter((item) => !stays(item))
    .map((item) => (isMap(item) ? String(item.get('id')) : '(no source)'))
  list.items = list.items.filter(stays)
  return removed
}

/** Where a source is read. */
export const addressOf = ({ url, sitemap }: SourceDraft): string => url ?? sitemap ?? ''
const addressIn = (entry: YAMLMap): unknown => entry.get('url') ?? entry.get('sitemap')

/** One spelling for each address: `https://a.example` is `https://a.example/`. */
export const spelled = (url: unknown): string => URL.parse(String(url))?.href ?? String(url)

/** Equal where two addresses most likely lead to one document: whatever their scheme, `www.`, last slash and fragment. */
export const sameAddress = (url: string): string =>
  spelled(url)
    .replace(/^https?:\/\/(?:www\.)?/i, '')
    .replace(/#.*$/s, '')
    .replace(/\/$/, '')

/** The list that a configuration file is: made where there is none. */
export const listIn = (document: Document, name: 'sources' | 'corrections' | 'takedowns'): YAMLSeq => {
  const found = document.get(name)
  if (isSeq(found)) {
    // `[]` is a list on one line; what is added stands on lines of its own.
    if (found.items.length === 0) found.flow = false
    return found
  }
  if (document.contents === null) document.contents = document.createNode({})
  const list = document.createNode([])
  document.set(name, list)
  return list
}
