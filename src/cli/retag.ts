import { retagStored } from '../server/retagging.ts'
import { StoreInUse } from '../store/ports/store.ts'
import { type CommandContext, INTERRUPTED } from './context.ts'
import { createProgress } from './terminal.ts'
import { withApp } from './with-app.ts'

export type RetagFlags = { readonly again?: boolean; readonly json?: boolean }

/** Applies changed topics, entities, places and words to what is stored. An interrupted run continues where it stopped. */
export const retag = async (context: CommandContext, flags: RetagFlags): Promise<number> => {
  try {
    return await retagHere(context, flags)
  } catch (error) {
    if (!(error instanceof StoreInUse)) throw error
    throw new StoreInUse(
      `${error.message} A running service does this by itself after a change; its log shows retag-started and retag-done.`,
    )
  }
}

const retagHere = async (context: CommandContext, flags: RetagFlags): Promise<number> =>
  await withApp(context, async (app) => {
    const { terminal, signal } = context
    const { taxonomy, sources } = app.configuration()
    const progress = createProgress(terminal, (await app.store.counts()).articles)
    const report = await retagStored({
      store: app.store,
      reading: app.parts().reading,
      sources,
      taxonomy,
      signal,
      now: Date.now,
      again: flags.again === true,
      progress: (looked, changed) => progress.set(looked, `${changed} changed`),
    })
    await app.grouped()
    progress.end()
    const text = `${report.looked} articles read again, ${report.changed} changed.`
    terminal.out(flags.json === true ? JSON.stringify(report) : report.finished ? text : `${text} Run it again to continue.`)
    return report.finished ? 0 : INTERRUPTED
  })
