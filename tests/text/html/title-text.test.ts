import { describe, expect, test } from 'vitest'
import { titleText } from '../../../src/text/html/title-text.ts'
import { costGrowth, MOST_GROWTH } from '../../processor-time.ts'

describe('a title as people read it', () => {
  test.each([
    ['AT&amp;T and R&amp;amp;D', 'AT&T and R&D'],
    ['Fish &amp;amp;amp; chips', 'Fish & chips'],
    ['It&#8217;s <em>here</em>', 'It’s here'],
    ['&lt;b&gt;Bold&lt;/b&gt; move', 'Bold move'],
    ['One<br/>two', 'One two'],
    ['  too\n many\t spaces ', 'too many spaces'],
    ['soft\u00adhyphen', 'softhyphen'],
    ['a < b and c > d', 'a < b and c > d'],
    ['We <3 feeds', 'We <3 feeds'],
    ['Map<K, V> explained', 'Map<K, V> explained'],
    ['Q&A: what now?', 'Q&A: what now?'],
    ['100 % &c.', '100 % &c.'],
    ['می‌شود', 'می‌شود'],
  ])('%j → %j', (written, read) => expect(titleText(written)).toBe(read))
})

describe('nothing live', () => {
  test.each([
    '<script>alert(1)</script>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;',
    '<scr<script>ipt>alert(1)</scr</script>ipt>',
    '<<script>script>alert(1)<</script>/script>',
    '<img src=x onerror=alert(1)>',
    '<img src=x onerror=alert(1)',
    '<im<b>g src=x onerror=alert(1)>',
    '<svg/onload=alert(1)>',
    '<xss onmouseover=alert(1)>x</xss>',
    '<a href="javascript:alert(1)">x</a>',
    '<!--><img src=x onerror=alert(1)>-->',
    '<?xml ?><body onload=alert(1)>',
    '&#60;img src=x onerror=alert(1)&#62;',
    '<\u00adimg src=x onerror=alert(1)>',
    '<\u0000script>alert(1)</script>',
    '<\u202aimg src=x onerror=alert(1)>',
    '<\u200b/p><\u2060svg onload=alert(1)>',
    '<&shy;img src=x onerror=alert(1)>',
    '&lt;&amp;shy;img src=x onerror=alert(1)&gt;',
    '&ltimg src=x onerror=alert(1)&gt',
    `${'&lt;'.repeat(1)}${'<b>'.repeat(30)}img src=x onerror=alert(1)>`,
  ])('%s', (written) => expect(titleText(written)).not.toMatch(/<\/?[a-z!?][^<]*=|<\/?(?:script|img|svg|body|a)\b/i))
})

test('controls, lone surrogates and turned text are gone', () => {
  expect(titleText('a\u0000\u0008b\ud800 \u202eevil\u202c \u2067x')).toBe('ab\ufffd evil x')
})
test.each(['\u200d\u200d', '\u3164', '\u2063\u2062', '\u{e0041}\u{e0042}', '\u2800 \u200e', '\u115f&#x1160;', '<b>\u00a0</b>'])(
  '%j is no title: nothing of it is seen',
  (unseen) => expect([titleText(unseen), titleText(`${unseen}A`)]).toEqual(['', expect.stringMatching(/A$/)]),
)
test('letters are composed', () => expect(titleText('e\u0301')).toBe('\u00e9'))
test.each([['<'], ['&'], ['<a '], ['&lt;'], ['<script>'], ['</'], ['<!--']])('a megabyte of %s is read at once', (piece) => {
  expect(titleText(piece.repeat(1_000_000 / piece.length)).length).toBeLessThanOrEqual(500)
})
test('what stands behind four thousand characters of tags is not looked at', () => {
  expect(['a', ' a'].map((end) => titleText(`${'<b>'.repeat(1_333)}${end}`))).toEqual(['a', ''])
})
test.each([
  ['elements that are never closed', 80, (n: number) => '<svg>'.repeat(n)],
  ['elements whose end breaks off', 79, (n: number) => `${'<svg>'.repeat(n)}</svg`],
  ['one tag with ever more signs', 399, (n: number) => `<a${'='.repeat(n)}<`],
])('%s: a title ten times as long takes ten times as long', async (_, size, title) => {
  const read = (text: string): void => {
    for (let n = 0; n < 50; n += 1) titleText(`${n}${text}`)
  }
  expect(await costGrowth(size, title, read)).toBeLessThan(MOST_GROWTH)
})
test('an element whose content is no text goes with all that stands in it', () => {
  expect(titleText('a<svg>b<script>c</svg>d</script>e')).toBe('a de')
  expect(titleText('a<svg>b<script>c</script>d')).toBe('ab d')
  expect(titleText('a<title>b<STYLE>c</style>d</title>e')).toBe('a e')
})
