import { createHash } from 'node:crypto'
import type { Configuration } from '../model/configuration.ts'
import { taxonomyFingerprint } from './retagging.ts'

/** Names a state of the configuration: processes that work together should all work by one. */
export const configurationMark = ({ taxonomy, ...rest }: Configuration): string =>
  createHash('sha256').update(taxonomyFingerprint(taxonomy)).update(JSON.stringify(rest)).digest('hex').slice(0, 12)
