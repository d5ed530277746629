import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { jsonSchemas } from '../../src/config/files.ts'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'
import { item, openWorkplace, rss, service, type Workplace } from './workplace.ts'

const FIELDS = join(import.meta.dirname, '../../fields')

let place: Workplace
let host: FeedHost
beforeEach(async () => {
  place = openWorkplace()
  host = await startFeedHost()
})
afterEach(async () => {
  await place.clear()
  await host.close()
})
const inside = (name: string): readonly string[] => readdirSync(place.path(name)).toSorted()
const check = async (folder: string) => await place.run(['--config', place.path(`${folder}/config`), 'check'])

test('without a field, the fields are listed', async () => {
  const { code, err } = await place.run(['init', place.path('new')])
  expect(code).toBe(2)
  for (const id of ['internet-governance', ...readdirSync(FIELDS)]) expect(err).toContain(id)
  expect((await place.run(['init', place.path('new'), '--field', 'plastic'])).err).toContain('There is no field "plastic"')
  expect(existsSync(place.path('new'))).toBe(false)
})

test.each(['internet-governance', 'plastics', 'disasters'])(
  'the field %s starts a folder that is without fault',
  async (field) => {
    const { code, out } = await place.run(['init', place.path('new'), '--field', field])
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(`the field "${field}"`) })
    expect(inside('new')).toEqual(['config', 'config.d'])
    expect(inside('new/config/schema')).toEqual([...jsonSchemas().keys()].toSorted())
    expect(await check('new')).toMatchObject({ code: 0, err: '', out: expect.stringContaining(': OK.') })
  },
)

test('an empty field is the own one: commands write there', async () => {
  await place.run(['init', place.path('new'), '--field', 'empty'])
  expect(inside('new')).toEqual(['config'])
  expect(await check('new')).toMatchObject({ code: 0, out: expect.stringContaining('0 topics') })
})

test('nothing is overwritten; a newer field takes the place of the old one beside the changes', async () => {
  const start = async () => await place.run(['init', place.path('new'), '--field', 'plastics'])
  await start()
  writeFileSync(place.path('new/config.d/topics.yaml'), 'topics: [{ id: single-use, remove: true }]\n')
  expect(await start()).toMatchObject({ code: 2, err: expect.stringContaining('is not empty') })
  await place.run(['init', place.path('other'), '--field', 'plastics'])
  expect((await check('new')).out).toContain('5 topics')
  expect(await place.run(['--config', place.path('new/config'), 'check', '--layers'])).toMatchObject({
    out: expect.stringContaining('config.d/topics.yaml:1:10: removes single-use'),
  })
})

test('what is added goes into config.d, and the shipped field stays as it was', async () => {
  host.show('/feed', rss([item('1', 'Plastics treaty talks')]))
  await place.run(['init', place.path('new'), '--field', 'plastics'])
  writeFileSync(place.path('new/config.d/polywire.yaml'), service([host.host]))
  const before = readFileSync(place.path('new/config/sources.yaml'), 'utf8')
  const config = place.path('new/config')
  const added = await place.run(['--config', config, 'add', `http://${host.host}/feed`, '--yes', '--id', 'mine'])
  expect(added).toMatchObject({ code: 0, out: expect.stringContaining('new/config.d/sources.yaml') })
  expect(readFileSync(place.path('new/config/sources.yaml'), 'utf8')).toBe(before)
  expect((await check('new')).out).toContain('11 sources')
  const again = await place.run(['--config', config, 'add', `http://${host.host}/feed`, '--yes'])
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining('it is the source "mine"') })
  const exported = (await place.run(['--config', config, 'export-opml'])).out
  expect(exported).toContain(`http://${host.host}/feed`)
  expect(exported).toContain('theguardian.com')
})

test('a running service follows a layer, and says what it switches off', async () => {
  await place.run(['init', place.path('new'), '--field', 'plastics'])
  writeFileSync(place.path('new/config.d/sources.yaml'), 'replace: true\nsources: []\n')
  const env = { POLYWIRE_CONFIG: place.path('new/config'), POLYWIRE_LISTEN: '127.0.0.1:0' }
  const served = place.start(['serve'], { env })
  const url = /"url":"([^"]+)"/.exec(await served.line(/"event":"started"/))?.[1] ?? ''
  expect((await fetch(`${url}/feeds/treaty.atom`)).status).toBe(200)
  writeFileSync(place.path('new/config.d/topics.yaml'), 'topics: [{ id: treaty, remove: true }]\n')
  await served.line(/"event":"reloaded"/)
  expect(await served.line(/"event":"configuration-doubtful".*treaty/)).toContain('switched off: the feed \\"treaty\\"')
  expect((await fetch(`${url}/feeds/treaty.atom`)).status).toBe(404)
  expect((await fetch(`${url}/feeds/plastics.atom`)).status).toBe(200)
})
