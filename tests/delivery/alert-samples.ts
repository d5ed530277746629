import type { AlertDefinition } from '../../src/model/alert.ts'

/** `whsec_` and a key of 24 bytes. */
export const SECRET = `whsec_${Buffer.from('a key of just 24 bytes..').toString('base64')}`

export const alert = (target: AlertDefinition['target'], rest: Partial<AlertDefinition> = {}): AlertDefinition => ({
  id: 'desk',
  title: { en: 'Desk' },
  filter: '',
  mute: [],
  thresholds: [{ sources: 1, languages: 1, origins: 1 }],
  developments: false,
  quiet: null,
  hourly: null,
  language: 'en',
  preferred: [rest.language ?? 'en'],
  target,
  secrets: new Map(),
  ...rest,
})
