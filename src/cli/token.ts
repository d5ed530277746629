import { randomBytes } from 'node:crypto'
import { listenOptionsFrom } from '../config/process-settings.ts'
import { createToken, readTokens, writeTokens } from '../store/feed-tokens.ts'
import { ConfigurationError, loadConfiguration } from '../app/load-configuration.ts'
import type { CommandContext } from './context.ts'
import { InputError } from './lines.ts'
import { formatTable } from './table.ts'

type Flags = { readonly json?: boolean }

/** Makes an address of a private feed for one reader. It is shown this once. */
export const newToken = async (
  { places, env, terminal }: CommandContext,
  feed: string,
  flags: Flags & { readonly note?: string },
): Promise<number> => {
  const read = await loadConfiguration(places.configFolder, env, Date.now())
  if (!read.ok) throw new ConfigurationError(read.problems)
  const definition = read.configuration.feeds.find(({ id }) => id === feed)
  if (definition === undefined) throw new InputError(`There is no feed "${feed}" in feeds.yaml.`)
  if (definition.private !== true)
    throw new InputError(`The feed "${feed}" is open to everybody. Set "private: true" in feeds.yaml first.`)
  const { key, token } = createToken({
    feed: definition.id,
    note: flags.note ?? null,
    now: Date.now(),
    secret: randomBytes(16),
  })
  writeTokens(places.dataFolder, [...readTokens(places.dataFolder), token])
  const { publicUrl, host, port } = listenOptionsFrom({}, env)
  const address = `${publicUrl ?? `http://${host}:${port}`}/feeds/${encodeURIComponent(feed)}.atom?key=${key}`
  if (flags.json === true) {
    terminal.out(JSON.stringify({ id: token.id, feed, note: token.note, createdAt: token.createdAt, key, address }))
    return 0
  }
  terminal.out(address)
  terminal.note(
    `Give this address to one reader (.rss and .json work too): it is shown only now. Take it back with: polywire token revoke ${token.id}`,
  )
  return 0
}

export const listTokens = async ({ places, terminal }: CommandContext, flags: Flags): Promise<number> => {
  const tokens = readTokens(places.dataFolder)
  if (flags.json === true) {
    terminal.out(JSON.stringify(tokens.map(({ id, feed, note, createdAt }) => ({ id, feed, note, createdAt }))))
    return 0
  }
  if (tokens.length === 0) terminal.out('No tokens. Make one with: polywire token new FEED')
  else
    terminal.out(
      formatTable(
        ['token', 'feed', 'made', 'note'],
        tokens.map(({ id, feed, note, createdAt }) => [id, feed, createdAt.slice(0, 10), note ?? '']),
      ),
    )
  return 0
}

/** From the next request on the address opens nothing. */
export const revokeToken = async ({ places, terminal }: CommandContext, id: string): Promise<number> => {
  const tokens = readTokens(places.dataFolder)
  const left = tokens.filter((token) => token.id !== id)
  if (left.length === tokens.length)
    throw new InputError(`There is no token "${id}". "polywire token list" shows those there are.`)
  writeTokens(places.dataFolder, left)
  terminal.out(`The token ${id} is revoked: its address opens nothing any more.`)
  return 0
}
