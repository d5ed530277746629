import type { Instant } from '../model/ids.ts'
import type { Incident } from '../model/incident.ts'

export interface IncidentStore {
  /** Looks at all sources that are polled, and notes incidents that began or ended. Returns how many incidents changed. */
  watchSources(now: Instant): Promise<number>
  /** Newest first, by when they were noticed or ended, whichever came later. */
  incidents(limit: number): Promise<readonly Incident[]>
}
