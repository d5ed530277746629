/** Tells a machine without a network from sources that are away, so that the log says it once and everything is read soon after it is back. */
import { hostOf } from '../lib/url.ts'
import type { SourceId } from '../model/ids.ts'
import type { PollReport } from './poll.ts'

/** Failures in a row, of different hosts, without any answer between them: then the network is away. Fewer than these are sources that are away. */
const ENOUGH_HOSTS = 5
/** How long failures are withheld from the log while it is open whether the network or the sources are away. */
const WITHHELD_MS = 60_000
const PROBED = 3

export type NetworkChange =
  /** These reports belong into the log now; in most cases the one that came. */
  | { readonly kind: 'told'; readonly reports: readonly PollReport[] }
  | { readonly kind: 'withheld' }
  /** From now on only probes are sent. `failed`: how many sources were asked in vain. */
  | { readonly kind: 'away'; readonly failed: number; readonly report: PollReport }
  /** An answer came: these sources are to be read again, and `report` belongs into the log. */
  | { readonly kind: 'back'; readonly missed: readonly SourceId[]; readonly report: PollReport }

export type NetworkWatch = {
  readonly take: (report: PollReport) => NetworkChange
  /** Withheld reports that have waited long enough. */
  readonly overdue: () => readonly PollReport[]
  readonly isAway: () => boolean
  /** The sources to ask next while the network is away: some at a time, each in turn. */
  readonly toProbe: () => readonly SourceId[]
}

type Parts = { readonly elapsed: () => number; readonly addressOf: (source: SourceId) => string | null }

export const createNetworkWatch = ({ elapsed, addressOf }: Parts): NetworkWatch => {
  let withheld: readonly PollReport[] = []
  let withheldSince = 0
  let hosts: ReadonlySet<string> = new Set()
  // In the order in which they are asked next.
  let missed: readonly SourceId[] = []
  let isAway = false

  const release = (): readonly PollReport[] => {
    const released = withheld
    withheld = []
    return released
  }
  const answered = (report: PollReport): NetworkChange => {
    const change: NetworkChange = isAway
      ? { kind: 'back', missed: missed.filter((source) => source !== report.source), report }
      : { kind: 'told', reports: [...release(), report] }
    isAway = false
    missed = []
    hosts = new Set()
    return change
  }
  const failed = (report: PollReport): NetworkChange => {
    missed = [...missed.filter((source) => source !== report.source), report.source]
    if (isAway) return { kind: 'withheld' }
    hosts = new Set([...hosts, hostOf(addressOf(report.source) ?? '')])
    if (hosts.size < ENOUGH_HOSTS) {
      if (withheld.length === 0) withheldSince = elapsed()
      withheld = [...withheld, report]
      return { kind: 'withheld' }
    }
    release()
    isAway = true
    return { kind: 'away', failed: missed.length, report }
  }
  return {
    take: (report) => {
      if (report.via === 'push') return { kind: 'told', reports: [report] }
      return isOfTheNetwork(report) ? failed(report) : answered(report)
    },
    overdue: () => (withheld.length > 0 && elapsed() - withheldSince > WITHHELD_MS ? release() : []),
    isAway: () => isAway,
    toProbe: () => (isAway ? missed.slice(0, PROBED) : []),
  }
}

/** No answer at all came: any answer, also a refusal, shows that there is a network. */
const isOfTheNetwork = ({ failure }: PollReport): boolean => failure?.kind === 'unreachable' || failure?.kind === 'timed-out'
