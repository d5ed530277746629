/** npm's settings on this machine, for `npm ci` in a build: which registry, by which certificates. They are mounted and do not stay in the image. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { outputOf } from './program.ts'

/** Of this machine's file system, which a build does not have. */
const PATHS = /^\s*(?:cafile|cache|prefix|nodedir|globalconfig|userconfig|init-module)\s*=/

export type NpmSecrets = {
  /** Options of docker, podman and buildah. */
  readonly options: readonly string[]
  remove(): void
}

export const npmSecrets = async (): Promise<NpmSecrets> => {
  const setting = async (name: string): Promise<string> => {
    const value = (await outputOf('npm', ['config', 'get', name])).trim()
    return value === 'null' || value === 'undefined' ? '' : value
  }
  const files = [await setting('globalconfig'), await setting('userconfig')].filter(existsSync)
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n')).filter((line) => !PATHS.test(line))
  const authorities = (await setting('cafile')) || (process.env['NODE_EXTRA_CA_CERTS'] ?? '')
  const folder = mkdtempSync(join(tmpdir(), 'polywire-npmrc-'))
  const npmrc = join(folder, 'npmrc')
  const more = [`registry=${await setting('registry')}`, ...(authorities === '' ? [] : ['cafile=/run/secrets/ca'])]
  writeFileSync(npmrc, `${[...lines, ...more].join('\n')}\n`, { mode: 0o600 })
  return {
    options: [`--secret=id=npmrc,src=${npmrc}`, ...(authorities === '' ? [] : [`--secret=id=ca,src=${authorities}`])],
    remove: () => rmSync(folder, { recursive: true }),
  }
}
