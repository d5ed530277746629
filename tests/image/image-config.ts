import { listAt, textAt, valueAt } from '../deploy/yaml-values.ts'
import { outputOf } from './program.ts'

/** What an image says of itself. */
export type ImageConfig = {
  readonly user: string
  /** NAME=value */
  readonly env: readonly string[]
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly workingFolder: string
  /** The command, without the word CMD; empty: none. */
  readonly healthcheck: readonly string[]
  readonly stopSignal: string
  readonly volumes: readonly string[]
}

/** `program`: docker, podman or buildah. */
export const imageConfig = async (program: string, image: string): Promise<ImageConfig> => {
  const args = program === 'buildah' ? ['inspect', '--type', 'image', image] : ['image', 'inspect', image]
  const read: unknown = JSON.parse(await outputOf(program, args))
  const config = Array.isArray(read) ? valueAt(read[0], 'Config') : valueAt(read, 'Docker.config')
  // Podman has it beside the others, as it is no part of OCI's.
  const health = Array.isArray(read)
    ? (valueAt(config, 'Healthcheck') ?? valueAt(read[0], 'Healthcheck'))
    : valueAt(config, 'Healthcheck')
  return {
    user: textAt(config, 'User'),
    env: listAt(config, 'Env').map(String),
    entrypoint: listAt(config, 'Entrypoint').map(String),
    command: listAt(config, 'Cmd').map(String),
    workingFolder: textAt(config, 'WorkingDir') || '/',
    healthcheck: listAt(health, 'Test').slice(1).map(String),
    stopSignal: textAt(config, 'StopSignal'),
    volumes: Object.keys(Object(valueAt(config, 'Volumes'))),
  }
}
