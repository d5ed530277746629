/** What a host publishes for all its pages: robots.txt, tdmrep.json and the licences that robots.txt names. Stored as plain data. */
import { distinctSignals, type RightsSignal, type RslContent } from '../../model/reservation.ts'
import { matchesPath, pathOf } from './path-pattern.ts'
import { mayCrawl, type RobotsRules } from './robots-txt.ts'
import { rslSignals } from './rsl.ts'
import { type TdmLocation, tdmSignals } from './tdm-rep.ts'
import { readUsage } from './usage-preferences.ts'

export type SiteRights = {
  readonly robots: RobotsRules
  readonly tdm: readonly TdmLocation[]
  /** RSL contents; `terms` is the address of the licence. */
  readonly rsl: readonly { readonly terms: string; readonly contents: readonly RslContent[] }[]
}

/** The signals of a host that apply to one of its addresses. */
export const siteSignals = ({ robots, tdm, rsl }: SiteRights, address: string): readonly RightsSignal[] => {
  const path = pathOf(address)
  return distinctSignals([
    ...(mayCrawl(robots, path)
      ? []
      : [{ from: 'robots.txt', says: 'robots.txt: Disallow', reserves: ['full-text'], terms: null } satisfies RightsSignal]),
    ...robots.preferences
      .filter(({ pattern }) => pattern === null || matchesPath(pattern, path))
      .flatMap(({ name, value }) => readUsage(value, NAMES[name], 'robots.txt')),
    ...tdmSignals(tdm, path, address),
    ...rsl.flatMap(({ terms, contents }) => rslSignals(contents, address, terms)),
  ])
}
const NAMES = { 'content-usage': 'Content-Usage', 'content-signal': 'Content-Signal' } as const
