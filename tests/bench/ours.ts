/** Polywire itself: the configuration in this folder, its sources polled, as `polywire once --all` does it. */
import { openApp } from '../../src/server.ts'
import { systemClock } from '../../src/server/clock.ts'
import { takePart } from './measure.ts'

const [configFolder = '', dataFolder = ''] = process.argv.slice(2)
const app = await openApp({
  places: { configFolder, dataFolder },
  env: process.env,
  clock: systemClock,
  reported: (report) => {
    if (report.failure !== null) throw new Error(`${report.source}: ${JSON.stringify(report.failure)}`)
  },
  failed: (_, error) => {
    throw error
  },
})
const ids = app.configuration().sources.map(({ id }) => id)
await takePart(
  async () => {
    await app.scheduler.pollAll(ids)
    await app.grouped()
  },
  async () => (await app.store.counts()).items,
)
await app.close()
process.exit(0)
