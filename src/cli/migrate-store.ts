import { resolve } from 'node:path'
import { type StoreAddress, storeAddressFrom } from '../config/process-settings.ts'
import { readTokens, writeTokens } from '../store/feed-tokens.ts'
import { type MoveStep, moveStore } from '../store/moving/move-store.ts'
import { type CommandContext, InputError } from './context.ts'
import { counted, createProgress, type Terminal } from './terminal.ts'

/** Moves everything that a store keeps into an empty one of the other engine. */
export const migrateStore = async (
  { places, terminal, clock }: CommandContext,
  fromText: string,
  toText: string,
  { json }: { readonly json?: boolean },
): Promise<number> => {
  const [from, to] = [addressIn('FROM', fromText), addressIn('TO', toText)]
  if ('folder' in from === 'folder' in to) throw new InputError(SAME_ENGINE)
  const command = ['polywire migrate-store', shown(from), shown(to)].join(' ')
  const rows = await moveStore({ from, to, command, progress: progressOn(terminal, clock.elapsed) })
  terminal.redraw('')
  carryTokens(folderOf(from, places.dataFolder), folderOf(to, places.dataFolder), terminal)
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

/** Without the password, and without parameters, which may hold another. */
const shown = (address: StoreAddress): string => {
  if ('folder' in address) return `sqlite:${address.folder}`
  const { protocol, username, host, pathname } = new URL(address.url)
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`
}

/** In a log, a line whenever a table is done, and now and then. */
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

/** The folder that a service on this store has its other files in. */
const folderOf = (address: StoreAddress, dataFolder: string): string =>
  resolve('folder' in address ? address.folder : dataFolder)

/** Tokens of private feeds are a file of the data folder on either engine. */
const carryTokens = (from: string, to: string, { note }: Terminal): void => {
  const tokens = readTokens(from)
  if (from === to || tokens.length === 0) return
  if (readTokens(to).length > 0) return note(`The tokens of private feeds in ${to} stay; those in ${from} were not moved.`)
  writeTokens(to, tokens)
  note(`The tokens of private feeds are in ${to} as well.`)
}
