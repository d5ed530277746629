/** What this machine runs an image with: the first that really does it, and in words why not those before it. */
import { programNamed } from '../clients/newsboat.ts'
import { chrootEngine, imageRoot } from './chroot-engine.ts'
import { commandLineEngine } from './command-line-engine.ts'
import type { CommandLine, Engine } from './engine.ts'
import { imageConfig } from './image-config.ts'
import { lastLine, program } from './program.ts'

export type Found = { readonly engine: Engine; close(): Promise<void> }

/** `builder` has `image`. Throws where nothing runs it. */
export const findEngine = async (builder: string, image: string): Promise<Found> => {
  const refusals: string[] = []
  const config = await imageConfig(builder, image)
  for (const line of builder === 'buildah' ? [] : commandLines(builder)) {
    const options = ['run', '--rm', ...(line.ownNetwork ? [] : ['--network=host']), '--entrypoint=node', image, '-e', '0']
    const { code, err } = await program(line.program, [...line.options, ...options], { env: line.env })
    if (code !== 0) refusals.push(`${line.words}: ${lastLine(err)}`)
    else {
      const init = builder === 'docker' || programNamed('catatonit', ['/usr/libexec/podman']) !== null
      return { engine: commandLineEngine({ ...line, words: told(line.words, refusals) }, config, init), close: async () => {} }
    }
  }
  if (process.getuid?.() !== 0 || programNamed('buildah') === null || programNamed('unshare') === null)
    throw new Error(`nothing runs the image:\n${refusals.join('\n')}\nand root, buildah and unshare are not all here`)
  const files = await imageRoot(image)
  const words = told('unshare, chroot and setpriv, on the network of the machine', refusals)
  return { engine: chrootEngine(files.root, config, words), close: files.remove }
}

const told = (words: string, refusals: readonly string[]): string =>
  [`runs with ${words}`, ...refusals.map((refusal) => `  not with ${refusal}`)].join('\n')

/** Of one that has runtimes and firewalls to choose from, each choice, the nearest to its usual one first. */
const commandLines = (builder: string): readonly CommandLine[] => {
  if (builder === 'docker')
    return [true, false].map((ownNetwork) => ({
      program: builder,
      options: [],
      env: {},
      ownNetwork,
      words: networkWords('docker', ownNetwork),
    }))
  // The warning that control groups of version 1 are old is no answer.
  const env = { PODMAN_IGNORE_CGROUPSV1_WARNING: '1' }
  const runtimes = [[], ...(programNamed('runc', ['/usr/sbin']) === null ? [] : [['--runtime', 'runc']])]
  const networks = [
    { env, ownNetwork: true, firewall: '' },
    { env: { ...env, NETAVARK_FW: 'iptables' }, ownNetwork: true, firewall: ', by iptables' },
    { env, ownNetwork: false, firewall: '' },
  ]
  return networks.flatMap(({ env, ownNetwork, firewall }) =>
    runtimes.map((options) => ({
      program: builder,
      options,
      env,
      ownNetwork,
      words: `${networkWords(['podman', ...options].join(' '), ownNetwork)}${firewall}`,
    })),
  )
}

const networkWords = (name: string, ownNetwork: boolean): string =>
  `${name}, on ${ownNetwork ? 'a network of the container’s own' : 'the network of the machine'}`
