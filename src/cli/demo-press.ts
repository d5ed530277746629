/** Serves the feeds and pages of the demo's outlets on the loopback interface. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Instant } from '../model/ids.ts'
import { type DemoWorld, feedOf, pageOf } from './demo-world.ts'

export type DemoPress = { readonly origin: string; readonly close: () => Promise<void> }

type Time = { readonly began: Instant; readonly hours: () => number }

export const openDemoPress = async (world: DemoWorld, { began, hours }: Time): Promise<DemoPress> => {
  let origin = ''
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').slice(1)
    const time = { origin, began, hours: hours() }
    const feed = path.endsWith('/feed.xml') ? feedOf(world, path.slice(0, -'/feed.xml'.length), time) : null
    const body = feed ?? pageOf(world, path, time)
    const type = feed === null ? 'text/html' : 'application/rss+xml'
    response.writeHead(body === null ? 404 : 200, { 'content-type': `${body === null ? 'text/plain' : type}; charset=utf-8` })
    response.end(request.method === 'HEAD' ? '' : (body ?? 'nothing here\n'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
