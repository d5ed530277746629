import { resolve } from 'node:path'
import { type StoreAddress, storeAddressFrom } from '../config/process-settings.ts'
import { openPostgres } from '../store/dialects/postgres/open-postgres.ts'
import { type TokenList, tokensInFolder, tokensInStore } from '../store/feed-tokens.ts'
import { type MoveStep, moveStore } from '../store/moving/move-store.ts'
import type { CommandContext } from './context.ts'
import { InputError } from '../model/input-error.ts'
import { counted, createProgress, type Terminal } from './terminal.ts'

/** Moves everything that is stored into an empty store of the other engine. */
export const migrateStore = async (
  { terminal, clock }: CommandContext,
  fromText: string,
  toText: string,
  { json }: { readonly json?: boolean },
): Promise<number> => {
  const [from, to] = [addressIn('FROM', fromText), addressIn('TO', toText)]
  if ('folder' in from === 'folder' in to) throw new InputError(SAME_ENGINE)
  const command = ['polywire migrate-store', shown(from), shown(to)].join(' ')
  const rows = await moveStore({ from, to, command, progress: progressOn(terminal, clock.elapsed) })
  terminal.redraw('')
  await carryTokens(from, to)
  const sum = Object.values(rows).reduce((total, count) => total + count, 0)
  const text = `Moved ${counted(rows.article ?? 0, 'article')} in ${counted(sum, 'row')} to ${shown(to)}; all were read again and are equal. Set POLYWIRE_DATABASE_URL to its address and start the service.`
  terminal.out(json === true ? JSON.stringify({ to: shown(to), rows }) : text)
  return 0
}

const SAME_ENGINE =
  'A store is moved between SQLite and PostgreSQL: one address is sqlite:FOLDER, the other postgres://…. On SQLite, "polywire backup" and "polywire restore" copy it; on PostgreSQL, pg_dump and pg_restore.'

const addressIn = (argument: string, text: string): StoreAddress => {
  const address = storeAddressFrom(text, argument)
  return 'folder' in address ? { folder: resolve(address.folder) } : address
}

/** The address without the password, and without parameters, which may contain another. */
const shown = (address: StoreAddress): string => {
  if ('folder' in address) return `sqlite:${address.folder}`
  const { protocol, username, host, pathname } = new URL(address.url)
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`
}

/** Shows progress: a bar on a terminal; in a log a line after each table, and every ten seconds. */
const progressOn = (terminal: Terminal, elapsed: () => number): ((step: MoveStep) => void) => {
  let last: MoveStep | null = null
  let notedAt = elapsed()
  const note = ({ doing, done, total }: MoveStep): void => {
    terminal.note(`${doing}: ${done} of ${total} rows`)
    notedAt = elapsed()
  }
  return (step) => {
    if (terminal.watched) createProgress(terminal, step.total).set(step.done, step.doing)
    else if (last !== null && step.doing !== last.doing) note(last)
    else if (elapsed() - notedAt >= REPORT_MS) note(step)
    last = step
  }
}
const REPORT_MS = 10_000

const withTokens = async <Result>(address: StoreAddress, work: (tokens: TokenList) => Promise<Result>): Promise<Result> => {
  if ('folder' in address) return await work(tokensInFolder(address.folder))
  const store = await openPostgres({ url: address.url })
  try {
    return await work(tokensInStore(store))
  } finally {
    await store.close()
  }
}

const carryTokens = async (from: StoreAddress, to: StoreAddress): Promise<void> => {
  const tokens = await withTokens(from, async ({ read }) => await read())
  if (tokens.length > 0) await withTokens(to, async ({ change }) => await change(() => tokens))
}
