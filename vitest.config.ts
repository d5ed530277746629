import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import start from './bin/start.json' with { type: 'json' }

/** Browsers, other feed readers, two services that talk to each other, waits of many seconds. */
const LONG = 'tests/**/*.long.test.ts'

/** Each of these takes minutes: if one began last, it would go on alone. */
const LONGEST = /(?:life|chaos|races|accessibility|image|large-store|long-polls)\.long\.test\.ts$/
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { longest = [], others = [] } = Object.groupBy(await super.sort(files), ({ moduleId }) =>
      LONGEST.test(moduleId) ? 'longest' : 'others',
    )
    return [...longest, ...others]
  }
}

/** `npm test` runs the project `quick`, `npm run test:all` both, with coverage. */
export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    // What is waited for must come; how soon is the machine's matter.
    expect: { poll: { timeout: 20_000 } },
    // Most tests wait for processes, sockets and disks of their own.
    maxWorkers: '100%',
    // A process for each core, not for each file: starting one and loading the same modules takes longer than most files do.
    isolate: false,
    globalSetup: 'tests/store/postgres-cluster.ts',
    // Without the options that save memory: with them, tests take a fifth more of the processor. Services that tests start have them all.
    execArgv: start.flags.filter((flag) => flag.startsWith('--wasm')),
    // For processes and threads that the tests start: TypeScript is stripped and compiled once.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node-compile') },
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text-summary', 'html'] },
    projects: [
      { extends: true, test: { name: 'quick', include: ['tests/**/*.test.ts'], exclude: [LONG] } },
      { extends: true, test: { name: 'long', include: [LONG] } },
    ],
  },
})
