/** The tests' own set-up around a test that fails, with a PostgreSQL: `.ci/run` sees that such a run fails. */
import { defineConfig, mergeConfig } from 'vitest/config'
import usual from '../../vitest.config.ts'

const { projects: _, ...test } = usual.test ?? {}
export default defineConfig({
  test: mergeConfig(test, {
    name: 'failing',
    root: 'tests/failing',
    include: ['fails.ts'],
    globalSetup: '../store/postgres-on-demand.ts',
  }),
})
