/** Writes a day as files: the stories that reports of this day belong to, as JSON lines with a checksum, or as a feed for MISP. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { publicUrlFrom } from '../config/process-settings.ts'
import { DAY } from '../lib/durations.ts'
import { inOneGo } from '../lib/steps.ts'
import type { Configuration } from '../model/configuration.ts'
import type { Instant } from '../model/ids.ts'
import { representativeOf } from '../publish/developments.ts'
import { type MispManifest, mispEvent, mispHashes, mispManifest } from '../publish/misp.ts'
import type { MatchedStory } from '../store/ports/story-search.ts'
import type { Store } from '../store/ports/store.ts'
import { affairsOf, reportViews } from '../web/api/report-views.ts'
import type { CommandContext } from './context.ts'
import { InputError } from '../model/input-error.ts'
import { withStories } from './story-names.ts'
import { readTextFile, replaceFile } from '../server/text-file.ts'

type DumpFlags = { readonly day?: string; readonly misp?: boolean; readonly again?: boolean }

export const dump = async (context: CommandContext, folder: string, flags: DumpFlags): Promise<number> =>
  await withStories(context, async (store, configuration) => {
    const now = context.clock.now()
    const day = flags.day ?? new Date(now - DAY).toISOString().slice(0, 10)
    const from = Date.parse(`${day}T00:00:00Z`)
    if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(from)) throw new InputError(`--day ${day} is no day; write 2026-11-30`)
    if (from + DAY > now) throw new InputError(`${day} has not ended yet (UTC); a dump is of a whole day`)
    const origin = publicUrlFrom(context.env.POLYWIRE_PUBLIC_URL) ?? configuration.service.publicUrl ?? ''
    const told = { store, configuration, origin, folder, day, from }
    const count = await (flags.misp === true ? writeMisp(told) : writeDay(told, flags.again === true))
    context.terminal.note(`${count === 1 ? '1 story' : `${count} stories`} of ${day} in ${folder}`)
    return 0
  })

type Dumped = {
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
async function* storiesOf({ store, from }: Dumped): AsyncGenerator<readonly MatchedStory[], void> {
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

/** Writes `DAY.jsonl.gz` and `DAY.jsonl.gz.sha256`. A day that is written stays as it is, unless `again`. */
export const writeDay = async (dumped: Dumped, again = false): Promise<number> => {
  const { store, configuration, origin, folder, day } = dumped
  const file = join(folder, `${day}.jsonl.gz`)
  if (!again && existsSync(file)) throw new InputError(`${file} is there already; --again writes it anew`)
  const { storyMatch } = reportViews({ configuration, origin, translated: null }, [])
  const lines: string[] = []
  for await (const rows of storiesOf(dumped)) {
    const affairs = await affairsOf(
      store,
      rows.map(({ story }) => story),
    )
    for (const row of rows) lines.push(`${JSON.stringify(inOneGo(storyMatch(row, affairs)))}\n`)
  }
  const bytes = gzipSync(lines.join(''))
  await mkdir(folder, { recursive: true })
  await replaceFile(file, bytes)
  await replaceFile(`${file}.sha256`, `${createHash('sha256').update(bytes).digest('hex')}  ${day}.jsonl.gz\n`)
  return lines.length
}

/** Adds the day's events to a MISP feed: `manifest.json`, `hashes.csv`, and a file an event. */
export const writeMisp = async (dumped: Dumped): Promise<number> => {
  const { configuration, origin, folder } = dumped
  await mkdir(folder, { recursive: true })
  const manifest: Record<string, MispManifest[string]> = JSON.parse(
    await readTextFile(join(folder, 'manifest.json'), '{}'),
  ) as MispManifest
  const known = (await readTextFile(join(folder, 'hashes.csv'), '')).split('\n').filter((line) => line !== '')
  const hashes = new Set(known)
  let count = 0
  for await (const rows of storiesOf(dumped))
    for (const match of rows) {
      const { title } = representativeOf(match, [])
      const event = mispEvent(match.story, title, { name: configuration.service.title, origin })
      await replaceFile(join(folder, `${event.Event.uuid}.json`), `${JSON.stringify(event)}\n`)
      Object.assign(manifest, mispManifest([event]))
      for (const line of mispHashes(event)) hashes.add(line)
      count += 1
    }
  await replaceFile(join(folder, 'hashes.csv'), `${[...hashes].join('\n')}\n`)
  await replaceFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest)}\n`)
  return count
}
