/**
 * Who stands behind a story's reports. Reports of one text count once: an article, its copies and what has the same headline or beginning have one
 * origin, whatever number of sources prints them. What names an agency has the agency as its origin; the rest comes from the source that was first,
 * and sources of one owner are one origin. Press releases are told apart by their kind.
 */
import type { StoredArticle } from './article.ts'
import type { SourceId } from './ids.ts'
import { isSameText, OPENING, type Worded, wordedAs } from './same-text.ts'
import type { Source } from './source.ts'

export type Origin = {
  readonly kind: 'agency' | 'owner' | 'source' | 'release'
  /** Of the agency or owner; of a source its id. */
  readonly name: string
  /** The sources that report it, the first one first. */
  readonly sources: readonly SourceId[]
}

export type Report = Pick<StoredArticle, 'source' | 'alsoIn' | 'language' | 'title' | 'text'> & {
  /** Null, as `copyOf`, where it is no copy. */
  readonly id: string | number
  readonly copyOf: string | number | null
  readonly origin: { readonly agency?: string; readonly isRelease?: true } | null
}
export type Owners = ReadonlyMap<SourceId, Pick<Source, 'owner' | 'releases'>>

/** The origins of reports in order of publication, those with most sources first. */
export const originsOf = (reports: readonly Report[], owners: Owners): readonly Origin[] => {
  const found = new Map<string, { readonly kind: Origin['kind']; readonly name: string; readonly sources: Set<SourceId> }>()
  for (const text of textsIn(reports)) {
    const origin = originOf(text, owners)
    const known = found.get(origin.name) ?? { ...origin, sources: new Set() }
    found.set(origin.name, known)
    for (const { source, alsoIn } of text) for (const one of [source, ...alsoIn]) known.sources.add(one)
  }
  return [...found.values()]
    .map((origin) => ({ ...origin, sources: [...origin.sources] }))
    .toSorted((a, b) => b.sources.length - a.sources.length)
}

type Text = { readonly words: Worded; readonly reports: Report[] }
/** The most texts of its language that a report is compared with: what hundreds report has many origins anyway. */
const MOST_COMPARED = 50

const textsIn = (reports: readonly Report[]): readonly (readonly Report[])[] => {
  const texts: Text[] = []
  const compared = new Map<Report['language'], Text[]>()
  const textOf = new Map<Report['id'], Text>()
  const printedBy = ({ title, text, language }: Report): Text => {
    const words = wordedAs({ title, opening: text.slice(0, OPENING) })
    const others = compared.get(language) ?? []
    const known = others.find((one) => isSameText(one.words, words))
    if (known !== undefined) return known
    const found = { words, reports: [] }
    texts.push(found)
    if (others.length < MOST_COMPARED) compared.set(language, [...others, found])
    return found
  }
  const originals = reports.toSorted((a, b) => Number(a.copyOf !== null) - Number(b.copyOf !== null))
  for (const report of originals) {
    const text = (report.copyOf === null ? undefined : textOf.get(report.copyOf)) ?? printedBy(report)
    text.reports.push(report)
    textOf.set(report.id, text)
  }
  return texts.map((one) => one.reports)
}

const originOf = (text: readonly Report[], owners: Owners): Pick<Origin, 'kind' | 'name'> => {
  const named = text.find(({ origin }) => origin?.agency !== undefined)?.origin
  if (named?.agency !== undefined) return { kind: named.isRelease === true ? 'release' : 'agency', name: named.agency }
  const [first] = text
  const source = first?.source ?? ('' as SourceId)
  const { owner, releases = false } = owners.get(source) ?? {}
  return { kind: releases ? 'release' : owner === undefined ? 'source' : 'owner', name: owner ?? source }
}

const MOST_NAMED = 6
/** The origins by name, each with its number of sources if there are several: `Reuters (5)`. `release` writes the name of a press release. */
export const originNames = (
  origins: readonly Origin[],
  sources: ReadonlyMap<SourceId, Pick<Source, 'name'>>,
  release: (name: string) => string,
): readonly string[] => {
  const names = origins.slice(0, MOST_NAMED).map((origin) => {
    const name = originName(origin, sources)
    const known = origin.kind === 'release' ? release(name) : name
    return origin.sources.length === 1 ? known : `${known} (${origin.sources.length})`
  })
  return origins.length > MOST_NAMED ? [...names, '…'] : names
}

export const originName = ({ kind, name }: Origin, sources: ReadonlyMap<SourceId, Pick<Source, 'name'>>): string =>
  (kind === 'agency' || kind === 'owner' ? undefined : sources.get(name as SourceId)?.name) ?? name
