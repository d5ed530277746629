import { Parser } from 'htmlparser2'
import sanitizeHtml from 'sanitize-html'
import { describe, expect, test } from 'vitest'
import { cleanHtml } from '../../../src/text/html/clean-html.ts'
import { ATTACKS } from './attacks.ts'

const base = 'https://desk.example/news/a'
const html = (source: string): string => cleanHtml(source, base).html
const text = (source: string): string => cleanHtml(source, base).text

const HARMLESS = new Set(
  (
    'p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr th td figure figcaption blockquote pre hr br img ' +
    'a em strong b i u s del ins sub sup small mark code kbd samp var abbr cite q time wbr ruby rt rp bdi bdo'
  ).split(' '),
)
const HARMLESS_ATTRIBUTES = new Set(
  'href rel src alt width height dir lang colspan rowspan scope start reversed value datetime title'.split(' '),
)

/** Everything in the cleaned text that a browser could act on. */
const liveParts = (cleaned: string): readonly string[] => {
  const found: string[] = []
  const parser = new Parser({
    onopentag(name, attributes) {
      if (!HARMLESS.has(name)) found.push(name)
      for (const [attribute, value] of Object.entries(attributes)) {
        if (!HARMLESS_ATTRIBUTES.has(attribute)) found.push(`${name} ${attribute}`)
        if ((attribute === 'href' || attribute === 'src') && !/^https?:\/\//.test(value)) found.push(value)
      }
    },
    oncomment: (comment) => void found.push(`comment ${comment}`),
    onprocessinginstruction: (name) => void found.push(name),
  })
  parser.end(cleaned)
  return found
}
const theirs = {
  allowedTags: [...HARMLESS],
  allowedAttributes: { '*': [...HARMLESS_ATTRIBUTES] },
  allowedSchemes: ['http', 'https'],
}

describe('nothing live is left', () => {
  test('there are attacks of all kinds', () => expect(new Set(ATTACKS).size).toBeGreaterThan(200))
  test.each(ATTACKS.map((attack) => [attack.slice(0, 90), attack]))('%s', (_, attack) => {
    for (const around of [attack, `<p>before ${attack} after</p>`, `<table><tr><td>${attack}</td></tr></table>`]) {
      const cleaned = html(around)
      expect(liveParts(cleaned)).toEqual([])
      // Cleaning what is clean changes nothing: there is no second meaning to find. Another sanitiser finds nothing to take away either.
      expect(liveParts(html(cleaned))).toEqual([])
      // (A paragraph within another is closed early by some parsers, which makes one more.)
      const tags = (source: string): readonly string[] => source.match(/<(?!p>)[a-z][a-z0-9]*/g) ?? []
      expect(tags(sanitizeHtml(cleaned, theirs))).toEqual(tags(cleaned))
    }
  })
})

describe('what an article needs stays', () => {
  test('structure', () => {
    const source =
      '<h2>Fees</h2><p>One <strong>two</strong><br>three</p><ul><li>a</li><li>b</li></ul><blockquote>said</blockquote>' +
      '<table><tr><th scope="col">x</th><td colspan="2">1</td></tr></table><pre><code>x</code></pre>'
    expect(html(source)).toBe(source)
  })
  test('links are absolute and know no opener', () => {
    expect(html('<a href="/b?x=1&amp;y=2" class="c" target="_blank">b</a>')).toBe(
      '<a href="https://desk.example/b?x=1&amp;y=2" rel="noopener noreferrer">b</a>',
    )
  })
  test('a link to nowhere leaves its words', () =>
    expect(html('<p><a href="mailto:a@desk.example">Ada</a></p>')).toBe('<p>Ada</p>'))
  test('languages and directions within a text', () => {
    expect(html('<p dir="rtl" lang="ar" style="color:red" id="x">نص</p>')).toBe('<p dir="rtl" lang="ar">نص</p>')
  })
  test('sections become plain blocks, unknown elements lose their tags', () => {
    expect(html('<section><font color="red"><span>x</span></font></section>')).toBe('<div>x</div>')
  })
  test('a player or frame becomes a link', () => {
    expect(html('<p>x</p><iframe src="//video.example/embed/1" width="5">no frames</iframe>')).toBe(
      '<p>x</p><a href="https://video.example/embed/1" rel="noopener noreferrer">video.example</a>',
    )
  })
})

describe('pictures', () => {
  const image = 'src="https://desk.example/a.jpg"'
  test.each([
    [
      'as written',
      '<img src="/a.jpg" alt="Ship" width="640" height="480px" loading="lazy">',
      `<img ${image} alt="Ship" width="640" height="480">`,
    ],
    ['behind a placeholder', '<img src="data:image/gif;base64,R0" data-src="/a.jpg">', `<img ${image} alt="">`],
    ['behind a blank file', '<img src="/img/blank.gif" data-lazy-src="/a.jpg">', `<img ${image} alt="">`],
    ['the widest of a srcset', '<img srcset="/s.jpg 320w, /a.jpg 1280w, /m.jpg 640w">', `<img ${image} alt="">`],
    [
      'once, where noscript repeats it',
      '<img data-src="/a.jpg"><noscript><img src="/a.jpg"></noscript>',
      `<img ${image} alt="">`,
    ],
    ['not a pixel', '<img src="/p" width="1" height="1">', ''],
    ['not a hidden one', '<img src="/p" style="display: none">', ''],
    ['not a known counter', '<img src="https://feeds.feedburner.com/~r/desk/~4/x">', ''],
    ['an emoji that was a character', '<img src="https://s.w.org/images/core/emoji/15/72x72/1f600.png" alt="😀">', '😀'],
  ])('%s', (_, source, expected) => expect(html(source)).toBe(expected))
  test('the first that is more than an icon stands for the article', () => {
    const { picture } = cleanHtml('<img src="/icon.png" width="16"><img src="/a.jpg"><img src="/b.jpg">', base)
    expect(picture).toBe('https://desk.example/a.jpg')
  })
})

describe('plain text', () => {
  test.each([
    ['blocks are lines', '<h2>A</h2><p>b <i>c</i></p><ul><li>d</li><li>e</li></ul>', 'A\nb c\nd\ne'],
    ['cells are words', '<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
    ['white space is one space', '<p>a\n   b&nbsp;&nbsp;c</p>', 'a b c'],
    ['inline elements do not split words', '<p>in<b>ter</b>net</p>', 'internet'],
    ['entities are characters', '<p>R&amp;D &eacute; &#8364; &#x1F600;</p>', 'R&D é € 😀'],
    ['entities escaped twice', '<p>R&amp;amp;D it&amp;#8217;s&amp;nbsp;x</p>', 'R&D it’s x'],
    ['a whole body escaped twice', '&lt;p&gt;a &amp;amp; b&lt;/p&gt;&lt;p&gt;c&lt;/p&gt;', 'a & b\nc'],
    ['code stays code', '<p>use &lt;p&gt; here</p>', 'use <p> here'],
    ['no script, no style', 'a<script>x</script><style>y</style>b', 'ab'],
    ['no markup at all', 'a > b\n\nc  d', 'a > b\nc d'],
    ['soft hyphens and zero-width spaces go', 'inter\u00adnet\u200b works', 'internet works'],
    ['controls go', '<p>a\u0000b&#1;c&#xD800;d\ufffe</p>', 'abc\ufffdd'],
  ])('%s', (_, source, expected) => expect(text(source)).toBe(expected))
})

describe('hostile sizes', () => {
  test.each([
    ['open elements', '<b>'.repeat(170_000)],
    ['angle brackets', '<'.repeat(512_000)],
    ['unfinished tags', '<a '.repeat(170_000)],
    ['ampersands', '&amp;#'.repeat(85_000)],
    ['attributes', `<p ${Array.from({ length: 60_000 }, (_, index) => `a${index}=1`).join(' ')}>x`],
    ['spaces', `${' '.repeat(500_000)}<p>x`],
    ['a long address', `<a href="https://desk.example/${'a'.repeat(500_000)}">x</a>`],
    ['a long srcset', `<img srcset="${'/a 1x, '.repeat(70_000)}">`],
    ['beyond half a megabyte', '<p>word</p>'.repeat(500_000)],
  ])('%s are cut or skipped', (_, source) => {
    const { html, text } = cleanHtml(source, base)
    expect(liveParts(html.slice(0, 100_000))).toEqual([])
    expect(text.length).toBeLessThanOrEqual(512 * 1024)
  })
  test('elements nested too deep end the article, not the reader', () => {
    const { html } = cleanHtml(`<p>kept</p>${'<div>'.repeat(1_000)}lost`, base)
    expect(html).toContain('kept')
    expect(html).not.toContain('lost')
    expect(html.match(/<div>/g)?.length).toBe(html.match(/<\/div>/g)?.length)
  })
})
