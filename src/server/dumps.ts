/** A file a day with the stories that reports of that day belong to, as JSON lines, with a checksum. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { DAY } from '../lib/durations.ts'
import { inOneGo } from '../lib/steps.ts'
import { errorCode } from '../lib/system-errors.ts'
import type { Configuration } from '../model/configuration.ts'
import type { Instant } from '../model/ids.ts'
import { editFile } from '../store/operations/edit-file.ts'
import type { MatchedStory } from '../store/ports/story-search.ts'
import type { Store } from '../store/ports/store.ts'
import { affairsOf, reportViews } from '../web/api/report-views.ts'
import type { DumpFiles } from '../web/deps.ts'

export type Dumped = {
  readonly store: Store
  readonly configuration: Configuration
  /** The address at which readers use the service; empty: links are relative. */
  readonly origin: string
  readonly folder: string
  readonly day: string
  readonly from: Instant
}

const ROWS_AT_ONCE = 100

/** The stories with a report that was published on the day. */
export async function* storiesOf({ store, from }: Dumped): AsyncGenerator<readonly MatchedStory[], void> {
  const filter = {
    kind: 'and',
    of: [
      { kind: 'after', at: from },
      { kind: 'before', at: from + DAY },
    ],
  } as const
  let before = null
  do {
    const page: Awaited<ReturnType<Store['stories']>> = await store.stories({ filter, limit: ROWS_AT_ONCE, before })
    yield page.rows
    before = page.next
  } while (before !== null)
}

export const dumpOf = (day: string, folder: string): string => join(folder, `${day}.jsonl.gz`)

/** Writes `DAY.jsonl.gz` and `DAY.jsonl.gz.sha256`, and tells how many stories they have. */
export const writeDay = async (dumped: Dumped): Promise<number> => {
  const { store, configuration, origin, folder, day } = dumped
  const file = dumpOf(day, folder)
  const { storyMatch } = reportViews({ configuration, origin, translated: null }, [])
  const lines: string[] = []
  for await (const rows of storiesOf(dumped)) {
    const affairs = await affairsOf(
      store,
      rows.map(({ story }) => story),
    )
    for (const row of rows) {
      lines.push(`${JSON.stringify(inOneGo(storyMatch(row, affairs)))}\n`)
      await nextTurn()
    }
  }
  const bytes = await promisify(gzip)(lines.join(''))
  await mkdir(folder, { recursive: true })
  await editFile(file, () => bytes)
  await editFile(`${file}.sha256`, () => `${createHash('sha256').update(bytes).digest('hex')}  ${day}.jsonl.gz\n`)
  return lines.length
}

/** Reports of a day come until some hours after it. */
const COMPLETE_MS = 6 * 60 * 60_000

/** Writes the last day that is complete, unless it is there: what was published of a day stays as it is. Null: nothing to do. */
export const writeLastDay = async (dumped: Omit<Dumped, 'day' | 'from'>, now: Instant): Promise<string | null> => {
  const day = new Date(now - COMPLETE_MS - DAY).toISOString().slice(0, 10)
  if (existsSync(`${dumpOf(day, dumped.folder)}.sha256`)) return null
  await writeDay({ ...dumped, day, from: Date.parse(`${day}T00:00:00Z`) })
  return day
}

export const dumpsFolder = (dataFolder: string): string => join(dataFolder, 'dumps')

export const dumpFiles = (folder: string): DumpFiles => ({
  async checksums() {
    const names = (await orNull(readdir(folder))) ?? []
    const written = names.filter((name) => /^\d{4}-\d\d-\d\d\.jsonl\.gz\.sha256$/.test(name)).toSorted()
    return (await Promise.all(written.map(async (name) => await readFile(join(folder, name), 'utf8')))).join('')
  },
  read: async (day) => await orNull(readFile(dumpOf(day, folder))),
})

const orNull = async <Read>(reading: Promise<Read>): Promise<Read | null> => {
  try {
    return await reading
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}
