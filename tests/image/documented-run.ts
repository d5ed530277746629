/** The command by which the manual starts the image, as values: the tests run what it says, and nothing else. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '../deploy/yaml-values.ts'

export type Mount = { readonly from: string; readonly to: string; readonly readOnly: boolean }
export type Run = {
  readonly name: string
  /** A process 1 of the engine's own, which passes signals on and reaps what others leave behind. */
  readonly init: boolean
  readonly readOnly: boolean
  readonly dropped: readonly string[]
  readonly security: readonly string[]
  readonly tmpfs: readonly string[]
  readonly mounts: readonly Mount[]
  readonly env: Readonly<Record<string, string>>
  /** `address:port:port inside`; null: nothing is published. */
  readonly publish: string | null
  /** In place of the image's entry point; null: that one. */
  readonly entrypoint: string | null
  readonly image: string
  readonly args: readonly string[]
}

/** Throws where the command has an option that the tests do not know. */
export const documentedRun = (): Run => {
  const manual = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8')
  const [, text = ''] = /^docker run ((?:.*\\\n)*.*)$/m.exec(manual) ?? []
  const { values, positionals } = parseArgs({
    args: text.replaceAll('\\\n', ' ').trim().split(/\s+/),
    allowPositionals: true,
    options: {
      detach: { type: 'boolean', short: 'd' },
      name: { type: 'string' },
      restart: { type: 'string' },
      init: { type: 'boolean' },
      'read-only': { type: 'boolean' },
      'cap-drop': { type: 'string', multiple: true },
      'security-opt': { type: 'string', multiple: true },
      tmpfs: { type: 'string', multiple: true },
      volume: { type: 'string', short: 'v', multiple: true },
      publish: { type: 'string', short: 'p' },
    },
  })
  const [image = '', ...args] = positionals
  return {
    name: values.name ?? '',
    init: values.init ?? false,
    readOnly: values['read-only'] ?? false,
    dropped: values['cap-drop'] ?? [],
    security: values['security-opt'] ?? [],
    tmpfs: values.tmpfs ?? [],
    mounts: (values.volume ?? []).map(mountFrom),
    env: {},
    publish: values.publish ?? null,
    entrypoint: null,
    image,
    args,
  }
}

const mountFrom = (volume: string): Mount => {
  const [from = '', to = '', mode = 'rw'] = volume.split(':')
  return { from, to, readOnly: mode === 'ro' }
}
