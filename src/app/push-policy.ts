import { nonPublicKind, plainAddress } from '../fetch/address-kind.ts'
import type { Configuration } from '../model/configuration.ts'
import type { SourceId } from '../model/ids.ts'

/** Which ways of push are on, by the setting and by where the others can reach us. */
export type PushPolicy = {
  readonly hub: boolean
  /** Sources that may be subscribed to. */
  readonly sources: ReadonlySet<SourceId>
}

export const pushPolicy = ({ service: { websub }, sources }: Configuration, publicUrl: string): PushPolicy => {
  const subscribes = websub === true || (websub === 'auto' && isPublicHttps(publicUrl))
  const wanted = subscribes ? sources.filter((source) => source.active && source.websub && source.page === null) : []
  return { hub: websub !== false, sources: new Set(wanted.map(({ id }) => id)) }
}

/** As far as the address tells: a name is not looked up. */
const isPublicHttps = (publicUrl: string): boolean => {
  const { protocol, hostname } = new URL(publicUrl)
  if (protocol !== 'https:' || /(?:^|\.)localhost\.?$/.test(hostname)) return false
  const host = hostname.replaceAll(/[[\]]/g, '')
  return plainAddress(host) !== null ? nonPublicKind(host) === null : host.includes('.')
}
