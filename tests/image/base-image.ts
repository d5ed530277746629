/** The image below ours: the one that the Dockerfile names or, where no registry answers, one like it that is made here. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { programNamed } from '../clients/newsboat.ts'
import { ROOT } from '../deploy/yaml-values.ts'
import { lastLine, outputOf, program } from './program.ts'

export type Base = {
  /** For a person: which one it is, and why. */
  readonly words: string
  readonly image: string
  /** Makes it, where it is not there yet. */
  make(): Promise<void>
}

const MADE_HERE = 'localhost/polywire-node:24'
const NODE = join(ROOT, 'node_modules/node/bin/node')
const PULL_MS = 180_000
/** Debian's packages are fetched and unpacked. */
const DEBOOTSTRAP_MS = 600_000

/** Words: there is none, and none can be made. `builder`: docker, podman or buildah. */
export const findBase = async (builder: string): Promise<Base | string> => {
  const [, named = ''] = /^ARG NODE_IMAGE=(\S+)$/m.exec(readFileSync(join(ROOT, 'Dockerfile'), 'utf8')) ?? []
  const pulled = await program(builder, ['pull', builder === 'docker' ? '--quiet' : '--retry=0', named], {
    deadlineMs: PULL_MS,
  })
  if (pulled.code === 0) return { words: `the base is ${named}`, image: named, make: async () => {} }
  const why = `${named} can't be had (${lastLine(pulled.err)})`
  const isHere = (await program(builder, ['inspect', '--type=image', MADE_HERE])).code === 0
  if (isHere)
    return { words: `${why}: the base is the one made here before, ${MADE_HERE}`, image: MADE_HERE, make: async () => {} }
  if (process.getuid?.() !== 0) return `${why}, and only root can make a base`
  for (const needed of ['debootstrap', 'apt-get', 'chroot'])
    if (programNamed(needed, ['/usr/sbin']) === null) return `${why}, and without ${needed} none can be made`
  return {
    words: `${why}: the base is made here, of Debian's packages and the Node that npm installs`,
    image: MADE_HERE,
    make: () => makeBase(builder),
  }
}

/** As node:24-slim is: Debian without recommended packages, Node and npm in /usr/local, a user "node" with the id 1000. */
const makeBase = async (builder: string): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-base-'))
  const root = join(folder, 'root')
  const inside = (...args: readonly string[]) => outputOf('chroot', [root, ...args])
  try {
    const { suite, mirror } = await debianSource()
    await outputOf('debootstrap', ['--variant=minbase', suite, root, mirror], { deadlineMs: DEBOOTSTRAP_MS })
    await inside(
      'sh',
      '-c',
      'apt-get clean && rm -rf /var/lib/apt/lists/* /var/log/* /usr/share/doc/* /usr/share/man/* /usr/share/locale/*',
    )
    await inside('groupadd', '--gid', '1000', 'node')
    await inside('useradd', '--uid', '1000', '--gid', 'node', '--create-home', '--shell', '/bin/bash', 'node')
    copyFileSync(NODE, join(root, 'usr/local/bin/node'))
    await outputOf('npm', ['install', '--global', '--prefix', join(root, 'usr/local'), 'npm@11'], { deadlineMs: 180_000 })
    await outputOf('tar', ['--directory', root, '--create', '--file', join(folder, 'base.tar'), '.'])
    rmSync(root, { recursive: true })
    writeFileSync(
      join(folder, 'Dockerfile'),
      'FROM scratch\nADD base.tar /\nENV PATH=/usr/local/bin:/usr/sbin:/usr/bin\nCMD ["node"]\n',
    )
    await outputOf(builder, ['build', '--tag', MADE_HERE, folder], { deadlineMs: 180_000 })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Where this machine's own packages come from. */
const debianSource = async (): Promise<{ readonly suite: string; readonly mirror: string }> => {
  const format = '$(SITE) $(RELEASE) $(CODENAME) $(COMPONENT)'
  const lines = (await outputOf('apt-get', ['indextargets', '--format', format, 'Created-By: Packages'])).split('\n')
  const sources = lines.map((line) => line.split(' '))
  const main = sources.find(([, release, codename, component]) => release === codename && component === 'main')
  if (main === undefined) throw new Error(`apt-get knows no Debian to make a base of:\n${lines.join('\n')}`)
  return { suite: main[1] ?? '', mirror: main[0] ?? '' }
}
