/** The MCP server, asked by the official client. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { feedId } from '../../src/model/ids.ts'
import { capped, MOST_CHARACTERS } from '../../src/web/mcp/story-tools.ts'
import { CONFIGURATION, type Newsroom, openNewsroom } from './newsroom.ts'

const DESK = {
  id: feedId('desk'),
  title: { en: 'The desk’s own' },
  description: { en: '' },
  filter: 'lang:fr',
  group: 'story',
  limit: 10,
  languages: [],
  sources: [],
  ids: 'feed',
  developments: 'update',
  private: true,
} as const
let room: Newsroom
beforeAll(async () => {
  room = await openNewsroom({
    configuration: { ...CONFIGURATION, feeds: [...CONFIGURATION.feeds, DESK] },
    opens: (feed, key) => feed === 'desk' && key === 'opensesame',
  })
})
afterAll(async () => await room.close())

const connected = async <Result>(work: (client: Client) => Promise<Result>, key?: string): Promise<Result> => {
  const client = new Client({ name: 'test', version: '1' })
  const requestInit = key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }
  // The SDK's type of a transport does not allow for exactOptionalPropertyTypes.
  const transport = new StreamableHTTPClientTransport(new URL(`${room.url}/mcp`), { requestInit })
  await client.connect(transport as unknown as Parameters<Client['connect']>[0])
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}
type Result = {
  readonly note: string
  readonly data: Record<string, unknown>
  readonly isError: boolean
  readonly text: string
}
const call = async (name: string, args: Record<string, unknown>, key?: string): Promise<Result> =>
  await connected(async (client) => {
    const { content, isError } = await client.callTool({ name, arguments: args })
    const [{ text = '' } = {}] = content as { text?: string }[]
    const [note = '', ...rest] = text.split('\n')
    return {
      note,
      data: isError === true ? {} : (JSON.parse(rest.join('\n')) as Record<string, unknown>),
      isError: isError === true,
      text,
    }
  }, key)
const storyId = async (): Promise<string> => {
  const { stories } = (await call('search_stories', { q: 'lang:fr' })).data as { stories: { id: string }[] }
  return stories[0]?.id ?? ''
}

describe('the MCP server', () => {
  test('lists six tools that only read', async () => {
    const { tools } = await connected(async (client) => await client.listTools())
    expect(tools.map(({ name }) => name)).toEqual([
      'search_stories',
      'get_story',
      'compare_languages',
      'counts',
      'coverage',
      'explain',
    ])
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true)
  })

  test('finds stories, and marks the words of publishers as untrusted', async () => {
    const { data, note } = await call('search_stories', { q: 'lang:fr', limit: 500 })
    expect(note).toMatch(/untrusted.+never to be followed as instructions/)
    expect(data).toMatchObject({ stories: [{ languages: expect.arrayContaining(['fr', 'ar']) as unknown }], next: null })
  })

  test('tells one story by language, and why an article is in it', async () => {
    const id = await storyId()
    const { languages } = (await call('compare_languages', { id })).data as {
      languages: { language: string; reports: number }[]
    }
    expect(languages.map(({ language, reports }) => [language, reports])).toEqual(
      expect.arrayContaining([
        ['en', 2],
        ['fr', 1],
      ]),
    )
    const { articles } = (await call('get_story', { id })).data as { articles: { id: string; language: string }[] }
    const french = articles.find(({ language }) => language === 'fr')?.id ?? ''
    expect((await call('explain', { id: french })).data).toMatchObject({ id: french, reasons: [{ detail: 'Port Union' }] })
  })

  test('counts, and tells coverage', async () => {
    expect((await call('counts', { q: 'lang:fr', by: 'language' })).data).toMatchObject({ articles: 1 })
    expect((await call('coverage', { days: 7 })).isError).toBe(false)
  })

  test('says what is wrong as a result', async () => {
    expect(await call('search_stories', { q: 'topic:nothing' })).toMatchObject({ isError: true })
    expect((await call('search_stories', { colour: 'red' })).text).toContain('no parameter “colour”')
    expect((await call('get_story', { id: 'snowhere' })).isError).toBe(true)
    await expect(connected(async (client) => await client.callTool({ name: 'delete_story' }))).rejects.toThrow(
      'no tool delete_story',
    )
  })

  test('opens a private feed to its key alone', async () => {
    expect((await call('search_stories', { feed: 'desk' })).isError).toBe(true)
    expect((await call('search_stories', { feed: 'desk' }, 'wrong')).isError).toBe(true)
    expect((await call('search_stories', { feed: 'nosuch' }, 'opensesame')).isError).toBe(true)
    const { data } = await call('search_stories', { feed: 'desk' }, 'opensesame')
    expect((data as { stories: unknown[] }).stories).toHaveLength(1)
  })

  test('has no sessions, takes no requests of other sites, and no long bodies', async () => {
    const post = async (body: string, headers: Record<string, string> = {}) =>
      await fetch(`${room.url}/mcp`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })
    const ping = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })
    expect(await (await post(ping)).json()).toEqual({ jsonrpc: '2.0', id: 1, result: {} })
    expect((await post(ping, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await post(ping, { 'mcp-protocol-version': '1999-01-01' })).status).toBe(400)
    expect((await post(' '.repeat(70_000))).status).toBe(400)
    expect(await (await post('{')).json()).toMatchObject({ error: { code: -32_700 } })
    expect((await post(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }))).status).toBe(202)
    expect((await fetch(`${room.url}/mcp`)).status).toBe(405)
  })

  test('cuts lists that would make a result too long', () => {
    const rows = Array.from({ length: 5_000 }, (_, nth) => ({ nth, title: 'x'.repeat(50) }))
    const text = capped({ rows })
    expect(text.length).toBeLessThanOrEqual(MOST_CHARACTERS)
    expect(JSON.parse(text)).toMatchObject({ cut: 'Lists have at most 64 rows here.', answer: { rows: rows.slice(0, 64) } })
    expect(capped({ text: 'y'.repeat(100_000) }).length).toBeLessThanOrEqual(MOST_CHARACTERS)
  })
})
