import { parse as parseBibtex } from '@retorquere/bibtex-parser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { article, publish } from '../store/samples.ts'
import { AFTERNOON, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'
import { openVariedNewsroom, VARIED } from './varied-news.ts'

let room: Newsroom
beforeAll(async () => {
  room = await openVariedNewsroom()
})
afterAll(async () => await room.close())

const text = async (path: string): Promise<string> => await (await room.get(`/api/v1/articles.${path}`)).text()
const DEAR = 'q=source:paid-wire topic:trade'
const DEAR_TITLE = '=HYPERLINK("https://evil.example","50% off & {more} #1_2 ~ ^ \\ $5")'

/** RFC 4180, strictly: CRLF ends each line, and quotes stand only around a whole cell. */
const readCsv = (csv: string): readonly Record<string, string>[] => {
  const rows: string[][] = []
  let row: string[] = []
  for (let at = 0; at < csv.length; ) {
    const [cell = '', quoted, plain = '', end] = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y.exec(csv.slice(at)) ?? []
    if (end === undefined) throw new Error(`no CSV at ${at}: ${csv.slice(at, at + 40)}`)
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push(row.splice(0))
    at += cell.length
  }
  const [names = [], ...records] = rows
  return records.map((cells) => {
    if (cells.length !== names.length) throw new Error(`${cells.length} cells for ${names.length} names`)
    return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']))
  })
}

/** A strict reader of RIS: `XX  - value`, from TY to ER. */
const readRis = (ris: string): readonly ReadonlyMap<string, readonly string[]>[] => {
  const records: Map<string, string[]>[] = []
  let open: Map<string, string[]> | null = null
  for (const line of ris.split('\r\n').filter((one) => one !== '')) {
    const [, tag = '', value = ''] = /^([A-Z][A-Z0-9]) {2}- (.*)$/.exec(line) ?? []
    if (tag === '' || (open === null) !== (tag === 'TY')) throw new Error(`no RIS: ${line}`)
    if (tag === 'TY') open = new Map()
    open?.set(tag, [...(open.get(tag) ?? []), value])
    if (tag === 'ER' && open !== null) {
      records.push(open)
      open = null
    }
  }
  if (open !== null) throw new Error('a record has no end')
  return records
}

describe('CSV', () => {
  test('has a line of names and one for each article, newest first, as the list has them', async () => {
    const answer = await room.get('/api/v1/articles.csv')
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="polywire-2026-11-24.csv"')
    const rows = readCsv(await answer.text())
    const { data } = (await (await room.get('/api/v1/articles')).json()) as { data: { id: string; title: string }[] }
    expect(rows.map(({ id }) => id)).toEqual(data.map(({ id }) => id))
    expect(rows).toHaveLength(10)
  })

  test('keeps quotes, line breaks and other scripts, and lets no spreadsheet compute a title', async () => {
    const [row] = readCsv(await text(`csv?${DEAR}`))
    expect(row).toMatchObject({
      title: `'${DEAR_TITLE}`,
      summary: 'First line.\nSecond; line, “quoted”.',
      authors: 'Ana de la Cruz; Smith, Black and White; ООО «Новости»',
      source_name: 'Paid Wire',
      country: 'KE',
      also_in: 'marche-libre',
      places: 'KE-30',
    })
    const [arabic] = readCsv(await text('csv?lang=ar'))
    expect(arabic?.['title']).toBe('الطرود الصغيرة ستخضع للضريبة')
    const [titleOnly] = readCsv(await text('csv?lang=zh-Hans'))
    expect(titleOnly?.['summary']).toBe('')
  })

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1+1', '\n@x'])('%j is text, not a formula', async (title) => {
    const guarded = await openNewsroom({
      fill: async (store) => {
        await store.syncSources(VARIED.sources, AFTERNOON - HOUR)
        await publish(store, 'harbour-post', [article('f', { title })], { now: AFTERNOON - HOUR })
      },
    })
    const [row] = readCsv(await (await guarded.get('/api/v1/articles.csv')).text())
    expect(row?.['title']).toBe(title.replace(/ ?[=+\-@＝]/, "'$&"))
    await guarded.close()
  })

  test('no cell is a formula where a spreadsheet takes semicolons for the separators', async () => {
    const guarded = await openNewsroom({
      fill: async (store) => {
        await store.syncSources(VARIED.sources, AFTERNOON - HOUR)
        const hostile = { title: 'Trade; =cmd|calc!A0 ;@SUM(A1);half-way', authors: ['Ada', '+1'], summary: 'a;\n-1' }
        await publish(store, 'harbour-post', [article('f', hostile)], { now: AFTERNOON - HOUR })
      },
    })
    const csv = await (await guarded.get('/api/v1/articles.csv')).text()
    expect(readCsv(csv)[0]?.['title']).toBe(`Trade;' =cmd|calc!A0 ;'@SUM(A1);half-way`)
    const cells = csv.split(/[;\r\n]/)
    expect(cells.length).toBeGreaterThan(8)
    expect(cells.filter((cell) => /^[\s"]*[=+\-@]/.test(cell))).toEqual([])
    await guarded.close()
  })

  test('begins with a byte order mark only if asked', async () => {
    const bytes = async (query: string) => Buffer.from(await (await room.get(`/api/v1/articles.csv${query}`)).arrayBuffer())
    expect((await bytes('')).subarray(0, 3).toString()).toBe('id,')
    expect((await bytes('?bom=1')).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    expect((await bytes('?bom=1')).subarray(3)).toEqual(await bytes(''))
  })

  test('of nothing is its line of names', async () => expect(readCsv(await text('csv?q=nowhere'))).toEqual([]))
})

describe('citations', () => {
  test('BibTeX is read again as it was', async () => {
    const { entries, errors } = parseBibtex(await text('bib'), { sentenceCase: false })
    expect(errors).toEqual([])
    expect(entries).toHaveLength(10)
    expect(new Set(entries.map(({ key }) => key)).size).toBe(10)
    const dear = entries.find(({ fields }) => fields.organization?.includes('Paid Wire') && fields.author !== undefined)
    expect(dear?.type).toBe('online')
    expect(dear?.fields).toMatchObject({
      title: DEAR_TITLE,
      date: '2026-11-23',
      url: 'https://news.example/w1',
      language: 'en',
      abstract: 'First line. Second; line, “quoted”.',
    })
    expect(dear?.fields.author).toMatchObject([
      { firstName: 'Ana', prefix: 'de la', lastName: 'Cruz' },
      { name: 'Smith, Black and White' },
      expect.anything(),
    ])
    const undated = entries.find(({ fields }) => fields.title?.startsWith('A notice'))
    expect([undated?.fields.date, undated?.fields.url]).toEqual([undefined, expect.stringContaining(`${room.url}/stories/`)])
  })

  test('RIS is read again as it was', async () => {
    const records = readRis(await text('ris'))
    expect(records).toHaveLength(10)
    const dear = records.find((record) => record.get('T2')?.[0] === 'Paid Wire' && record.has('AU'))
    expect(Object.fromEntries(dear ?? [])).toMatchObject({
      TY: ['NEWS'],
      TI: [DEAR_TITLE],
      AU: ['Ana de la Cruz', 'Smith, Black and White', 'ООО «Новости»'],
      PY: ['2026'],
      DA: ['2026/11/23/'],
      UR: ['https://news.example/w1'],
      AB: ['First line. Second; line, “quoted”.'],
      KW: ['retired.topic', 'trade'],
    })
    const undated = records.find((record) => record.get('TI')?.[0]?.startsWith('A notice'))
    expect([undated?.has('DA'), undated?.get('TI')]).toEqual([false, ['A notice without "date", = or link']])
  })
})

describe('an export', () => {
  test.each(['csv', 'jsonl', 'bib', 'ris'])('as %s of a search is narrowed, cut and continued as a list', async (ending) => {
    const count = async (query: string): Promise<number> => {
      const body = await text(`${ending}?${query}`)
      if (ending === 'csv') return readCsv(body).length
      if (ending === 'ris') return readRis(body).length
      return ending === 'jsonl' ? body.split('\n').length - 1 : body.split('@online').length - 1
    }
    expect(await count('q=topic:trade.parcels')).toBe(5)
    expect(await count('lang=fr,ar')).toBe(2)
    expect(await count('limit=3')).toBe(3)
    expect(await count('before=2026-11-24')).toBe(4)
    expect(await count('q=nowhere')).toBe(0)
  })

  test('goes on over many pages, each article once', async () => {
    const many = await openNewsroom({
      fill: async (store) => {
        await store.syncSources(VARIED.sources, AFTERNOON - HOUR)
        const articles = Array.from({ length: 450 }, (_, at) => article(`m${at}`, { publishedAt: AFTERNOON - HOUR - (at % 7) }))
        await publish(store, 'harbour-post', articles, { now: AFTERNOON - HOUR })
      },
    })
    const lines = (await (await many.get('/api/v1/articles.jsonl')).text()).trim().split('\n')
    expect(new Set(lines.map((line) => (JSON.parse(line) as { id: string }).id)).size).toBe(450)
    const cut = await many.get('/api/v1/articles.jsonl?limit=250')
    expect((await cut.text()).trim().split('\n')).toHaveLength(250)
    await many.close()
  })

  test('answers HEAD without reading anything', async () => {
    const answer = await fetch(`${room.url}/api/v1/articles.csv`, { method: 'HEAD' })
    expect([answer.status, answer.headers.get('content-disposition'), await answer.text()]).toEqual([
      200,
      expect.stringContaining('.csv"'),
      '',
    ])
  })

  test('stops looking when its client has left', async () => {
    const looked: number[] = []
    const slow = await openNewsroom({
      fill: async (store) => {
        await store.syncSources(VARIED.sources, AFTERNOON - HOUR)
        const text = 'word '.repeat(4_000)
        const articles = Array.from({ length: 900 }, (_, at) => article(`m${at}`, { text, html: `<p>${text}</p>` }))
        await publish(store, 'harbour-post', articles, { now: AFTERNOON - HOUR })
        const read = store.articles.bind(store)
        store.articles = async (query) => {
          const page = await read(query)
          looked.push(page.rows.length)
          return page
        }
      },
    })
    const answer = await slow.get('/api/v1/articles.jsonl')
    const reader = answer.body?.getReader()
    await reader?.read()
    await reader?.cancel()
    const seen = looked.length
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(looked.length).toBeLessThanOrEqual(seen + 2)
    expect(looked.length).toBeLessThan(9)
    // Places of those who have left are free again.
    for (let n = 0; n < 20; n += 1) {
      const again = await slow.get('/api/v1/articles.csv?limit=1')
      expect(again.status).toBe(200)
      await again.text()
    }
    await slow.close()
  })

  test('that would look for too long is refused in words', async () => {
    let at = 0
    const busy = await openNewsroom({ elapsed: () => (at += 2_000) })
    const answer = await busy.get('/api/v1/articles.csv?q=/nowhere to be found/')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'application/problem+json; charset=utf-8'])
    await busy.close()
  })
})

describe('stories', () => {
  const stories = async (path: string): Promise<string> => await (await room.get(`/api/v1/stories.${path}`)).text()
  type Listed = { id: string; sources: string[]; topics: { id: string; score: number }[]; publishedAt: string; lastAt: string }

  test('have a line each, newest first, as the list has them: topics with their certainty, first and last report', async () => {
    const { data } = (await (await room.get('/api/v1/stories')).json()) as { data: Listed[] }
    const rows = readCsv(await stories('csv'))
    expect(rows.length).toBeGreaterThan(1)
    expect(rows.map(({ id, sources, topics, first_at, last_at }) => ({ id, sources, topics, first_at, last_at }))).toEqual(
      data.map(({ id, sources, topics, publishedAt, lastAt }) => ({
        id,
        sources: sources.join('; '),
        topics: topics.map((topic) => `${topic.id} ${topic.score.toFixed(2)}`).join('; '),
        first_at: publishedAt,
        last_at: lastAt,
      })),
    )
    const lines = (await stories('jsonl')).trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as Listed).id)).toEqual(data.map(({ id }) => id))
  })

  test('are narrowed and limited as articles are', async () => {
    expect(readCsv(await stories('csv?limit=1'))).toHaveLength(1)
    expect(readCsv(await stories('csv?q=nothingofthesort'))).toEqual([])
    expect((await room.get('/api/v1/stories.csv?bogus=1')).status).toBe(400)
    expect((await room.get('/api/v1/stories.csv')).headers.get('content-disposition')).toBe(
      'attachment; filename="polywire-stories-2026-11-24.csv"',
    )
  })
})
