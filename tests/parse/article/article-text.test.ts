import { describe, expect, test } from 'vitest'
import { type PageText, articleText } from '../../../src/parse/article/article-text.ts'
import { createHtmlCleaner } from '../../../src/text/html/clean-html.ts'

const URL = 'https://paper.example/news/1'
const TITLE = 'Regulator fines a marketplace for hidden fees'
const BODY = [
  'The competition authority in Lisbon fined an online marketplace forty million euro on Monday because it hid service fees until the last step of the checkout.',
  'Buyers had complained for two years that prices grew by a tenth between the first page and the payment, the authority said in a statement.',
  'The company said that it would appeal the decision, and that it had changed its pages in all countries of the European Union since the spring.',
]
const paragraphs = BODY.map((text) => `<p>${text}</p>`).join('')
const page = (inside: string, head = ''): string =>
  `<!doctype html><html><head><title>${TITLE} | Paper</title>${head}</head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>${inside}<footer>Subscribe to our newsletter and never miss a story again</footer></body></html>`
const read = async (html: string, more: { title?: string; text?: string; finalUrl?: string } = {}): Promise<PageText> =>
  await articleText(
    html,
    { title: more.title ?? TITLE, text: more.text ?? 'A short teaser.' },
    { url: URL, finalUrl: more.finalUrl ?? URL, cleanHtml: createHtmlCleaner() },
  )
const ld = (fields: object): string =>
  `<script type="application/ld+json">${JSON.stringify({ '@graph': [{ '@type': 'WebSite' }, fields] })}</script>`

describe('the text of an article’s page', () => {
  test('is the report, without menus and footers', async () => {
    const found = await read(page(`<article><h1>${TITLE}</h1>${paragraphs}</article>`))
    expect(found).toMatchObject({ kind: 'read', text: expect.stringContaining('would appeal the decision') })
    expect(JSON.stringify(found)).not.toMatch(/newsletter|Sport/)
  })

  test('is that of JSON-LD where there is one', async () => {
    const stated = await read(
      page('<div id="app"></div>', ld({ '@type': 'NewsArticle', headline: TITLE, articleBody: BODY.join('\n') })),
    )
    expect(stated).toMatchObject({ kind: 'read', text: BODY.join('\n') })
    expect(
      await read(page(`<article>${paragraphs}</article>`, '<script type="application/ld+json">{broken</script>')),
    ).toMatchObject({ kind: 'read' })
  })

  const refused: readonly (readonly [reason: string, what: string, html: string, more?: Parameters<typeof read>[1]])[] = [
    [
      'paywall',
      'that says it is not free',
      page(`<article>${paragraphs}</article>`, ld({ '@type': 'NewsArticle', isAccessibleForFree: 'False' })),
    ],
    ['login', 'with a password field and little else', page('<form><input type="password"></form><p>Log in to read on.</p>')],
    ['login', 'that redirects to one', page(paragraphs), { finalUrl: 'https://paper.example/login?next=/news/1' }],
    [
      'too-little-text',
      'that asks for consent',
      page('<div><h1>Before you go on</h1><p>We and 812 partners use cookies.</p><button>Accept</button></div>'),
    ],
    ['too-little-text', 'that a script would fill', page('<div id="root"></div><script>render()</script>')],
    [
      'wrong-page',
      'about something else',
      page(`<article>${paragraphs}</article>`),
      { title: 'Volcano erupts beneath Icelandic glacier overnight' },
    ],
    ['too-hard', 'of a hundred thousand nested elements', page(`${'<div>'.repeat(100_000)}${paragraphs}`)],
    ['too-hard', 'of a hundred thousand elements', page('<b>x</b>'.repeat(100_000))],
    ['too-hard', 'of a hundred thousand spaces that break no line', page(`<p>${'\u00a0\n'.repeat(110_000)}</p>`)],
    ['too-hard', 'of as many references', page(`<p>${'&lt;a '.repeat(60_000)}</p>`)],
  ]
  test.each(refused.map(([reason, what, html, more = {}]) => ({ reason, what, html, more })))(
    '$reason: a page $what',
    async ({ reason, html, more }) => expect(await read(html, more)).toMatchObject({ kind: 'given-up', reason }),
  )

  test('a Chinese headline is looked for by pairs of characters', async () => {
    const text =
      '里斯本竞争管理机构周一对一家网络购物平台处以四千万欧元罚款，原因是该平台直到结账的最后一步才显示服务费。买家两年来一直投诉价格在首页和付款之间上涨了一成。该公司表示将对决定提出上诉，并称自春季以来已在欧盟所有国家修改了页面。监管机构补充说，调查还将延伸到其他平台，并呼吁消费者保存交易记录以便申请退款。'
    const html = `<html><body><article><p>${text}</p></article></body></html>`
    expect(await read(html, { title: '购物平台因隐藏服务费被罚四千万欧元', text: '' })).toMatchObject({ kind: 'read' })
    expect(await read(html, { title: '冰岛火山昨夜在冰川下喷发', text: '' })).toMatchObject({ reason: 'wrong-page' })
  })
})

test('signs of code are no text', async () => {
  const code = `<script>${'a && b > c;'.repeat(50_000)}</script><style>${'a > b {}'.repeat(50_000)}</style>`
  expect(await read(page(`${code}<article>${paragraphs}</article>`))).toMatchObject({ kind: 'read' })
})
