import type { SignalParts } from '../../src/ingest/source-signals.ts'
import { NO_RULES } from '../../src/parse/rights/robots-txt.ts'

/** For polls of sources whose sites are not asked. */
export const withoutRights: SignalParts = {
  rights: { note: async () => {} },
  sites: { of: async () => ({ robots: NO_RULES, tdm: [], rsl: [] }), license: async (terms) => ({ terms, contents: [] }) },
  asksSites: () => false,
}
