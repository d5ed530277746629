import { createConfig, lintFromString } from '@redocly/openapi-core'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createExports } from '../../src/web/api/exports.ts'
import { createStoryStream } from '../../src/web/api/stream.ts'
import { addAdminRoutes } from '../../src/web/routes/admin-routes.ts'
import { addApiRoutes } from '../../src/web/routes/api-routes.ts'
import type { Env } from '../../src/web/routes/respond.ts'
import { createSite } from '../../src/web/site.ts'
import type { Newsroom } from './newsroom.ts'
import { openVariedNewsroom } from './varied-news.ts'

type Schema = Readonly<Record<string, unknown>>
type Response = { readonly $ref?: string; readonly content?: Record<string, { readonly schema: Schema }> }
type Parameter = { readonly name: string; readonly in: string; readonly example?: unknown; readonly schema: Schema }
type Operation = {
  readonly operationId: string
  readonly parameters: readonly Parameter[]
  readonly responses: Record<string, Response>
}
type Document = {
  readonly openapi: string
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly schemas: Record<string, Schema>; readonly responses: Record<string, Response> }
}

const TOKEN = 'correct-horse'
let room: Newsroom
let document: Document
let ajv: Ajv2020
beforeAll(async () => {
  room = await openVariedNewsroom({ adminToken: TOKEN })
  document = (await (await room.get('/openapi.json')).json()) as Document
  ajv = new Ajv2020({ strict: false, allErrors: true })
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  ajv.addFormat('uri', (text) => URL.canParse(text))
  ajv.addSchema({ $id: 'https://polywire.example/openapi.json', components: document.components })
})
afterAll(async () => await room.close())

const errorsOf = (schema: Schema, value: unknown): readonly string[] => {
  const at = JSON.stringify(schema).replaceAll('"#/', '"https://polywire.example/openapi.json#/')
  const validate = ajv.compile(JSON.parse(at) as Schema)
  return validate(value)
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`)
}
const get = (path: string): Operation => {
  const operation = document.paths[path]?.['get']
  if (operation === undefined) throw new Error(`${path} is not described`)
  return operation
}
const schemaOf = (path: string): Schema => get(path).responses['200']?.content?.['application/json']?.schema ?? {}
const problem = (): Schema => ({ $ref: '#/components/schemas/Problem' })

const idsIn = async (list: string): Promise<readonly string[]> => {
  const page = (await (await room.get(`/api/v1/${list}`)).json()) as { data: { id: string }[] }
  return page.data.map(({ id }) => id)
}
const LISTS = ['stories', 'articles', 'topics', 'entities', 'places', 'sources', 'feeds', 'digests']

describe('the OpenAPI document', () => {
  test('is clean by the recommended rules of Redocly', async () => {
    const config = await createConfig({ extends: ['recommended'] })
    const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: '/openapi.json', config })
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([])
  })

  test('describes every route of the API, and nothing else', () => {
    const app = new Hono<Env>()
    const site = createSite(room.deps, () => 0)
    addApiRoutes(app, room.deps, {
      site,
      stream: createStoryStream(room.deps, () => 0),
      exports: createExports(room.deps, () => 0),
    })
    addAdminRoutes(app, room.deps, { site, admit: () => {} })
    const served = app.routes.map(({ path, method }) => `${method.toLowerCase()} ${path.replace(':id', '{id}')}`)
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    )
    const isApi = (name: string): boolean => name.includes('/api/')
    // Other methods at a poll are only told that it takes a POST.
    expect(new Set(served.filter((name) => isApi(name) && !/^all .*\/poll$/.test(name)))).toEqual(
      new Set(described.filter(isApi)),
    )
  })

  test('names each operation once, and gives an example that its own schema takes for each parameter that has one', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
    const names = operations.map(({ operationId }) => operationId)
    expect(new Set(names).size).toBe(names.length)
    const wrong = operations.flatMap(({ parameters }) =>
      parameters.flatMap(({ name, schema, example }) =>
        example === undefined || ajv.validate(schema, example) ? [] : [`${name}: ${String(example)}`],
      ),
    )
    expect(wrong).toEqual([])
  })

  test('describes every field with words', () => {
    const silent = Object.entries(document.components.schemas).flatMap(([name, schema]) =>
      schema['description'] === undefined ? [name] : [],
    )
    expect(silent).toEqual([])
  })
})

describe('answers are as their schema says', () => {
  test.each(LISTS)('the list of %s, and each of its rows by its id', async (list) => {
    const answer: unknown = await (await room.get(`/api/v1/${list}`)).json()
    expect(errorsOf(schemaOf(`/api/v1/${list}`), answer)).toEqual([])
    const ids = await idsIn(list)
    expect(ids.length).toBeGreaterThan(1)
    for (const id of ids) {
      const one: unknown = await (await room.get(`/api/v1/${list}/${id}?lang=fr`)).json()
      expect([id, errorsOf(schemaOf(`/api/v1/${list}/{id}`), one)]).toEqual([id, []])
    }
  })

  test.each([
    '/api/v1/status',
    '/api/v1/stats',
    '/api/v1/stats?by=topic,entity,place,language,source,country,day&from=2026-11-01',
  ])('%s', async (path) => {
    const answer: unknown = await (await room.get(path)).json()
    expect(errorsOf(schemaOf(path.split('?')[0] ?? ''), answer)).toEqual([])
  })

  test('the issues of a digest', async () => {
    const answer = (await (await room.get('/api/v1/digests/morning/issues')).json()) as { data: { stories: unknown[] }[] }
    expect(errorsOf(schemaOf('/api/v1/digests/{id}/issues'), answer)).toEqual([])
    expect(answer.data[0]?.stories.length).toBeGreaterThan(2)
  })

  test('and so is every event of the stream', async () => {
    const answer = await room.get('/api/v1/stream?after=0')
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (text.split('\ndata: ').length <= 5) {
      const part = await reader?.read()
      if (part === undefined || part.done) throw new Error(`the stream ended: ${text}`)
      text += part.value
    }
    await reader?.cancel()
    const events = [...text.matchAll(/\ndata: (.+)\n\n/g)].map(([, data = '']) => JSON.parse(data) as unknown)
    expect(events.length).toBeGreaterThan(4)
    for (const event of events) expect(errorsOf({ $ref: '#/components/schemas/StoryEvent' }, event)).toEqual([])
  })

  test('every line of the JSON export', async () => {
    const lines = (await (await room.get('/api/v1/articles.jsonl')).text()).trim().split('\n')
    expect(lines).toHaveLength((await idsIn('articles')).length)
    for (const line of lines) expect(errorsOf({ $ref: '#/components/schemas/Article' }, JSON.parse(line))).toEqual([])
  })

  test('polls', async () => {
    const admin = { authorization: `Bearer ${TOKEN}` }
    const post = async (path: string) => await fetch(room.url + path, { method: 'POST', headers: admin })
    const schema = (path: string, status: string): Schema =>
      document.paths[path]?.['post']?.responses[status]?.content?.['application/json']?.schema ?? {}
    const [begun, done, one] = [
      await post('/api/v1/poll'),
      await post('/api/v1/poll?wait=1'),
      await post('/api/v1/sources/sahifa/poll'),
    ]
    expect([begun.status, done.status, one.status]).toEqual([202, 200, 202])
    expect(errorsOf(schema('/api/v1/poll', '202'), await begun.json())).toEqual([])
    expect(errorsOf(schema('/api/v1/poll', '200'), await done.json())).toEqual([])
    expect(errorsOf(schema('/api/v1/sources/{id}/poll', '202'), await one.json())).toEqual([])
  })

  test('refusals, whatever is wrong', async () => {
    const paths = [
      ...LISTS.flatMap((list) => [`${list}?limit=100000`, `${list}?nonsense=1`, `${list}/nothing`]),
      'stories?q=(',
      'stats?by=weather',
      'articles.csv?q=topic:nowhere',
      'stream?after=x',
      'poll',
    ]
    for (const path of paths) {
      const answer = await room.get(`/api/v1/${path}`)
      expect([path, answer.headers.get('content-type')]).toEqual([path, 'application/problem+json; charset=utf-8'])
      expect([path, errorsOf(problem(), await answer.json())]).toEqual([path, []])
    }
  })
})
