/** Reads what a site publishes about its rights. Runs in a worker thread, since anybody may publish anything there. */
import type { RslContent } from '../model/reservation.ts'
import { readRobots, type RobotsRules } from '../parse/rights/robots-txt.ts'
import { readRsl } from '../parse/rights/rsl.ts'
import { readTdmRep, type TdmLocation } from '../parse/rights/tdm-rep.ts'

/** What is read of each kind of document. */
export type RightsReadings = {
  readonly robots: RobotsRules
  readonly tdm: readonly TdmLocation[]
  readonly rsl: readonly RslContent[]
}
/** Plain data, since it is posted to a worker thread. */
export type RightsTask<Kind extends keyof RightsReadings = keyof RightsReadings> = {
  readonly kind: Kind
  readonly bytes: Uint8Array
}

/** Our name in robots.txt. */
const PRODUCT = 'polywire'

const READERS: { readonly [Kind in keyof RightsReadings]: (text: string) => RightsReadings[Kind] } = {
  robots: (text) => readRobots(text, PRODUCT),
  tdm: readTdmRep,
  rsl: readRsl,
}

export const readRights = <Kind extends keyof RightsReadings>({ kind, bytes }: RightsTask<Kind>): RightsReadings[Kind] =>
  READERS[kind](new TextDecoder().decode(bytes))
