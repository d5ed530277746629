import { defineConfig } from 'vitest/config'
import start from './bin/start.json' with { type: 'json' }

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 20_000,
    execArgv: start.flags,
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text-summary', 'html'] },
  },
})
