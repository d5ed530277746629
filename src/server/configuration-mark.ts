import { createHash } from 'node:crypto'
import type { Configuration } from '../model/configuration.ts'
import { taxonomyFingerprint } from './retagging.ts'

/** A hash of the configuration, 12 hexadecimal digits: processes that share a database should all have the same one. */
export const configurationMark = ({ taxonomy, ...rest }: Configuration): string =>
  createHash('sha256').update(taxonomyFingerprint(taxonomy)).update(JSON.stringify(rest)).digest('hex').slice(0, 12)
