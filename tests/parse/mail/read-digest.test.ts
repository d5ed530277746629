import { expect, test } from 'vitest'
import type { ParsedItem } from '../../../src/model/parsed-item.ts'
import { readDocument } from '../../../src/parse/read-document.ts'

const BOUNDARY = 'ab'.repeat(32)
const read = async (...messages: readonly (string | Buffer)[]) => {
  const parts = messages.flatMap((message) => [Buffer.from(`\r\n--${BOUNDARY}\r\n\r\n`), Buffer.from(message)])
  const bytes = Buffer.concat([...parts, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)])
  const document = {
    bytes,
    url: 'imaps://mail.example/INBOX',
    contentType: `multipart/digest; boundary=${BOUNDARY}`,
    language: null,
  }
  const result = await readDocument(document, {
    page: null,
    now: 0,
    maxItems: 10,
    fallbackParser: true,
    acceptTruncated: false,
  })
  if (!result.ok) throw new Error(result.failure.kind)
  return result.feed
}
const readOne = async (message: string | Buffer): Promise<ParsedItem> => {
  const [item] = (await read(message)).items
  if (item === undefined) throw new Error('no item')
  return item
}
const letter = (headers: readonly string[], body: string): string =>
  ['From: "The Letter" <letter@press.example>', 'To: reader@example.org', ...headers, '', body, ''].join('\r\n')
const html = (body: string, ...headers: readonly string[]): string =>
  letter(['Content-Type: text/html; charset=utf-8', ...headers], body)

test('a message is an item: its subject, sender, date, language and text, whatever their charset', async () => {
  const message = Buffer.from(
    letter(
      [
        'Message-ID: <week-24@press.example>',
        'Subject: =?windows-1251?B?z/Do4uXy?= & <more>',
        'Date: Sun, 14 Jun 2026 10:00:00 +0200',
        'Content-Language: ru, en',
        'Archived-At: <https://press.example/letters/24>',
        'Content-Type: text/plain; charset=windows-1251',
        'Content-Transfer-Encoding: 8bit',
      ],
      '',
    ).concat('\r\n'),
  )
  const item = await readOne(Buffer.concat([message, Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2])]))
  expect(item).toMatchObject({
    id: 'week-24@press.example',
    title: 'Привет &amp; &lt;more&gt;',
    link: 'https://press.example/letters/24',
    published: Date.UTC(2026, 5, 14, 8),
    language: 'ru',
    content: '<p>Привет</p>',
    source: { title: 'The Letter', link: null },
  })
})

test('a date that cannot be read is none, not the time of reading', async () => {
  expect((await readOne(letter(['Subject: Ferries', 'Date: someday'], 'Text'))).published).toBeNull()
})

test('of a message with text and HTML the HTML is read, and attachments are no text', async () => {
  const item = await readOne(
    [
      'Subject: Parts',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b\r\nContent-Type: multipart/alternative; boundary=c\r\n',
      '--c\r\nContent-Type: text/plain\r\n\r\nPlain',
      '--c\r\nContent-Type: text/html\r\n\r\n<p>Rich</p>',
      '--c--',
      '--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nAttached',
      '--b--',
    ].join('\r\n'),
  )
  expect(item.content?.trim()).toBe('<p>Rich</p>')
})

test.each([
  ['a link that says so', '<p>Not for you? <a href="https://press.example/c/9f3a">Unsubscribe</a></p>'],
  ['a link in another language', '<p><a href="https://press.example/c/9f3a">Newsletter abbestellen</a></p>'],
  ['an address that says so', '<p><a href="https://lists.example/unsubscribe?u=9f3a">here</a></p>'],
  ['the address of List-Unsubscribe', '<p>Enough? <a href="https://lists.example/x/9f3a">No more</a></p>'],
  ['a copy in the browser', '<div><a href="https://press.example/v/9f3a">View in browser</a></div>'],
  ['the recipient', '<p>Sent to READER@example.org, token 9f3a</p>'],
  ['hidden text', '<div style="max-height:0; display: none">9f3a</div>'],
])('%s is left out with its block, and nothing else', async (_what, block) => {
  const message = html(
    `<p>Before</p>${block}<p>After</p>`,
    'List-Unsubscribe: <mailto:off@lists.example>, <https://lists.example/x/9f3a>',
  )
  expect((await readOne(message)).content?.trim()).toBe('<p>Before</p><p>After</p>')
})

test('in a long block only the link goes, and its recipient loses the address', async () => {
  const text = 'The ferries return to the northern islands on Monday. '.repeat(12)
  const { content } = await readOne(html(`<p>${text}<a href="https://a.example/unsubscribe">off</a> reader@example.org</p>`))
  expect(content).toContain('The ferries return')
  expect(content).not.toMatch(/unsubscribe|reader@/)
})

test('links keep what identifies a page and lose what identifies the reader', async () => {
  const { content } = await readOne(
    html('<p><a href="https://a.example/p?id=7&amp;utm_source=mail&amp;mc_eid=9f3a#part">Ferries</a></p>'),
  )
  expect(content).toContain('href="https://a.example/p?id=7#part"')
})

test('a text loses its signature, its footer, and the parameters in its addresses', async () => {
  const body =
    'Ferries return.\r\nSee https://a.example/p?id=7&utm_source=mail\r\n\r\nTo unsubscribe: https://a.example/u/9f3a\r\n\r\n-- \r\nThe editor'
  expect((await readOne(letter(['Subject: Ferries'], body))).content).toBe(
    '<p>Ferries return.<br>See https://a.example/p?id=7</p>',
  )
})

test('what is no message does no harm to the others', async () => {
  const { items } = await read('\u0000\u0001 not a message', letter(['Subject: Ferries'], 'Text'))
  expect(items.map(({ title }) => title)).toContain('Ferries')
})

test('a message that cannot be parsed is left out, and told; the others are read', async () => {
  const nested = Array.from(
    { length: 2_000 },
    (_one, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
  ).join('')
  const { items, warnings } = await read(`Subject: Nested\r\n${nested}`, letter(['Subject: Ferries'], 'Text'))
  expect(items.map(({ title }) => title)).toEqual(['Ferries'])
  expect(warnings).toEqual([expect.stringContaining("a message was left out, since it can't be parsed: ")])
})
