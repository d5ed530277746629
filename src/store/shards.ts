/** Which process polls which hosts, where several share the work: equal on every machine. */
import { hash } from 'node:crypto'
import { registrableDomain } from '../lib/url.ts'

export const SHARDS = 1024

/** The shard of a host. `host`: as in a URL, with its port. All hosts of one registrable domain (Public Suffix List) are in one shard: they
 * belong to one publisher. */
export const shardOf = (host: string): number => {
  const domain = registrableDomain(host) ?? host
  return hash('sha256', domain, 'buffer').readUInt32BE(0) % SHARDS
}

/** The most shards that each of `processes` processes may own. */
export const fairShare = (processes: number): number => Math.ceil(SHARDS / Math.max(processes, 1))
