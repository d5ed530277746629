/**
 * Limits how many requests begin in a second to what strangers name: to each site, to each address however many names lead to it, and for each party
 * on whose behalf they are sent.
 */
import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { siteOf } from '../lib/url.ts'
import { plainAddress } from './address-kind.ts'
import type { AddressLookup } from './guard.ts'
import { createHostPacing } from './host-pacing.ts'

export type RequestRate = {
  /** Runs `send` when a request to this address may begin. Rejects with the signal's reason if it is aborted before. */
  run<Result>(request: RatedRequest, send: () => Promise<Result>): Promise<Result>
  /** For the guard of the sender: while a request runs, its name leads only to addresses whose turn it has waited for. */
  readonly lookup: AddressLookup
  close(): void
}

type RatedRequest = {
  readonly url: URL
  /** The site of the party on whose behalf it is sent; left out: our own. */
  readonly onBehalfOf: string | undefined
  readonly signal: AbortSignal
}

export type RequestRateParts = {
  readonly gapMs: number
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
  readonly lookup?: AddressLookup
}

/** Of a name with more addresses, only these are connected to. */
const MOST_ADDRESSES = 4

export const createRequestRate = ({ gapMs, elapsed, lookup = systemLookup }: RequestRateParts): RequestRate => {
  const pacing = createHostPacing({ concurrency: Number.POSITIVE_INFINITY, gapMs, elapsed })
  const inUse = new Map<string, { readonly addresses: readonly LookupAddress[]; requests: number }>()
  const resolved = async (name: string): Promise<readonly LookupAddress[]> =>
    await new Promise((resolve) =>
      lookup(name, { all: true }, (error, addresses) => resolve(error === null ? addresses.slice(0, MOST_ADDRESSES) : [])),
    )
  const take = async (name: string): Promise<readonly LookupAddress[]> => {
    const addresses = inUse.get(name)?.addresses ?? (await resolved(name))
    const use = inUse.get(name) ?? { addresses, requests: 0 }
    use.requests += 1
    inUse.set(name, use)
    return use.addresses
  }
  const giveBack = (name: string): void => {
    const use = inUse.get(name)
    if (use === undefined) return
    use.requests -= 1
    if (use.requests === 0) inUse.delete(name)
  }
  return {
    async run({ url, onBehalfOf, signal }, send) {
      const name = url.hostname
      const literal = plainAddress(name)
      const addresses = literal === null ? (await take(name)).map(({ address }) => address) : [literal]
      const turns = [siteOf(url.href), ...addresses.map(addressKey), ...(onBehalfOf === undefined ? [] : [`for ${onBehalfOf}`])]
      try {
        for (const turn of new Set(turns)) (await pacing.acquire(turn, signal)).release()
        return await send()
      } finally {
        if (literal === null) giveBack(name)
      }
    },
    lookup(hostname, options, callback) {
      const use = inUse.get(hostname)
      if (use === undefined || use.addresses.length === 0) lookup(hostname, options, callback)
      else callback(null, [...use.addresses])
    },
    close: () => pacing.close(),
  }
}

/** The forms of one address are one. */
const addressKey = (address: string): string => plainAddress(address) ?? address
