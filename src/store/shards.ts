/** Which process polls which hosts, where several share the work: the same on every machine. */
import { hash } from 'node:crypto'
import { registrableDomain } from '../lib/url.ts'

export const SHARDS = 1024

/** `host`: as in a URL, with its port. All hosts of one registrable domain (Public Suffix List) have one shard: they belong to one publisher. */
export const shardOf = (host: string): number => {
  const domain = registrableDomain(host) ?? host
  return hash('sha256', domain, 'buffer').readUInt32BE(0) % SHARDS
}

/** How many shards each of so many processes may hold. */
export const fairShare = (processes: number): number => Math.ceil(SHARDS / Math.max(processes, 1))
