/** Docker and Podman: their commands are the same. */
import { randomBytes } from 'node:crypto'
import type { Run } from './documented-run.ts'
import type { CommandLine, Container, Engine } from './engine.ts'
import type { ImageConfig } from './image-config.ts'
import { outputOf, program } from './program.ts'

export const commandLineEngine = (line: CommandLine, { healthcheck }: ImageConfig, init: boolean): Engine => {
  const call = (args: readonly string[]) => outputOf(line.program, [...line.options, ...args], { env: line.env })
  const attempt = (args: readonly string[]) => program(line.program, [...line.options, ...args], { env: line.env })
  return {
    words: line.words,
    ownNetwork: line.ownNetwork,
    init,
    line,
    makeVolume: async () => (await call(['volume', 'create', `polywire-${randomBytes(6).toString('hex')}`])).trim(),
    removeVolume: async (volume) => void (await attempt(['volume', 'rm', '--force', volume])),
    once: (run) => attempt(['run', '--rm', ...optionsOf(run, line)]),
    start: async (run): Promise<Container> => {
      const id = (await call(['run', '--detach', ...optionsOf(run, line)])).trim()
      return {
        exec: (args) => attempt(['exec', id, ...args]),
        // Docker has no command for it: it runs it every 30 seconds.
        isHealthy: async () =>
          (await attempt(line.program === 'podman' ? ['healthcheck', 'run', id] : ['exec', id, ...healthcheck])).code === 0,
        leave: async (args) => void (await call(['exec', '--detach', id, ...args])),
        signal: async (name) => void (await call(['kill', '--signal', name, id])),
        ended: async () => Number((await call(['wait', id])).trim()),
        log: async () => {
          const { out, err } = await attempt(['logs', id])
          return out + err
        },
        remove: async () => {
          // What stands still would be waited for.
          await attempt(['kill', id])
          await attempt(['rm', '--force', '--volumes', id])
        },
      }
    },
  }
}

const optionsOf = (run: Run, line: CommandLine): readonly string[] => [
  ...(run.init ? ['--init'] : []),
  // Podman has a tmpfs at /tmp, /run and /var/tmp by itself, Docker has not.
  ...(run.readOnly ? ['--read-only', ...(line.program === 'podman' ? ['--read-only-tmpfs=false'] : [])] : []),
  ...run.dropped.map((capability) => `--cap-drop=${capability}`),
  ...run.security.map((option) => `--security-opt=${option}`),
  ...run.tmpfs.map((folder) => `--tmpfs=${folder}`),
  ...run.mounts.map(({ from, to, readOnly }) => `--volume=${from}:${to}${readOnly ? ':ro' : ''}`),
  ...Object.entries(run.env).map(([name, value]) => `--env=${name}=${value}`),
  ...(line.ownNetwork ? [] : ['--network=host']),
  ...(run.publish !== null && line.ownNetwork ? [`--publish=${run.publish}`] : []),
  ...(run.entrypoint === null ? [] : [`--entrypoint=${run.entrypoint}`]),
  run.image,
  ...run.args,
]
