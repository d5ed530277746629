import { afterEach, expect, test } from 'vitest'
import { source } from '../store/samples.ts'
import { CONFIGURATION, type Newsroom, openNewsroom } from './newsroom.ts'

let room: Newsroom
afterEach(async () => await room.close())

const SOURCES = [
  source('a', { republish: 'excerpt' }),
  source('b', { republish: 'excerpt' }),
  source('c', { republish: 'title' }),
  source('d', { republish: 'full', active: false }),
]
const open = async (service: object = {}): Promise<Newsroom> =>
  await openNewsroom({
    configuration: { ...CONFIGURATION, service: { ...CONFIGURATION.service, ...service }, sources: SOURCES },
    fill: async () => {},
  })
const textOf = async (path: string): Promise<string> => {
  const page = await (await room.get(path)).text()
  return page.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ')
}

test('the page says what is shown of how many sources, and that there is no contact', async () => {
  room = await open()
  const text = await textOf('/rights')
  for (const line of ['1 source: the headline and the link', '2 sources: also excerpts', 'has named no contact'])
    expect(text).toContain(line)
  expect(text).not.toContain('the text that its feed contains')
  expect(text).not.toContain('at most')
})

test('with a contact and a length of excerpts it names them, in the reader’s language', async () => {
  room = await open({ contact: 'mailto:editor@example.org', excerpt: 150 })
  expect(await (await room.get('/rights')).text()).toContain('<a href="mailto:editor@example.org">')
  expect(await textOf('/rights?ui=de')).toContain('Auszüge haben höchstens 150 Zeichen')
  expect(await textOf('/rights?ui=ar')).toContain('editor@example.org')
})

test('every page leads there', async () => {
  room = await open()
  for (const path of ['/', '/sources', '/nowhere']) expect(await (await room.get(path)).text()).toContain('href="/rights"')
})
