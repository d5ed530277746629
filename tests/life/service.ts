/** The built service as a user starts it, over a day's publishers, with the probe in its threads. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { cpuMsOf } from '../processor-time.ts'
import { writeInOneStep } from '../write-in-one-step.ts'
import type { Leak } from './leaks.ts'
import type { Heaps } from './probe.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const BIN = join(ROOT, 'bin/polywire')

export type LivingService = {
  readonly url: string
  readonly folder: string
  write(name: string, text: string): void
  /** `polywire …` beside the service; resolves to what it prints. */
  command(...args: readonly string[]): Promise<string>
  measure(): Promise<Measurement>
  /** CPU of the process since its start. */
  cpuMs(): number
  /** Events of the log by name. */
  readonly events: ReadonlyMap<string, number>
  /** Lines that tell of an error of our own, and what was written beside the log. */
  readonly errors: readonly string[]
  /** Resolves to the exit code and the time that it took. */
  stop(): Promise<{ readonly code: number | null; readonly tookMs: number }>
  close(): Promise<void>
}

export type Measurement = Heaps & {
  readonly descriptors: number
  readonly sockets: number
  readonly threads: number
  /** CPU of the process since its start, in ms. */
  readonly cpuMs: number
}

type Options = {
  readonly port: number
  readonly files: Readonly<Record<string, string>>
  readonly leaks: readonly Leak[]
}

const START_MS = 120_000
/** Longer than it may take to end; then it is killed. */
const END_MS = 30_000
const TOKEN = 'a-token-that-nobody-guesses'

export const startLivingService = async ({ port, files, leaks }: Options): Promise<LivingService> => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-life-'))
  const config = join(folder, 'config')
  mkdirSync(config)
  for (const name of ['topics.yaml', 'entities.yaml', 'places.yaml', 'lexicon'])
    cpSync(join(ROOT, 'config', name), join(config, name), { recursive: true })
  const write = (name: string, text: string): void => writeInOneStep(join(config, name), text, join(folder, 'being-written'))
  for (const [name, text] of Object.entries(files)) write(name, text)
  const probe = await listenForProbe(join(folder, 'probe'))
  const { PATH, HOME } = process.env
  const env = { PATH, HOME, POLYWIRE_CONFIG: config, POLYWIRE_DATA: join(folder, 'data') }
  const child = spawn(process.execPath, [BIN, 'serve'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...env,
      POLYWIRE_LISTEN: `127.0.0.1:${port}`,
      POLYWIRE_PUBLIC_URL: `http://127.0.0.1:${port}`,
      POLYWIRE_ADMIN_TOKEN: TOKEN,
      NODE_OPTIONS: `--import=${new URL('probe.ts', import.meta.url).href}`,
      LIFE_PROBE: join(folder, 'probe'),
      LIFE_LEAKS: leaks.join(),
    },
  })
  const log = follow(child)
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)))
  const hasEnded = ended.then((code): never => {
    throw new Error(`the service has ended with ${code ?? child.signalCode}:\n${log.errors.join('\n')}`)
  })
  // Whoever waits for the service hears of it; nobody has to.
  hasEnded.catch(() => {})
  await Promise.race([log.running, hasEnded])
  return {
    url: `http://127.0.0.1:${port}`,
    folder,
    write,
    events: log.events,
    errors: log.errors,
    command: async (...args) => (await promisify(execFile)(process.execPath, [BIN, ...args], { env })).stdout,
    cpuMs: () => cpuMsOf(child.pid ?? 0),
    measure: async () => ({ ...(await Promise.race([probe.ask(), hasEnded])), ...systemsView(child.pid ?? 0) }),
    async stop() {
      const begun = performance.now()
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MS)
      const code = await ended
      clearTimeout(timer)
      return { code, tookMs: performance.now() - begun }
    },
    async close() {
      child.kill('SIGKILL')
      await ended
      probe.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

type Log = {
  readonly running: Promise<void>
  readonly events: ReadonlyMap<string, number>
  readonly errors: readonly string[]
}

const follow = (child: ChildProcess): Log => {
  const events = new Map<string, number>()
  const errors: string[] = []
  const { promise: running, resolve: isRunning, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(() => reject(new Error('the service does not start')), START_MS)
  void running.then(() => clearTimeout(timer)).catch(() => {})
  if (child.stdout === null || child.stderr === null) throw new Error('the service has no output')
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { event = 'none', level } = JSON.parse(line) as { readonly event?: string; readonly level: string }
    events.set(event, (events.get(event) ?? 0) + 1)
    if (level === 'error' || level === 'fatal') errors.push(line)
  })
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.startsWith('Polywire is running at')) isRunning()
    else errors.push(line)
  })
  return { running, events, errors }
}

const listenForProbe = async (path: string) => {
  let socket: Socket | null = null
  let waiting: ((heaps: Heaps) => void) | null = null
  const server = createServer((connected) => {
    socket = connected
    connected.on('error', () => {})
    createInterface({ input: connected }).on('line', (line) => waiting?.(JSON.parse(line) as Heaps))
  }).listen(path)
  await once(server, 'listening')
  return {
    ask: async (): Promise<Heaps> =>
      await new Promise((resolve) => {
        waiting = resolve
        socket?.write('rest\n')
      }),
    close(): void {
      socket?.destroy()
      server.close()
    },
  }
}

const systemsView = (pid: number): Omit<Measurement, keyof Heaps> => {
  const links = readdirSync(`/proc/${pid}/fd`).map((name) => linkOf(`/proc/${pid}/fd/${name}`))
  return {
    descriptors: links.length,
    sockets: links.filter((link) => link.startsWith('socket:')).length,
    threads: readdirSync(`/proc/${pid}/task`).length,
    cpuMs: cpuMsOf(pid),
  }
}
const linkOf = (path: string): string => {
  try {
    return readlinkSync(path)
  } catch {
    // Closed since the folder was read.
    return ''
  }
}
