import { requireConfiguration } from '../server/load-configuration.ts'
import { listenOptionsFrom, type Places } from '../config/process-settings.ts'
import type { Configuration } from '../model/configuration.ts'
import { digestKey } from '../model/digest.ts'
import { feedId } from '../model/ids.ts'
import { openSharedStore } from '../server/stores.ts'
import { createToken, type TokenList, tokensInFolder, tokensInStore } from '../store/feed-tokens.ts'
import type { CommandContext } from './context.ts'
import { InputError } from '../model/input-error.ts'
import { formatTable } from './terminal.ts'

type Flags = { readonly json?: boolean }

/** Creates an address of a private feed or digest for one reader, which is shown only once. */
export const newToken = async (
  { places, env, clock, randomBytes, terminal }: CommandContext,
  feed: string,
  flags: Flags & { readonly note?: string },
): Promise<number> => {
  const configuration = await requireConfiguration(places.configFolder, env, clock.now())
  const path = privatePath(configuration, feed)
  const { key, token } = createToken({
    feed: feedId(feed),
    note: flags.note ?? null,
    now: clock.now(),
    secret: randomBytes(16),
  })
  await withTokens(places, async ({ change }) => await change((tokens) => [...tokens, token]))
  const { publicUrl, host, port } = listenOptionsFrom({}, env)
  const address = `${publicUrl ?? `http://${reachable(host)}:${port}`}${path}.atom?key=${key}`
  if (flags.json === true) {
    terminal.out(JSON.stringify({ id: token.id, feed, note: token.note, createdAt: token.createdAt, key, address }))
    return 0
  }
  terminal.out(address)
  if (publicUrl === null)
    terminal.note(
      'POLYWIRE_PUBLIC_URL is not set: put the name that readers use in place of the host, or set it before you make a token.',
    )
  terminal.note(
    `Give this address to one reader (.rss and .json work too): it is shown only once. Revoke it with: polywire token revoke ${token.id}`,
  )
  return 0
}

/** The path of a private feed or digest, without the ending. Throws InputError where there is none, or it is public. */
const privatePath = ({ feeds, digests }: Configuration, name: string): string => {
  const isDigest = name.startsWith(digestKey(''))
  const [definition, what, file] = isDigest
    ? [digests.find(({ id }) => digestKey(id) === name), 'digest', 'digests.yaml']
    : [feeds.find(({ id }) => id === name), 'feed', 'feeds.yaml']
  if (definition === undefined) throw new InputError(`There is no ${what} "${name}" in ${file}.`)
  if (definition.private !== true)
    throw new InputError(`The ${what} "${name}" is public. Set "private: true" in ${file} first.`)
  return `/${what}s/${encodeURIComponent(definition.id)}`
}

/** The host for an address: a service that listens on every address, as in a container, is also at 127.0.0.1. */
const reachable = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

export const listTokens = async ({ places, terminal }: CommandContext, flags: Flags): Promise<number> => {
  const tokens = await withTokens(places, async ({ read }) => await read())
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

/** Revokes a token: its address stops working with the next request. Rejects with InputError where there is none. */
export const revokeToken = async ({ places, terminal }: CommandContext, id: string): Promise<number> => {
  await withTokens(
    places,
    async ({ change }) =>
      await change((tokens) => {
        const left = tokens.filter((token) => token.id !== id)
        if (left.length === tokens.length) throw new InputError(`There is no token "${id}". "polywire token list" shows them.`)
        return left
      }),
  )
  terminal.out(`The token ${id} is revoked: its address no longer works.`)
  return 0
}

/** Calls `work` with the list of tokens that the service uses: of the database, or of the data folder. */
const withTokens = async <Result>(places: Places, work: (tokens: TokenList) => Promise<Result>): Promise<Result> => {
  const store = await openSharedStore(places)
  try {
    return await work(store === null ? tokensInFolder(places.dataFolder) : tokensInStore(store))
  } finally {
    await store?.close()
  }
}
