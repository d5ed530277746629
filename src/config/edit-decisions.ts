import { isDeepStrictEqual } from 'node:util'
import { Document, isCollection, isNode, parseDocument } from 'yaml'
import type { z } from 'zod'
import { listIn } from './edit-sources.ts'
import type { correctionEntry, takedownEntry } from './schemas.ts'

export type CorrectionDraft = z.input<typeof correctionEntry>

const LAYOUT = { lineWidth: 0, flowCollectionPadding: true } as const

/** The text of corrections.yaml with one more entry, on a line of its own at the end of the list; the rest is unchanged. Throws for invalid YAML. */
export const addCorrection = (text: string, draft: CorrectionDraft): string => addEntry(text, 'corrections', draft)

export type TakedownDraft = z.input<typeof takedownEntry>

/** The text of takedowns.yaml with one more entry; the rest is unchanged. Throws for invalid YAML. */
export const addTakedown = (text: string, draft: TakedownDraft): string => addEntry(text, 'takedowns', draft)

/** The text with these entries, counted from 0, marked as undone; takedowns are never deleted. Comments stay. Throws for invalid YAML. */
export const undoTakedowns = (text: string, places: readonly number[], undone: TakedownDraft['undone']): string => {
  const document = read(text, 'takedowns')
  for (const place of places) {
    const mark = document.createNode(undone, { flow: true })
    document.setIn(['takedowns', place, 'undone'], mark)
  }
  return document.toString(LAYOUT)
}

type Lists = { readonly corrections: CorrectionDraft; readonly takedowns: TakedownDraft }

const addEntry = <List extends keyof Lists>(text: string, name: List, draft: Lists[List]): string => {
  const document = read(text, name)
  const list = listIn(document, name)
  const last = spanOf(text, list.items.at(-1))
  list.add(document.createNode(draft, { flow: true }))
  const entry = new Document(draft)
  if (isCollection(entry.contents)) entry.contents.flow = true
  const line = last === null ? '' : `${' '.repeat(last.indent)}- ${entry.toString(LAYOUT).trimEnd()}\n`
  return agreed(last === null ? null : splice(text, last.to, last.to, line), document)
}

/** The text without these entries, counted from 0. Comments stay, except on the entries' own lines. Throws for invalid YAML. */
export const dropCorrections = (text: string, places: readonly number[]): string => {
  const document = read(text, 'corrections')
  const list = listIn(document, 'corrections')
  const spans = places.map((place) => spanOf(text, list.items[place])).filter((span) => span !== null)
  list.items = list.items.filter((_, place) => !places.includes(place))
  const cut = spans.toSorted((a, b) => b.from - a.from).reduce((left, { from, to }) => splice(left, from, to, ''), text)
  return agreed(list.items.length === 0 ? null : cut, document)
}

/** How many entries the list has. Throws for invalid YAML. */
export const countEntries = (text: string, list: keyof Lists): number => listIn(read(text, list), list).items.length

const splice = (text: string, from: number, to: number, inserted: string): string => {
  const before = text.slice(0, from)
  return `${before}${inserted !== '' && before !== '' && !before.endsWith('\n') ? '\n' : ''}${inserted}${text.slice(to)}`
}

type Span = { readonly from: number; readonly to: number; readonly indent: number }

/** The lines of an entry of a block list, beginning with that of its dash; null where other text is on these lines before it. */
const spanOf = (text: string, item: unknown): Span | null => {
  if (!isNode(item) || item.range === null || item.range === undefined) return null
  const [start, end] = item.range
  const from = text.lastIndexOf('\n', start - 1) + 1
  const dash = /^( *)- *$/.exec(text.slice(from, start))
  if (dash === null) return null
  const lineEnd = text.indexOf('\n', text.slice(0, end).trimEnd().length)
  return { from, to: lineEnd === -1 ? text.length : lineEnd + 1, indent: dash[1]?.length ?? 0 }
}

/** The edited text if it parses to the document's value; else the document serialised, which keeps comments but not all spaces. */
const agreed = (edited: string | null, document: Document): string => {
  if (edited === null) return document.toString(LAYOUT)
  const again = parseDocument(edited)
  return again.errors.length === 0 && isDeepStrictEqual(again.toJS(), document.toJS()) ? edited : document.toString(LAYOUT)
}

const read = (text: string, name: keyof Lists): Document => {
  const document = parseDocument(text)
  const [mistake] = document.errors
  if (mistake !== undefined) throw new Error(`${name}.yaml is not valid YAML; correct it first: ${mistake.message}`)
  return document
}
