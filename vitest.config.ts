import { defineConfig } from 'vitest/config'
import start from './bin/start.json' with { type: 'json' }

/** Browsers, other feed readers, two services that talk to each other, waits of many seconds. */
const LONG = 'tests/**/*.long.test.ts'

/** `npm test` runs the project `quick`, `npm run test:all` both, with coverage. */
export default defineConfig({
  test: {
    testTimeout: 20_000,
    // Most tests wait for processes, sockets and disks of their own.
    maxWorkers: '100%',
    globalSetup: 'tests/store/postgres-cluster.ts',
    execArgv: start.flags,
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text-summary', 'html'] },
    projects: [
      { extends: true, test: { name: 'quick', include: ['tests/**/*.test.ts'], exclude: [LONG] } },
      { extends: true, test: { name: 'long', include: [LONG] } },
    ],
  },
})
