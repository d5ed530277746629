import { createDailyAllowance } from '../ingest/daily-allowance.ts'
import { createSourceRights } from '../ingest/source-rights.ts'
import type { Configuration } from '../model/configuration.ts'
import { type ConfiguredParts, createConfiguredParts } from '../server/configured-parts.ts'
import { openStoreInMemory } from '../server/stores.ts'
import type { CommandContext } from './context.ts'

/** Calls `work` with the parts to fetch and read as a poll would, on a store in memory, and closes them. */
export const withPartsToLook = async <Result>(
  { clock }: CommandContext,
  configuration: Configuration,
  work: (parts: ConfiguredParts) => Promise<Result>,
): Promise<Result> => {
  const store = await openStoreInMemory()
  const parts = createConfiguredParts(configuration, {
    store,
    clock,
    rights: createSourceRights({ ...clock, store }),
    appended: () => {},
    allowance: createDailyAllowance(),
  })
  try {
    return await work(parts)
  } finally {
    await parts.close()
    await store.close()
  }
}
