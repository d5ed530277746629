import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HOUR, MINUTE } from '../lib/durations.ts'
import type { Instant } from '../model/ids.ts'
import type { Clock } from '../model/time-and-chance.ts'
import { type SteadyClock, steadyClock } from '../server/clock.ts'
import { InputError } from '../model/input-error.ts'
import type { CommandContext } from './context.ts'
import { openDemoPress } from './demo-press.ts'
import { type DemoWorld, readDemoWorld, WEEK_HOURS } from './demo-world.ts'
import { serve } from './serve.ts'

export type DemoFlags = { readonly listen?: string; readonly minutes?: string }

/** The shipped field; the path is the same from src/cli/ and dist/cli/. */
const SHIPPED = fileURLToPath(new URL('../../config', import.meta.url))
/** How often an outlet is polled, as a share of the week's duration. */
const POLLS_A_WEEK = 60
const WEEK_MS = WEEK_HOURS * HOUR

/**
 * Runs the service on an invented week of invented outlets until a signal comes. Everything is on the loopback interface and in a temporary
 * folder, and nothing of the environment is used: no address outside is ever asked.
 */
export const demo = async (
  context: CommandContext,
  { listen = '127.0.0.1:8080', minutes = '10' }: DemoFlags,
): Promise<number> => {
  const lastsMs = Number(minutes) * MINUTE
  if (!(lastsMs >= MINUTE && lastsMs <= 24 * HOUR)) throw new InputError(`--minutes: "${minutes}" is no number from 1 to 1440.`)
  const { terminal } = context
  const world = readDemoWorld()
  const clock = demoClock(context.clock, lastsMs)
  const began = clock.now()
  const hours = (): number => Math.min((clock.now() - began) / HOUR, WEEK_HOURS)
  const press = await openDemoPress(world, { began, hours })
  const folder = await mkdtemp(join(tmpdir(), 'polywire-demo-'))
  try {
    const configFolder = await writeDemoConfiguration(folder, world, { origin: press.origin, everyMs: WEEK_MS / POLLS_A_WEEK })
    terminal.note(
      `An invented week of ${world.outlets.length} invented outlets passes in ${minutes} minutes. Everything stays on this machine, and is gone at the end (Ctrl-C).`,
    )
    const places = { configFolder, dataFolder: join(folder, 'data') }
    return await serve({ ...context, env: {}, places }, { listen, logLevel: 'warn' }, clock)
  } finally {
    await press.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Shows a week while `lastsMs` pass, at whose end it shows the machine's time. The service lives on this clock: articles come when they are
 * published, so that reports are compared with those of their day, and a headline may change within the hour.
 */
export const demoClock = (machine: Clock, lastsMs: number): SteadyClock => {
  const startedAt = machine.elapsed()
  const began = machine.now() + lastsMs - WEEK_MS
  const now = (): Instant => {
    const passed = machine.elapsed() - startedAt
    return Math.round(began + (passed < lastsMs ? (passed / lastsMs) * WEEK_MS : WEEK_MS + passed - lastsMs))
  }
  return { ...steadyClock(machine), now, behind: () => 0 }
}

const MORNING = { id: 'morning', title: 'Morning', filter: 'topic:internet-governance,e-commerce', at: '07:30', zone: 'UTC' }

type Press = { readonly origin: string; readonly everyMs: number }

/** The shipped field, with a layer that replaces its sources by the outlets; returns the folder of the configuration. */
export const writeDemoConfiguration = async (folder: string, world: DemoWorld, { origin, everyMs }: Press): Promise<string> => {
  const config = join(folder, 'config')
  const layer = `${config}.d`
  await cp(SHIPPED, config, { recursive: true })
  await mkdir(layer)
  const every = `${Math.max(1, Math.round(everyMs / 1_000))}s`
  const { host } = new URL(origin)
  const service = {
    title: 'Polywire demo',
    fetch: {
      every,
      min: every,
      max: every,
      concurrency: 8,
      per_host: { concurrency: 8, gap: '0s' },
      allow_private: [host],
    },
    websub: false,
  }
  const sources = world.outlets.map((outlet) => ({
    ...outlet,
    url: `${origin}/${outlet.id}/feed.xml`,
    site: `${origin}/${outlet.id}`,
  }))
  const files = {
    'polywire.yaml': service,
    'sources.yaml': { replace: true, sources },
    'alerts.yaml': { replace: true, alerts: [] },
    'digests.yaml': { replace: true, digests: [MORNING] },
  }
  // JSON is YAML.
  for (const [name, value] of Object.entries(files)) await writeFile(join(layer, name), `${JSON.stringify(value, null, 1)}\n`)
  return config
}
