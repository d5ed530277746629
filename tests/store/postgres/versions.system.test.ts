/**
 * The store on every PostgreSQL that is installed here, besides the one that all tests run on: some ten minutes each, so only where
 * POLYWIRE_TEST_VERSIONS asks for it.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { installedVersions } from '../installed-postgres.ts'

const run = promisify(execFile)
const MINUTES = 60_000

test.runIf(process.env['POLYWIRE_TEST_VERSIONS'] !== undefined).for(installedVersions())(
  'the contract is kept on %s',
  { timeout: 20 * MINUTES },
  async (bin) => {
    const vitest = join(import.meta.dirname, '../../../node_modules/vitest/vitest.mjs')
    const options = { env: { ...process.env, POLYWIRE_TEST_POSTGRES: bin, NO_COLOR: '1' }, maxBuffer: 64 * 1_048_576 }
    const args = [
      vitest,
      'run',
      '--project',
      'quick',
      'tests/store',
      '--maxWorkers=1',
      '--testTimeout=120000',
      '--hookTimeout=120000',
    ]
    const { stdout } = await run(process.execPath, args, options)
    expect(stdout).toMatch(/Tests {2}\d+ passed/)
  },
)
