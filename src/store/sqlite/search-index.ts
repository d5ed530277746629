import { searchText } from '../../text/search-words.ts'
import type { Connection } from './connection.ts'

/**
 * Which articles have a word. FTS5 writes a segment with every transaction and merges segments of a size, again and again, up to the
 * largest. So what polls bring is gathered in memory first (titles and texts tell it too) and written a generation at a time: what
 * would be merged several times as it grows is written once. Whoever asks has `tell` put the youngest into an index in memory,
 * `young_words`, to be asked as well.
 */
export type SearchIndex = {
  /** Inside a transaction. `searchText`: the title's words, a line feed, the others. */
  readonly add: (article: number, searchText: string) => void
  /** Inside a transaction. */
  readonly forget: (article: number) => void
  /** At the end of a transaction that added: writes the generation if it is full, and merges as evenly as articles come. */
  readonly writeSome: () => void
  readonly tell: () => void
  /** After a transaction that did not come to its end. */
  readonly reload: () => void
}

/** Characters of a generation: some 250 articles, and as many that a process after this one must read. */
const GENERATION = 1_000_000
/** How often what is added is merged, at most: sixteen segments make one, and so four times ten million articles. */
const MERGES = 5
/** Pages merged at once, at least: with fewer, many would be left half empty. */
const AT_ONCE = 32
const PAGE_SIZE = 4_050

export const createSearchIndex = (connection: Connection, generation = GENERATION): SearchIndex => {
  const { run } = connection
  connection.db.exec(CREATE)
  let held: Young | null = null
  const now = (): Young => (held ??= load(connection))
  let due = 0
  const write = (article: number, text: string): void => {
    insert(connection, 'words', article, text)
    due += (MERGES * text.length) / PAGE_SIZE
  }
  return {
    add(article, text) {
      const { writtenTo, texts } = now()
      if (article <= writtenTo) write(article, text)
      else texts.set(article, text)
    },
    forget(article) {
      const { writtenTo, texts, told } = now()
      if (article <= writtenTo) return void run('DELETE FROM words WHERE rowid = ?', article)
      texts.delete(article)
      if (told.delete(article)) run('DELETE FROM young_words WHERE rowid = ?', article)
    },
    writeSome() {
      const { texts } = now()
      if (sizeOf(texts) >= generation) {
        // A revised article stands at the end; FTS5 likes the order of numbers.
        for (const [article, text] of [...texts].toSorted(([one], [other]) => one - other)) write(article, text)
        held = { writtenTo: Math.max(...texts.keys()), texts: new Map(), told: new Set() }
        run(WRITTEN, held.writtenTo)
        run(FORGET_TOLD)
      }
      if (due < AT_ONCE) return
      run(MERGE, Math.floor(due))
      due = 0
    },
    tell() {
      const { texts, told } = now()
      if (told.size === texts.size) return
      connection.db.transaction(() => {
        for (const [article, text] of texts) if (!told.has(article)) insert(connection, 'young_words', article, text)
      })()
      for (const article of texts.keys()) told.add(article)
    },
    reload() {
      held = null
    },
  }
}
const CREATE = `
  CREATE VIRTUAL TABLE temp.young_words USING fts5 (title, body, content = '', contentless_delete = 1, tokenize = 'ascii')`
const FORGET_TOLD = `INSERT INTO young_words (young_words) VALUES ('delete-all')`
const WRITTEN = 'UPDATE ledger SET words_to = ?'
const MERGE = `INSERT INTO words (words, rank) VALUES ('merge', ?)`

/** `texts`: of all articles younger than those that are written; `told`: those of them that are in `young_words`. */
type Young = { readonly writtenTo: number; readonly texts: Map<number, string>; readonly told: Set<number> }

const load = ({ all, get, run }: Connection): Young => {
  run(FORGET_TOLD)
  const writtenTo = get<{ readonly words_to: number }>('SELECT words_to FROM ledger')?.words_to ?? 0
  const rows = all<YoungRow>('SELECT article, title, text FROM content WHERE article > ? ORDER BY article', writtenTo)
  return {
    writtenTo,
    texts: new Map(rows.map(({ article, title, text }) => [article, searchText(title, text)])),
    told: new Set(),
  }
}
type YoungRow = { readonly article: number; readonly title: string; readonly text: string }

const sizeOf = (texts: ReadonlyMap<number, string>): number => {
  let size = 0
  for (const text of texts.values()) size += text.length
  return size
}

const insert = ({ run }: Connection, table: 'words' | 'young_words', article: number, text: string): void => {
  const end = text.indexOf('\n')
  const [title, body] = end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)]
  run(`INSERT INTO ${table} (rowid, title, body) VALUES (?, ?, ?)`, article, title, body)
}
