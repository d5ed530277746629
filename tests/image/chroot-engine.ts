/**
 * Where no container runtime works: the image's files as the root of a process in name spaces of its own for mounts and processes, with
 * util-linux. Nearly what a runtime does; without control groups, a filter of system calls and a network of its own.
 */
import { spawn } from 'node:child_process'
import { chownSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Run } from './documented-run.ts'
import type { Container, Engine } from './engine.ts'
import type { ImageConfig } from './image-config.ts'
import { outputOf, program } from './program.ts'

/** `root`: the folder with the image's files. */
export const chrootEngine = (root: string, config: ImageConfig, words: string): Engine => ({
  words,
  ownNetwork: false,
  init: false,
  line: null,
  makeVolume: async () => {
    const volume = mkdtempSync(join(tmpdir(), 'polywire-volume-'))
    chownSync(volume, Number(userOf(root, config).uid), Number(userOf(root, config).gid))
    return volume
  },
  removeVolume: async (volume) => rmSync(volume, { recursive: true, force: true }),
  once: (run) => program('unshare', unshared(root, config, run)),
  start: (run) => start(root, config, run),
})

const start = async (root: string, config: ImageConfig, run: Run): Promise<Container> => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-chroot-'))
  const log = join(folder, 'log')
  const stream = openSync(log, 'a')
  const child = spawn('unshare', unshared(root, config, run), { stdio: ['ignore', stream, stream] })
  const ended = new Promise<number>((done) => child.once('exit', (code) => done(code ?? -1)))
  const first = await firstChildOf(child.pid ?? 0)
  const inside = (args: readonly string[]): readonly string[] => [
    `--target=${first}`,
    '--mount',
    '--pid',
    '--root',
    '--wd',
    ...asUser(root, config, run, args),
  ]
  return {
    exec: (args) => program('nsenter', inside(args)),
    isHealthy: async () => (await program('nsenter', inside(config.healthcheck))).code === 0,
    leave: async (args) => spawn('nsenter', inside(args), { stdio: 'ignore' }).unref(),
    signal: async (name) => void process.kill(first, name),
    ended: () => ended,
    log: async () => readFileSync(log, 'utf8'),
    remove: async () => {
      // With it go process 1 (--kill-child), and with that one all the others of its name space.
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The arguments of unshare that run it. */
const unshared = (root: string, config: ImageConfig, run: Run): readonly string[] => {
  const entrypoint = run.entrypoint === null ? config.entrypoint : [run.entrypoint]
  const args = run.args.length === 0 && run.entrypoint === null ? config.command : run.args
  const script = [
    'set -e',
    `mount --bind ${quoted(root)} ${quoted(root)}`,
    `mount -t proc proc ${quoted(join(root, 'proc'))}`,
    `mount --rbind /dev ${quoted(join(root, 'dev'))}`,
    ...run.tmpfs.map((folder) => `mount -t tmpfs -o mode=1777 tmpfs ${quoted(join(root, folder))}`),
    ...run.mounts.flatMap(({ from, to, readOnly }) => [
      `mount --bind ${quoted(from)} ${quoted(join(root, to))}`,
      ...(readOnly ? [`mount -o remount,bind,ro ${quoted(join(root, to))}`] : []),
    ]),
    ...(run.readOnly ? [`mount -o remount,bind,ro ${quoted(root)}`] : []),
    `exec chroot ${quoted(root)} ${asUser(root, config, run, [...entrypoint, ...args])
      .map(quoted)
      .join(' ')}`,
  ].join('\n')
  return ['--mount', '--pid', '--fork', '--kill-child', '--propagation=private', 'sh', '-c', script]
}

const asUser = (root: string, config: ImageConfig, run: Run, args: readonly string[]): readonly string[] => {
  const { uid, gid } = userOf(root, config)
  return [
    '/usr/bin/env',
    '-i',
    `--chdir=${config.workingFolder}`,
    ...config.env,
    ...Object.entries(run.env).map(([name, value]) => `${name}=${value}`),
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=-all',
    ...(run.dropped.includes('ALL') ? ['--bounding-set=-all'] : []),
    ...(run.security.some((option) => option.startsWith('no-new-privileges')) ? ['--no-new-privs'] : []),
    ...args,
  ]
}

const userOf = (root: string, { user }: ImageConfig): { readonly uid: string; readonly gid: string } => {
  const line = readFileSync(join(root, 'etc/passwd'), 'utf8')
    .split('\n')
    .map((text) => text.split(':'))
    .find(([name, , id]) => name === user || id === user)
  if (line === undefined) throw new Error(`the image has no user "${user}"`)
  return { uid: line[2] ?? '', gid: line[3] ?? '' }
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

const firstChildOf = async (parent: number): Promise<number> => {
  for (let tries = 0; tries < 200; tries++) {
    const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim()
    if (children !== '') return Number(children.split(' ')[0])
    await wait(20)
  }
  throw new Error('unshare began no process')
}

/** The folder with an image's files, until it is told to take it away. */
export const imageRoot = async (image: string): Promise<{ readonly root: string; readonly remove: () => Promise<void> }> => {
  const container = (await outputOf('buildah', ['from', '--pull=never', image])).trim()
  const root = (await outputOf('buildah', ['mount', container])).trim()
  return { root, remove: async () => void (await program('buildah', ['rm', container])) }
}
