/** Writes a day as files: the stories that reports of this day belong to, as JSON lines with a checksum, or as a feed for MISP. */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { publicUrlFrom } from '../config/process-settings.ts'
import { DAY } from '../lib/durations.ts'
import { representativeOf } from '../publish/developments.ts'
import { type MispManifest, mispEvent, mispHashes, mispManifest } from '../publish/misp.ts'
import { InputError } from '../model/input-error.ts'
import { type Dumped, dumpOf, storiesOf, writeDay } from '../server/dumps.ts'
import { readTextFile, replaceFile, writable } from '../server/text-file.ts'
import type { CommandContext } from './context.ts'
import { withStories } from './story-names.ts'

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
    const count = await (flags.misp === true ? writeMisp(told) : writeNewDay(told, flags.again === true))
    context.terminal.note(`${count === 1 ? '1 story' : `${count} stories`} of ${day} in ${folder}`)
    return 0
  })

/** A day that is written stays as it is, unless `again`. */
export const writeNewDay = async (dumped: Dumped, again = false): Promise<number> => {
  const file = dumpOf(dumped.day, dumped.folder)
  if (!again && existsSync(file)) throw new InputError(`${file} is there already; --again writes it anew`)
  let count = 0
  await writable(file, async () => void (count = await writeDay(dumped)))
  return count
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
