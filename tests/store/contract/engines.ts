import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import type { StorySearch } from '../../../src/store/ports/story-search.ts'
import type { StoryView } from '../../../src/store/ports/story-view.ts'
import type { Affairs } from '../../../src/store/views/affairs.ts'
import type { Counts } from '../../../src/store/views/counts.ts'
import type { Tombstones } from '../../../src/store/views/tombstones.ts'

type Engine = { readonly name: string; readonly open: () => Promise<Store> }

const sqlite: Engine = { name: 'SQLite', open: () => openSqlite({ folder: ':memory:' }) }
/** One connection writes; what readers see comes from another, open since before the first write, as in the thread that answers them. */
const readBeside: Engine = {
  name: 'SQLite, read by another connection',
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'polywire-read-beside-'))
    const writer = await openSqlite({ folder })
    const reader = await openSqlite({ folder, readOnly: true })
    const close = async (): Promise<void> => {
      await Promise.all([reader.close(), writer.close()])
      rmSync(folder, { recursive: true })
    }
    return { ...writer, ...viewOf(reader), close }
  },
}
// Loaded only where it runs: facts start no server.
const postgres: Engine = {
  name: 'PostgreSQL',
  open: async () => await (await import('../postgres-databases.ts')).openEmptyPostgres(),
}

/** The suite of this folder runs on SQLite among the facts, on PostgreSQL in the ring of engines. */
export const engines: readonly Engine[] = inject('postgres') === undefined ? [sqlite, readBeside] : [postgres]

type View = StoryView & StorySearch & Tombstones & Affairs & Counts
const VIEW = [
  'findArticle',
  'story',
  'storiesWith',
  'decision',
  'reasonsIn',
  'storedAfter',
  'counts',
  'edition',
  'stories',
  'articles',
  'ongoingStories',
  'countByDay',
  'countBy',
  'coverage',
  'countMatches',
  'similarWords',
  'arrivals',
  'arrivedStories',
  'arrivedArticles',
  'storyChanges',
  'newestPosition',
  'firstOfStory',
  'successorOf',
  'storyTombstones',
  'linksOf',
  'affairs',
  'storyCalendar',
  'tagCounts',
  'formerIds',
] as const satisfies readonly (keyof View)[]

const viewOf = (store: Store): Partial<Store> => Object.fromEntries(VIEW.map((name) => [name, store[name]]))
