import { type App, type AppOptions, openApp } from '../../src/server.ts'
import { systemClock } from '../../src/server/clock.ts'
import type { Workplace } from '../cli/workplace.ts'

/** The app of a workplace within the test; whatever fails beside a poll is thrown. */
export const openAppAt = async (place: Pick<Workplace, 'config' | 'data'>, options: Partial<AppOptions> = {}): Promise<App> =>
  await openApp({
    places: { configFolder: place.config, dataFolder: place.data },
    env: {},
    clock: systemClock,
    reported: () => {},
    failed: (_, error) => {
      throw error
    },
    ...options,
  })
