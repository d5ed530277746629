/**
 * The OpenAPI 3.1 document, made from the table of endpoints and the schemas of their answers. Paths that are not in that table are
 * described here.
 */
import { z } from 'zod'
import * as catalogue from './catalogue-schemas.ts'
import { ENDPOINTS, type Endpoint } from './endpoints.ts'
import { EXPORT_FORMATS, EXPORTED } from './exports.ts'
import {
  BUSY,
  hasId,
  header,
  ID,
  IF_NONE_MATCH,
  inQuery,
  type Json,
  MISSING,
  query,
  reference,
  response,
  schemaOf,
  TAKEN_DOWN,
  written,
  WRONG,
} from './openapi-parts.ts'
import { AFTER, BOM, LANG, limit, type Parameter, POSITION, PREFER, Q, WAIT } from './parameters.ts'
import * as reports from './report-schemas.ts'
import * as trials from './trial-schemas.ts'

const endpointPath = ({ path, operation, tag, summary, parameters, schema }: Endpoint): Json => ({
  get: written({
    operation,
    tag,
    summary,
    parameters: [...(hasId(path) ? [ID] : []), ...parameters.map(inQuery), IF_NONE_MATCH],
    responses: {
      200: {
        description: schema.description ?? summary,
        headers: { ETag: reference('headers', 'ETag') },
        content: { 'application/json': { schema: schemaOf(schema) } },
      },
      304: response('NotModified'),
      ...WRONG,
      ...(hasId(path) ? MISSING : {}),
      ...(/\/(?:stories|articles)\/\{id\}$/.test(path) ? TAKEN_DOWN : {}),
      ...BUSY,
    },
  }),
})

const lines = (schema: z.ZodType): Json => ({
  schema: { type: 'string', contentMediaType: 'application/json', contentSchema: schemaOf(schema) },
})

export const EXPORT_PARAMETERS: readonly Parameter[] = [
  Q,
  LANG,
  PREFER,
  limit(EXPORTED.usual, EXPORTED.most, 'Articles or stories'),
  POSITION,
]
export const parametersOf = (name: string): readonly Parameter[] =>
  name.endsWith('.csv') ? [...EXPORT_PARAMETERS, BOM] : EXPORT_PARAMETERS
const EXPORT_NAMES: Readonly<Record<keyof typeof EXPORT_FORMATS, string>> = {
  'articles.csv': 'Articles that a filter finds, as CSV (RFC 4180), with a line of names',
  'articles.jsonl': 'Articles that a filter finds, as JSON, one a line',
  'articles.bib': 'Articles that a filter finds, as BibTeX (@online of biblatex)',
  'articles.ris': 'Articles that a filter finds, as RIS (type NEWS)',
  'stories.csv': 'Stories that a filter finds, as CSV (RFC 4180), with a line of names',
  'stories.jsonl': 'Stories that a filter finds, as JSON, one a line',
}
const exportPath = (name: keyof typeof EXPORT_FORMATS): Json => ({
  get: written({
    operation: `export${name.replaceAll(/(?:^|\.)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`,
    tag: 'Reports',
    summary: EXPORT_NAMES[name],
    description: `At most ${EXPORTED.most}, newest first, sent while they are read. A document that breaks off is not whole.`,
    parameters: parametersOf(name).map(inQuery),
    responses: {
      200: {
        description: 'What was found.',
        headers: { 'Content-Disposition': { description: 'A name for the file.', schema: { type: 'string' } } },
        content: {
          [EXPORT_FORMATS[name].type.split(';')[0] ?? '']: name.endsWith('.jsonl')
            ? lines(name === 'stories.jsonl' ? reports.storyMatch : reports.article)
            : { schema: { type: 'string' } },
        },
      },
      ...WRONG,
      ...BUSY,
    },
  }),
})

export const STREAM_PARAMETERS = [Q, LANG, PREFER, AFTER]
const STREAM: Json = {
  get: written({
    operation: 'streamStories',
    tag: 'Reports',
    summary: 'New and updated stories as they come, as server-sent events',
    description:
      'Events are called “new” and “update”; their data is a StoryEvent, their id the place to go on from. A comment comes every 15 seconds.',
    parameters: [
      ...STREAM_PARAMETERS.map(inQuery),
      header('Last-Event-ID', 'The same as “after”, as browsers send it when they connect again.'),
    ],
    responses: {
      200: { description: 'Events.', content: { 'text/event-stream': lines(reports.storyEvent) } },
      ...WRONG,
      ...BUSY,
    },
  }),
}

const pollPath = (operation: string, summary: string, ids: readonly Json[], done: z.ZodType): Json => ({
  post: {
    ...written({
      operation,
      tag: 'Service',
      summary,
      parameters: [...ids, inQuery(WAIT)],
      responses: {
        200: { description: 'Done (wait=1).', content: { 'application/json': { schema: schemaOf(done) } } },
        202: {
          description: 'Begun, or another process does it soon.',
          content: { 'application/json': { schema: schemaOf(catalogue.accepted) } },
        },
        ...WRONG,
        401: response('Unauthorized'),
        403: response('Forbidden'),
        ...(ids.length === 0 ? {} : { ...MISSING, 409: response('Conflict') }),
        429: response('TooManyRequests'),
        ...BUSY,
      },
    }),
    security: [{ admin: [] }],
  },
})

const trialPath = (
  method: 'get' | 'post',
  { operation, summary, answer }: { readonly operation: string; readonly summary: string; readonly answer: z.ZodType },
): Json => ({
  [method]: {
    ...written({
      operation,
      tag: 'Service',
      summary,
      parameters: [ID],
      responses: {
        [method === 'get' ? 200 : 201]: {
          description: answer.description ?? summary,
          content: { 'application/json': { schema: schemaOf(answer) } },
        },
        ...WRONG,
        401: response('Unauthorized'),
        403: response('Forbidden'),
        ...MISSING,
        ...(method === 'get' ? {} : { 409: response('Conflict') }),
        429: response('TooManyRequests'),
        ...BUSY,
      },
    }),
    ...(method === 'get'
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(trials.trialAnswer) } } } }),
    security: [{ admin: [] }],
  },
})

const FEEDS = { atom: 'application/atom+xml', rss: 'application/rss+xml', json: 'application/feed+json' } as const
const feedPath = (format: keyof typeof FEEDS): Json => ({
  get: written({
    operation: `getFeed${format.charAt(0).toUpperCase()}${format.slice(1)}`,
    tag: 'Feeds',
    summary: `A feed as ${{ atom: 'Atom', rss: 'RSS', json: 'JSON Feed' }[format]}`,
    parameters: [
      ID,
      inQuery(Q),
      inQuery(LANG),
      query('group', 'One entry a story or an article.', { type: 'string', enum: ['story', 'article'] }),
      query('limit', 'Entries at most; more than 1,000 are cut.', { type: 'integer', minimum: 1 }),
      inQuery(POSITION),
      query('archive', 'An archive document: as “prev-archive” and “next-archive” name it (RFC 5005).'),
      query('key', 'Opens a private feed.'),
      header('A-IM', 'feed: only what is new since the edition of If-None-Match (RFC 3229).'),
      IF_NONE_MATCH,
    ],
    responses: {
      200: { description: 'The feed.', content: { [FEEDS[format]]: { schema: { type: 'string' } } } },
      226: {
        description: 'Only the entries that are new or changed.',
        content: { [FEEDS[format]]: { schema: { type: 'string' } } },
      },
      304: response('NotModified'),
      307: { description: 'An archive document that is not full yet: what is newest is in the feed.' },
      ...WRONG,
      403: response('Forbidden'),
      ...MISSING,
      ...BUSY,
    },
  }),
})
const readerPath = (operation: string, summary: string, type: string): Json => ({
  get: written({
    operation,
    tag: 'Feeds',
    summary,
    parameters: [
      query('lang', 'Its language; left out, as prefer or else Accept-Language says.'),
      query('prefer', 'Languages, best first: the first that there is.'),
      IF_NONE_MATCH,
    ],
    responses: {
      200: { description: summary, content: { [type]: { schema: { type: 'string' } } } },
      304: response('NotModified'),
      ...WRONG,
      ...BUSY,
    },
  }),
})
const serviceFeeds = (path: string, operation: string, summary: string): Json =>
  Object.fromEntries(
    Object.entries(FEEDS).map(([format, type]) => [
      `${path}.${format}`,
      readerPath(`${operation}${format.charAt(0).toUpperCase()}${format.slice(1)}`, summary, type),
    ]),
  )

const PATHS: Json = {
  ...Object.fromEntries(ENDPOINTS.map((endpoint) => [endpoint.path, endpointPath(endpoint)])),
  ...Object.fromEntries(
    (Object.keys(EXPORT_FORMATS) as (keyof typeof EXPORT_FORMATS)[]).map((name) => [`/api/v1/${name}`, exportPath(name)]),
  ),
  '/api/v1/stream': STREAM,
  '/api/v1/poll': pollPath('pollSources', 'Poll every source now', [], catalogue.pollResults),
  '/api/v1/sources/{id}/poll': pollPath('pollSource', 'Poll one source now', [ID], catalogue.pollResult),
  '/api/v1/topics/{id}/trial': trialPath('get', {
    operation: 'tryTopic',
    summary: 'How well a topic by example does, and which articles to ask about',
    answer: trials.topicTrial,
  }),
  '/api/v1/topics/{id}/examples': trialPath('post', {
    operation: 'addExample',
    summary: 'Make an article an example of a topic',
    answer: trials.trialExample,
  }),
  ...serviceFeeds('/feeds/health', 'getHealthFeed', 'Incidents of sources, and what to do about them'),
  ...serviceFeeds('/coverage', 'getCoverageFeed', 'Sources that fell silent or came back, topics without news in a language'),
  '/feeds/{id}.atom': feedPath('atom'),
  '/feeds/{id}.rss': feedPath('rss'),
  '/feeds/{id}.json': feedPath('json'),
  '/feeds.opml': readerPath('getOpml', 'All public feeds, for a reader to import (OPML 2.0)', 'text/x-opml'),
}

const refusal = (description: string, headers: Json = {}): Json => ({
  description,
  ...headers,
  content: { 'application/problem+json': { schema: schemaOf(catalogue.problem) } },
})
const RETRY_AFTER = { headers: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } } }

/**
 * Zod gives every whole number the bounds of safe integers, and marks our readonly types `readOnly`, which clients would misread: both are
 * removed.
 */
const tidied = ({ jsonSchema }: { readonly jsonSchema: Record<string, unknown> }): void => {
  for (const bound of ['minimum', 'maximum'])
    if (Math.abs(Number(jsonSchema[bound])) === Number.MAX_SAFE_INTEGER) delete jsonSchema[bound]
  delete jsonSchema['readOnly']
  delete jsonSchema['id']
}

const SCHEMAS: Json = (() => {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { uri: (id) => `#/components/schemas/${id}`, override: tidied })
  for (const schema of Object.values(schemas)) {
    delete schema.$id
    delete schema.$schema
  }
  // They are registered in the order in which modules load.
  return Object.fromEntries(Object.entries(schemas).toSorted(([one], [other]) => (one < other ? -1 : 1)))
})()

const COMPONENTS: Json = {
  securitySchemes: { admin: { type: 'http', scheme: 'bearer', description: 'POLYWIRE_ADMIN_TOKEN.' } },
  headers: { ETag: { description: 'For If-None-Match.', schema: { type: 'string' } } },
  responses: {
    NotModified: { description: 'If-None-Match names what you have.' },
    BadRequest: refusal('A parameter is wrong or unknown.'),
    Unauthorized: refusal('The admin token is missing or wrong.'),
    Forbidden: refusal('Not allowed from here, or without a key.'),
    NotFound: refusal('There is nothing with this id.'),
    Gone: refusal('It was taken down.'),
    Conflict: refusal('The source is switched off or is polled right now; or the configuration cannot be written.'),
    TooManyRequests: refusal('Too many wrong tokens.', RETRY_AFTER),
    NotAvailable: refusal('Too much at this moment, or a search that would take too long.', RETRY_AFTER),
  },
  schemas: SCHEMAS,
}

const TAGS = [
  { name: 'Reports', description: 'Stories and articles: lists, counts, exports, a stream.' },
  { name: 'Catalogue', description: 'Topics, organisations, places, sources and feeds as they are configured, with counts.' },
  { name: 'Service', description: 'How it does, polling, and trials of topics.' },
  { name: 'Feeds', description: 'The same news as feeds.' },
]

export const openApi = (title: string, origin: string, version: string): Json => ({
  openapi: '3.1.0',
  info: {
    title,
    version,
    description:
      'Read-only, except for polling and examples of topics. Times are ISO 8601 in UTC. Unknown parameters are refused.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: origin }],
  security: [],
  tags: TAGS,
  paths: PATHS,
  components: COMPONENTS,
})
