/** The API in OpenAPI 3.1, by hand: it is small, and each line says what a program may rely on. */
type Schema = Readonly<Record<string, unknown>>

const string = { type: 'string' }
const text = (description: string): Schema => ({ ...string, description })
const query = (name: string, description: string, schema: Schema = string): Schema => ({
  name,
  in: 'query',
  description,
  schema,
})
const header = (name: string, description: string): Schema => ({ name, in: 'header', description, schema: string })
const inPath = (name: string): Schema => ({ name, in: 'path', required: true, schema: string })

const Q = query(
  'q',
  'A filter: words, “phrases”, topic: entity: place: lang: source: country: title: after: before:, -, OR, parentheses, /regex/.',
)
const LANG = query('lang', 'Languages, comma between them: en,zh-Hans.')
const LIMIT = query('limit', 'How many at most.', { type: 'integer', minimum: 1 })
const BEFORE = query('before', 'Cursor: the “next” of an earlier answer.')

const answer = (description: string, schema: Schema): Schema => ({ description, content: { 'application/json': { schema } } })
const NOT_MODIFIED = { description: 'Not modified: If-None-Match names what you have.' }
const PROBLEM = {
  description: 'What is wrong, RFC 9457.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

const list = (summary: string, parameters: readonly Schema[]): Schema => ({
  get: {
    summary,
    parameters,
    responses: { 200: answer('A page.', { $ref: '#/components/schemas/List' }), 304: NOT_MODIFIED, 400: PROBLEM },
  },
})
const single = (summary: string): Schema => ({
  get: {
    summary,
    parameters: [inPath('id')],
    responses: { 200: answer('It.', { type: 'object' }), 304: NOT_MODIFIED, 404: PROBLEM },
  },
})
const poll = (summary: string, parameters: readonly Schema[]): Schema => ({
  post: {
    summary,
    security: [{ admin: [] }],
    parameters: [...parameters, query('wait', '1: answer when done.')],
    responses: {
      200: answer('Done (wait=1).', { type: 'object' }),
      202: answer('Begun.', { type: 'object' }),
      401: PROBLEM,
      403: PROBLEM,
      404: PROBLEM,
      409: PROBLEM,
      429: PROBLEM,
      503: PROBLEM,
    },
  },
})
const feed = (format: string, type: string): Schema => ({
  get: {
    summary: `A feed as ${format}`,
    parameters: [
      inPath('id'),
      Q,
      LANG,
      query('group', 'One entry a story or an article.', { enum: ['story', 'article'] }),
      LIMIT,
      BEFORE,
      query('archive', 'An archive document: as “prev-archive” and “next-archive” name it (RFC 5005).'),
      query('key', 'Opens a private feed.'),
      header('A-IM', 'feed: only what is new since the edition of If-None-Match (RFC 3229).'),
      header('If-None-Match', 'The entity tag of an edition that you have.'),
    ],
    responses: {
      200: { description: 'The feed.', content: { [type]: {} } },
      226: { description: 'Only the entries that are new or changed.', content: { [type]: {} } },
      304: NOT_MODIFIED,
      307: { description: 'An archive document that is not full yet: what is newest is in the feed.' },
      400: PROBLEM,
      403: PROBLEM,
      404: PROBLEM,
    },
  },
})
const healthFeed = (type: string): Schema => ({
  get: {
    summary: 'What befalls the sources, and what to do',
    parameters: [query('lang', 'The language that it speaks; else as Accept-Language says.')],
    responses: { 200: { description: 'The feed.', content: { [type]: {} } }, 304: NOT_MODIFIED },
  },
})
const STREAM: Schema = {
  get: {
    summary: 'New and updated stories as they come, as server-sent events',
    description:
      'Events are called “new” and “update”; their data is a story as in the list, their id the place to go on from. A comment comes every 15 seconds.',
    parameters: [
      Q,
      LANG,
      query('after', 'Begin after this event; 0: with everything that is kept. Left out: with what comes next.'),
      header('Last-Event-ID', 'The same, as browsers send it when they connect again.'),
    ],
    responses: { 200: { description: 'Events.', content: { 'text/event-stream': {} } }, 400: PROBLEM, 503: PROBLEM },
  },
}

const COUNTS = ['items', 'articles', 'copies', 'stories', 'sources', 'edition']

export const openApi = (title: string, origin: string, version: string): Schema => ({
  openapi: '3.1.0',
  info: { title, version, description: 'Read-only, except for polling. Times are ISO 8601 in UTC.' },
  servers: [{ url: origin }],
  paths: PATHS,
  components: COMPONENTS,
})

const PATHS: Schema = {
  '/api/v1/status': {
    get: { summary: 'Counts', responses: { 200: answer('Counts.', { $ref: '#/components/schemas/Status' }) } },
  },
  '/api/v1/stories': list('Stories, newest first', [Q, LANG, LIMIT, BEFORE]),
  '/api/v1/stories/{id}': single('One story with all its articles'),
  '/api/v1/articles': list('Articles, newest first', [Q, LANG, LIMIT, BEFORE]),
  '/api/v1/articles/{id}': single('One article with its tags, their evidence and why it is in its story'),
  '/api/v1/topics': list('Topics', [Q, LIMIT, BEFORE]),
  '/api/v1/entities': list('Organisations, companies, laws', [Q, LIMIT, BEFORE]),
  '/api/v1/feeds': list('Published feeds', [Q, LIMIT, BEFORE]),
  '/api/v1/sources': list('Sources and their health', [Q, LIMIT, BEFORE]),
  '/api/v1/stream': STREAM,
  '/api/v1/poll': poll('Poll every source now', []),
  '/api/v1/sources/{id}/poll': poll('Poll one source now', [inPath('id')]),
  '/feeds/{id}.atom': feed('Atom', 'application/atom+xml'),
  '/feeds/{id}.rss': feed('RSS', 'application/rss+xml'),
  '/feeds/{id}.json': feed('JSON Feed', 'application/feed+json'),
  '/feeds/health.atom': healthFeed('application/atom+xml'),
  '/feeds/health.rss': healthFeed('application/rss+xml'),
  '/feeds/health.json': healthFeed('application/feed+json'),
  '/feeds.opml': {
    get: {
      summary: 'All public feeds, for a reader to import',
      parameters: [query('lang', 'Of the titles; else as Accept-Language says.')],
      responses: { 200: { description: 'OPML 2.0.', content: { 'text/x-opml': {} } }, 304: NOT_MODIFIED },
    },
  },
}

const COMPONENTS: Schema = {
  securitySchemes: { admin: { type: 'http', scheme: 'bearer', description: 'POLYWIRE_ADMIN_TOKEN.' } },
  schemas: {
    Status: {
      type: 'object',
      required: COUNTS,
      properties: Object.fromEntries(COUNTS.map((name) => [name, { type: 'integer' }])),
    },
    List: {
      type: 'object',
      required: ['data', 'next', 'links'],
      properties: {
        data: { type: 'array', items: { type: 'object' } },
        next: { ...text('Cursor for “before”; null at the end.'), type: ['string', 'null'] },
        links: { type: 'object', properties: { self: string, next: { type: ['string', 'null'] } } },
      },
    },
    Problem: {
      type: 'object',
      required: ['title', 'status', 'detail'],
      properties: {
        type: string,
        title: string,
        status: { type: 'integer' },
        detail: text('What is wrong and what to do.'),
        column: { type: 'integer' },
      },
    },
  },
}
