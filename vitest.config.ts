import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import start from './bin/start.json' with { type: 'json' }

const ENGINE = 'tests/**/*.engine.test.ts'
const SYSTEM = 'tests/**/*.system.test.ts'
/** Facts on SQLite, and engine tests on PostgreSQL. */
const CONTRACT = 'tests/store/contract/*.test.ts'
const onDemand = { globalSetup: 'tests/store/postgres-on-demand.ts' }

/** Fills a million rows: if it began last, it would go on alone. */
const LONGEST = /large-store\.engine\.test\.ts$/
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLongest = ({ moduleId }: TestSpecification): boolean => LONGEST.test(moduleId)
    return (await super.sort(files)).toSorted((a, b) => Number(isLongest(b)) - Number(isLongest(a)))
  }
}

/** Three rings, each a project: docs/decisions/0026-rings-of-tests.md. tests/architecture.test.ts holds each file to its ring. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // What hangs ends. What is waited for must come; how soon is the machine's matter, and no verdict of a test.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 300_000 } },
    maxWorkers: '100%',
    // A process for each core, not for each file: starting one and loading the same modules takes longer than most files do.
    isolate: false,
    // Without the options that save memory: with them, tests take a fifth more of the processor. Services that tests start have them all.
    execArgv: start.flags.filter((flag) => flag.startsWith('--wasm')),
    // For processes and threads that the tests start: TypeScript is stripped and compiled once.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node-compile') },
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text-summary', 'html'] },
    projects: [
      { extends: true, test: { name: 'facts', include: ['tests/**/*.test.ts'], exclude: [ENGINE, SYSTEM] } },
      { extends: true, test: { name: 'engines', include: [ENGINE, CONTRACT], ...onDemand, sequence: { groupOrder: 1 } } },
      // One at a time: services, browsers and kills that share the processor meet each other's deadlines.
      { extends: true, test: { name: 'system', include: [SYSTEM], ...onDemand, maxWorkers: 1, sequence: { groupOrder: 2 } } },
    ],
  },
})
