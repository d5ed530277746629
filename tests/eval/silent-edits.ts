/**
 * Which changes of headlines count as edits: captured feeds, each polled twice. Between the polls every headline of the document is changed in one
 * way, so that what was really edited is known. Both documents go the whole way, from bytes to the stored earlier wording.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEnricher, type Enricher } from '../../src/enrich/enricher.ts'
import { readFeed } from '../../src/ingest/read-feed.ts'
import { sourceId } from '../../src/model/ids.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { HOUR, NOON, publish, source } from '../store/samples.ts'
import { type Outcome, percent, readJson } from './suite.ts'

/** Changes of a headline as it stands in the document; the same text: it cannot be changed so. `name`: the publisher's. */
type Change = (title: string, name: string) => string
const words = (title: string): string[] => title.split(' ')
const isWorded = (title: string): boolean => words(title).length > 3

const COSMETIC: Readonly<Record<string, Change>> = {
  'upper case': (title) => title.replaceAll(/(?<!&[^;]{0,8})\p{Ll}+(?![^&]{0,8};)/gu, (word) => word.toUpperCase()),
  quotes: (title) => `«${title}»`,
  'full stop': (title) => `${title}.`,
  'name behind it': (title, name) => `${title} | ${name}`,
  'name before it': (title, name) => `${name} – ${title}`,
  'wider spaces': (title) => title.replaceAll(' ', '  '),
  'escaped twice': (title) => title.replaceAll("'", '&amp;#039;').replaceAll('&quot;', '&amp;quot;'),
  'marks of direction': (title) => `\u200F${title}\u200E`,
  'decomposed letters': (title) => title.normalize('NFD'),
  ellipsis: (title) => `${title} …`,
}
const REAL: Readonly<Record<string, Change>> = {
  number: (title) => title.replace(/(?<![&#\d])\d+(?![\d;])/, (digits) => String(Number(digits) + 1)),
  'word added': (title) => `${title} tonight`,
  'word lost': (title) => (isWorded(title) ? words(title).slice(0, -1).join(' ') : title),
  'word replaced': (title) => (isWorded(title) ? ['Reportedly', ...words(title).slice(1)].join(' ') : title),
  'other order': (title) => (isWorded(title) ? [...words(title).slice(2), ...words(title).slice(0, 2)].join(' ') : title),
  'part added': (title) => `${title} – minister resigns`,
}

type Manifest = readonly { readonly file: string; readonly kind: string }[]
type Count = { called: number; changed: number }

export const silentEdits = async (data: string): Promise<Outcome> => {
  const folder = join(data, 'feeds')
  const enricher = await createEnricher({ taxonomy: null, fingerprint: null })
  const feeds = readJson<Manifest>(folder, 'manifest.json').filter(({ kind }) => kind === 'real')
  const place = mkdtempSync(join(tmpdir(), 'polywire-edits-'))
  const store = await openSqlite({ folder: place })
  const wrong: string[] = []
  const counted = async (changes: Readonly<Record<string, Change>>, isReal: boolean): Promise<Count> => {
    const total = { called: 0, changed: 0 }
    for (const [at, [name, change]] of Object.entries(changes).entries()) {
      const count = { called: 0, changed: 0 }
      // Each feed is changed in a few of the ways.
      for (const [nth, { file }] of feeds.entries()) {
        if (nth % 3 !== at % 3) continue
        const bytes = readFileSync(join(folder, file))
        const { called, changed } = await pollTwice({ store, enricher, id: `${isReal ? 'r' : 'c'}${at}-${nth}`, bytes }, change)
        count.called += called
        count.changed += changed
      }
      wrong.push(`${isReal ? 'real' : 'cosmetic'}, ${name}: ${count.called} of ${count.changed} are called edits`)
      total.called += count.called
      total.changed += count.changed
    }
    return total
  }
  const [real, cosmetic] = [await counted(REAL, true), await counted(COSMETIC, false)]
  await store.close()
  rmSync(place, { recursive: true })
  return {
    suite: 'silentedits',
    cases: real.changed + cosmetic.changed,
    figures: [
      { name: `real edits found, of ${real.changed}`, value: percent(real.called, real.changed), bar: 95 },
      {
        name: `cosmetic ones told, of ${cosmetic.changed}`,
        value: percent(cosmetic.called, cosmetic.changed),
        bar: 5,
        atMost: true,
      },
    ],
    wrong,
  }
}

type Polled = { readonly store: Store; readonly enricher: Enricher; readonly id: string; readonly bytes: Buffer }

/** How many headlines of the document were changed, and of how many articles an earlier wording is stored then. */
const pollTwice = async ({ store, enricher, id, bytes }: Polled, change: Change): Promise<Count> => {
  const name = `The ${id}`
  let changed = 0
  const text = bytes.toString('utf8')
  const edited = text.replaceAll(ITEM, (item) =>
    item.replace(TITLE, (_, opened: string, title: string, closed: string) => {
      const after = change(title.trim(), name)
      if (after !== title.trim()) changed += 1
      return `${opened}${after}${closed}`
    }),
  )
  if (!Buffer.from(text).equals(bytes) || changed === 0) return { called: 0, changed: 0 }
  await store.syncSources([source(id, { name })], NOON)
  const first = await poll({ store, enricher, id, bytes }, NOON)
  // An item without a headline of its own, or that is there twice, cannot be counted.
  if (first !== (text.match(ITEM) ?? []).length) return { called: 0, changed: 0 }
  await poll({ store, enricher, id, bytes: Buffer.from(edited) }, NOON + HOUR)
  const { rows } = await store.articles({ filter: { kind: 'source', anyOf: [sourceId(id)] }, limit: 1_000, before: null })
  return { called: (await store.wordingsOf(rows.map((row) => row.id))).size, changed }
}
const ITEM = /<(item|entry)[\s>][\s\S]*?<\/\1>/g
const TITLE = /(<title[^>]*>(?:<!\[CDATA\[)?)([^<\]]+)((?:\]\]>)?<\/title>)/

/** Resolves with the number of new articles. */
const poll = async ({ store, enricher, id, bytes }: Polled, now: number): Promise<number> => {
  const url = `https://${id}.example/feed`
  const read = await readFeed(enricher, {
    document: { bytes, url, contentType: null, language: null },
    source: { id: sourceId(id), language: null, topics: [], url, page: null, name: `The ${id}` },
    known: new Map(),
    isFirstRead: now === NOON,
    now,
    maxItems: 1_000,
  })
  if (!read.ok) return 0
  const { added } = await publish(
    store,
    id,
    read.items.flatMap(({ article }) => article ?? []),
    { now, place: () => ({ kind: 'starts', reasons: [] }) },
  )
  return added
}
