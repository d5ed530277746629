import { readFileSync } from 'node:fs'
import { programNamed } from '../clients/newsboat.ts'
import { ROOT } from '../deploy/yaml-values.ts'
import type { Base } from './base-image.ts'
import { npmSecrets } from './npm-secrets.ts'
import { outputOf, program } from './program.ts'

/** docker, podman or buildah; null: none of them is here and answers. */
export const findBuilder = async (): Promise<'docker' | 'podman' | 'buildah' | null> => {
  for (const name of ['docker', 'podman', 'buildah'] as const)
    if (programNamed(name) !== null && (await program(name, ['info'])).code === 0) return name
  return null
}

const BUILD_MS = 900_000

/** Builds the Dockerfile as the image `tag`. */
export const buildImage = async (builder: string, base: Base, tag: string): Promise<void> => {
  const secrets = await npmSecrets()
  try {
    const args = ['build', `--tag=${tag}`, `--build-arg=NODE_IMAGE=${base.image}`, '--network=host', ...secrets.options]
    await outputOf(builder, [...args, ...(builder === 'docker' ? [] : buildahOptions()), ROOT], { deadlineMs: BUILD_MS })
  } finally {
    secrets.remove()
  }
}

/**
 * chroot: no runtime is needed, nor name spaces of users. Docker's format: OCI's has no HEALTHCHECK. Without layers: a step's files are
 * packed once. Limits: those of this process, since a process without CAP_SYS_RESOURCE can't raise them to Buildah's own.
 */
const buildahOptions = (): readonly string[] => [
  '--isolation=chroot',
  '--format=docker',
  '--layers=false',
  '--pull=never',
  ...limit('nofile', 'Max open files'),
  ...limit('nproc', 'Max processes'),
]
const limit = (name: string, title: string): readonly string[] => {
  const hard = new RegExp(String.raw`^${title}\s+\S+\s+(\d+)`, 'm').exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
  return hard === undefined ? [] : [`--ulimit=${name}=${hard}`]
}
