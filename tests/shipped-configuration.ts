import { resolve } from 'node:path'
import type { Configuration } from '../src/model/configuration.ts'
import { requireConfiguration } from '../src/server/load-configuration.ts'
import { NOON } from './store/samples.ts'

let shipped: Promise<Configuration> | null = null

/** The configuration of this repository, read once in each process: it takes most of a second. */
export const shippedConfiguration = async (): Promise<Configuration> =>
  await (shipped ??= requireConfiguration(resolve(import.meta.dirname, '../config'), {}, NOON))
