import type { WebDeps } from '../../src/web/deps.ts'

/** For a web without scheduler, hub, private feeds and administrator; what is given counts. */
export const webDeps = (given: Pick<WebDeps, 'store' | 'configuration' | 'now'> & Partial<WebDeps>): WebDeps => ({
  problems: () => [],
  poll: { source: async () => null, all: async () => [] },
  trials: { of: async () => null, answer: async () => null },
  push: null,
  publicUrl: 'https://news.example.org',
  opens: () => false,
  adminToken: null,
  vectorOf: async () => null,
  log: () => {},
  metrics: null,
  dumps: { checksums: async () => '', read: async () => null },
  version: '0.1.0',
  silentMs: () => 0,
  ready: async () => ({ ok: true, reasons: [] }),
  ...given,
})
