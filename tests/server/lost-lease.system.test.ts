/** A process that others believe dead: what it was reading is given up before it, or another, asks again. */
import type { ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { connectToPostgres } from '../../src/store/dialects/postgres/postgres-connection.ts'
import { item, openWorkplace, rss, service, sourcesYaml } from '../cli/workplace.ts'
import { startFeedHost } from '../ingest/feed-host.ts'
import { createDatabase } from '../store/postgres-databases.ts'

const until = async (isSo: () => boolean): Promise<void> => {
  for (let waited = 0; waited < 300 && !isSo(); waited += 1) await setTimeout(100)
}

test('a process whose lease has ended gives up its polls, and polls anew under the next', async () => {
  const host = await startFeedHost()
  const place = openWorkplace()
  const url = await createDatabase(null)
  const database = connectToPostgres({ url, readOnly: false })
  try {
    const events: string[] = []
    const answers: ServerResponse[] = []
    host.behave('/a', (response) => {
      events.push('asked')
      answers.push(response)
      response.on('close', () => events.push(response.writableFinished ? 'answered' : 'given up'))
    })
    place.write('polywire.yaml', service([host.host]))
    place.write('sources.yaml', sourcesYaml({ a: `http://${host.host}/a` }))
    const env = { POLYWIRE_LISTEN: '127.0.0.1:0', POLYWIRE_DATABASE_URL: url }
    const running = place.start(['serve'], { env })
    await running.line(/^Polywire is running at/)
    await until(() => answers.length === 1)
    await database.run('DELETE FROM process')
    await running.line(/"event":"lease-ended"/)
    await until(() => answers.length === 2)
    answers[1]?.writeHead(200, { 'content-type': 'application/xml' }).end(rss([item('1', 'A new marketplace opens')]))
    await running.line(/"event":"polled","source":"a".*"added":1/)
    await until(() => events.length === 4)
    expect(events).toEqual(['asked', 'given up', 'asked', 'answered'])
  } finally {
    await place.clear()
    await database.close()
    await host.close()
  }
})
