/** Polywire as its own process over hostile sources, watched from outside. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { openWorkplace, type Running, type Workplace } from '../cli/workplace.ts'
import { type TurnMeter, turnMeter } from '../server/turn-meter.ts'
import { isGrouped } from '../is-grouped.ts'

export const TOKEN = 'a-token-that-nobody-guesses'

type SourceView = {
  readonly id: string
  readonly health: string
  readonly failure: { readonly kind: string; readonly message: string } | null
  readonly items: number
}

export type HostileService = {
  readonly url: string
  readonly place: Workplace
  readonly running: Running
  readonly turns: TurnMeter
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  sources(): Promise<ReadonlyMap<string, SourceView>>
  poll(id: string): Promise<{ readonly outcome: string; readonly failure: { readonly kind: string } | null }>
  /** Resolves when each source has been tried once, and what they brought is grouped: feeds have it. */
  allTried(): Promise<void>
  /** Resident memory, in bytes. */
  memory(): number
  /** Everything that the process has written. Ends it. */
  stop(): Promise<{ readonly code: number | null; readonly out: string; readonly err: string; readonly tookMs: number }>
  close(): Promise<void>
}

type Given = {
  /** By id: the address, or a whole entry of sources.yaml without its id. */
  readonly sources: Readonly<Record<string, string>>
  /** polywire.yaml */
  readonly settings: string
  /** Further entries of sources.yaml, as text. */
  readonly more?: string
  readonly env?: NodeJS.ProcessEnv
}

export const startHostileService = async ({ sources, settings, more = '', env = {} }: Given): Promise<HostileService> => {
  const place = openWorkplace()
  place.write('polywire.yaml', settings)
  const entries = Object.entries(sources).map(
    ([id, url]) => `  - { id: ${id}, name: ${JSON.stringify(id)}, url: ${JSON.stringify(url)} }`,
  )
  place.write('sources.yaml', `sources:\n${entries.join('\n')}\n${more}`)
  const turns = turnMeter(place)
  const running = place.start(['serve'], {
    env: { POLYWIRE_LISTEN: '127.0.0.1:0', POLYWIRE_ADMIN_TOKEN: TOKEN, ...turns.env, ...env },
  })
  const url = /http:\S+/.exec(await running.line(/^Polywire is running at http/))?.[0] ?? ''
  const get: HostileService['get'] = async (path, headers = {}) => await fetch(url + path, { headers, redirect: 'manual' })
  const views = async (): Promise<ReadonlyMap<string, SourceView>> => {
    const { data } = (await (await get('/api/v1/sources?limit=1000')).json()) as { readonly data: readonly SourceView[] }
    return new Map(data.map((view) => [view.id, view]))
  }
  return {
    url,
    place,
    running,
    turns,
    get,
    sources: views,
    async poll(id) {
      const headers = { authorization: `Bearer ${TOKEN}` }
      const answered = await fetch(`${url}/api/v1/sources/${id}/poll?wait=1`, { method: 'POST', headers })
      return (await answered.json()) as Awaited<ReturnType<HostileService['poll']>>
    },
    async allTried() {
      for (;;) {
        const areTried = [...(await views()).values()].every(({ health }) => health !== 'waiting')
        if (areTried && (await isGrouped(url))) return
        await sleep(200)
      }
    },
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${running.child.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024,
    async stop() {
      const begun = performance.now()
      running.child.kill('SIGTERM')
      return { ...(await running.ended), tookMs: performance.now() - begun }
    },
    close: async () => await place.clear(),
  }
}
