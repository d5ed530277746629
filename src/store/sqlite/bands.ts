import { type BandFilter, createBandFilter, PAGE_BITS } from './band-filter.ts'
import { type BandGeneration, type BandPage, createBandGeneration, GENERATION_SIZE } from './band-generation.ts'
import type { Connection } from './connection.ts'

/**
 * Which articles share a band of MinHash values. Bands fall anywhere in their table: written as they come, each would dirty a page of its
 * own, 43 an article. So those of the youngest articles are held in memory (the table of fingerprints has them too) and go to their
 * table a generation at a time in the order of bands, a page with every article that is added.
 */
export type Bands = {
  /** Inside a transaction. The fingerprint itself is stored by the caller. */
  readonly add: (article: number, bands: readonly number[]) => void
  /** The same bands as were added. */
  readonly forget: (article: number, bands: readonly number[]) => void
  /** Articles that share any of these, of those before this number: the newest of each band. */
  readonly find: (bands: Iterable<number>, before: number) => ReadonlySet<number>
  /** After a transaction that did not come to its end. */
  readonly reload: () => void
}

/** Newest candidates a band: boilerplate that thousands share must not be compared thousands of times. */
const PER_BAND = 20
/** `writtenTo`: up to this article, the table has all. `filter` null: it has none. */
type Held = { older: BandGeneration | null; young: BandGeneration; writtenTo: number; filter: BandFilter | null }

/** `size`: articles of a generation. */
export const createBands = (connection: Connection, size = GENERATION_SIZE): Bands => {
  let held: Held | null = null
  const now = (): Held => (held ??= load(connection, size))
  return {
    reload() {
      held = null
    },
    add(article, bands) {
      const state = now()
      // Revised: its generation may be in the table by now.
      if (article <= (state.older?.newest() ?? state.writtenTo))
        for (const band of bands) writePage(connection, state, { page: band >>> (32 - PAGE_BITS), rows: [band, article] })
      if (article <= state.writtenTo) return
      state.young.add(article, bands)
      if (state.older !== null) writeNext(connection, state, state.older)
      if (!state.young.isFull()) return
      while (state.older !== null) writeNext(connection, state, state.older)
      state.older = state.young
      state.young = createBandGeneration(size)
    },
    forget(article, bands) {
      const { older, young, writtenTo } = now()
      for (const generation of [older, young]) generation?.forget(article)
      if (article > (older?.newest() ?? writtenTo)) return
      for (const band of bands) connection.run('DELETE FROM band WHERE h = ? AND article = ?', band, article)
    },
    find(bands, before) {
      const state = now()
      const found = new Set<number>()
      for (const band of bands) for (const article of ofBand(connection, state, band, before)) found.add(article)
      return found
    },
  }
}

const load = (connection: Connection, size: number): Held => {
  const { all, get } = connection
  const writtenTo = Number(get<{ readonly value: string }>(WRITTEN_TO)?.value ?? 0)
  const count =
    get<{ readonly count: number }>('SELECT count(*) AS count FROM fingerprint WHERE article > ?', writtenTo)?.count ?? 0
  const generation = createBandGeneration(Math.max(size, count))
  for (const { article, bands } of all<{ readonly article: number; readonly bands: Uint8Array }>(UNWRITTEN, writtenTo))
    generation.add(article, new Set(new Uint32Array(bands.slice().buffer)))
  const filter = writtenTo === 0 ? null : createBandFilter(connection)
  return count < size
    ? { older: null, young: generation, writtenTo, filter }
    : { older: generation, young: createBandGeneration(size), writtenTo, filter }
}
const WRITTEN_TO = `SELECT value FROM note WHERE name = 'bands written to'`
const NOTE_WRITTEN_TO = `INSERT INTO note VALUES ('bands written to', ?) ON CONFLICT DO UPDATE SET value = excluded.value`
const UNWRITTEN = 'SELECT article, bands FROM fingerprint WHERE article > ? ORDER BY article'

const ofBand = ({ all }: Connection, state: Held, band: number, before: number): ReadonlySet<number> => {
  const { older, young, writtenTo, filter } = state
  const found = new Set<number>()
  young.find(band, before, PER_BAND, found)
  older?.find(band, before, PER_BAND, found)
  const wanted = PER_BAND - found.size
  if (wanted === 0 || writtenTo === 0 || filter?.mayHave(band) !== true) return found
  const rows = all<{ readonly article: number }>(OF_BAND, band, Math.min(before, writtenTo + 1), wanted)
  return rows.length === 0 ? found : new Set([...found, ...rows.map(({ article }) => article)])
}
const OF_BAND = 'SELECT article FROM band WHERE h = ? AND article < ? ORDER BY article DESC LIMIT ?'

/** A restart in the middle of a generation begins it again. */
const writeNext = (connection: Connection, state: Held, older: BandGeneration): void => {
  const next = older.drain()
  if (next !== null) return writePage(connection, state, next)
  state.writtenTo = older.newest()
  state.older = null
  connection.run(NOTE_WRITTEN_TO, String(state.writtenTo))
}

const writePage = (connection: Connection, state: Held, { page, rows }: BandPage): void => {
  if (rows.length === 0) return
  const { run } = connection
  state.filter ??= createBandFilter(connection)
  state.filter.note(page, rows)
  let from = 0
  for (; rows.length - from >= 2 * AT_ONCE; from += 2 * AT_ONCE) run(INSERT_MANY, ...rows.slice(from, from + 2 * AT_ONCE))
  for (; from < rows.length; from += 2) run(INSERT_ONE, rows[from], rows[from + 1])
}
const AT_ONCE = 40
const INSERT_ONE = 'INSERT OR IGNORE INTO band (h, article) VALUES (?, ?)'
const INSERT_MANY = `INSERT OR IGNORE INTO band (h, article) VALUES ${Array.from({ length: AT_ONCE }, () => '(?, ?)').join(', ')}`
