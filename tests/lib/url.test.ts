import { describe, expect, test } from 'vitest'
import { canonicalUrl, fragmentOf, guidPath, withoutFragment } from '../../src/lib/canonical-url.ts'
import { absoluteUrl, hostOf, publishableUrl, siteOf } from '../../src/lib/url.ts'

describe('one spelling for one page', () => {
  const page = 'https://desk.example/News/parcel-fees?id=7'
  test.each([
    'http://desk.example/News/parcel-fees?id=7',
    'HTTPS://Desk.Example:443/News/parcel-fees?id=7',
    'http://desk.example:80/News/parcel-fees?id=7#comments',
    'https://www.desk.example/News/parcel-fees/?id=7',
    'https://m.desk.example/News/parcel-fees?id=7',
    'https://amp.desk.example/News/parcel-fees/amp/?id=7',
    'https://user:secret@desk.example./News/parcel-fees?id=7',
    'https://desk.example/News/parcel-fees?utm_source=rss&id=7&utm_medium=feed',
    'https://desk.example/News/parcel-fees?id=7&fbclid=x&gclid=y&xtor=RSS-3&CMP=share',
    'https://desk.example/News/parcel-fees?ref=rss&id=7&source=twitter',
    'https://desk.example/News/p%61rcel%2dfees?id=7&',
    'https://desk.example/News/parcel-fees;jsessionid=0A1B?id=7',
    'https://www.google.com/url?rct=j&url=https://desk.example/News/parcel-fees%3Fid%3D7&ct=ga',
  ])('%s', (spelling) => expect(canonicalUrl(spelling)).toBe(page))
  test('parameters come in order of name, lists keep theirs', () => {
    expect(canonicalUrl('https://desk.example/?b=2&a=3&a=1')).toBe('https://desk.example?a=3&a=1&b=2')
  })
  test('letters beyond ASCII, escaped or not', () => {
    const escaped = canonicalUrl('https://новини.example/пакунки')
    expect(canonicalUrl('https://xn--b1amarcd.example/%d0%bf%d0%b0%d0%ba%d1%83%d0%bd%d0%ba%d0%b8')).toBe(escaped)
  })
})

describe('different pages stay different', () => {
  test.each([
    ['https://desk.example/a', 'https://desk.example/A'],
    ['https://desk.example/a', 'https://desk.example/b'],
    ['https://desk.example/a?id=1', 'https://desk.example/a?id=2'],
    ['https://desk.example/a?ref=main', 'https://desk.example/a?ref=release'],
    ['https://desk.example/a', 'https://shop.desk.example/a'],
    ['https://desk.example/a', 'https://desk.example:8443/a'],
    ['https://app.example/#/article/1', 'https://app.example/#/article/2'],
    ['https://desk.example/index.html', 'https://desk.example/'],
    ['https://desk.example/a%2Fb', 'https://desk.example/a/b'],
    ['https://m.com/a', 'https://com/a'],
    ['https://amp.github.io/a', 'https://github.io/a'],
    ['https://desk.example/amp', 'https://desk.example/'],
  ])('%s and %s', (one, other) => expect(canonicalUrl(one)).not.toBe(canonicalUrl(other)))
})

describe('what is not an address of the web', () => {
  test.each([
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'mailto:a@desk.example',
    '',
    'http://',
    'not a url',
  ])('%j', (text) => expect([canonicalUrl(text), absoluteUrl(text)]).toEqual([null, null]))
  test('a megabyte', () => {
    const long = `https://desk.example/${'a/%41;jsessionid='.repeat(70_000)}`
    expect([canonicalUrl(long), absoluteUrl(long), absoluteUrl(`/${'é'.repeat(4_000)}`, 'https://desk.example')]).toEqual([
      null,
      null,
      null,
    ])
  })
})

test('relative addresses are seen from their base, secrets are not passed on', () => {
  expect(absoluteUrl('../b?x=1#c', 'https://desk.example/news/a')).toBe('https://desk.example/b?x=1#c')
  expect(absoluteUrl('//cdn.example/i.png', 'http://desk.example/')).toBe('http://cdn.example/i.png')
  expect(absoluteUrl('https://ada:secret@desk.example/')).toBe('https://desk.example/')
})

describe('what of a guid survives a move', () => {
  test.each([
    ['http://old.example/?p=12', 'https://new.example/?p=12'],
    ['https://old.example/a/', 'http://www.old.example/a?utm_source=rss'],
  ])('%s and %s', (before, after) => expect(guidPath(after)).toBe(guidPath(before)))
  test('tags and names stay whole', () => {
    expect(guidPath('tag:desk.example,2026:1')).toBe('tag:desk.example,2026:1')
    expect(guidPath(' 4711 ')).toBe('4711')
  })
  test('a bare home page or nothing says nothing', () => {
    expect([guidPath('https://desk.example/'), guidPath('  ')]).toEqual([null, null])
  })
})

describe('the part of a page that an address names', () => {
  test.each([
    ['https://desk.example/live#post-7', '#post-7'],
    ['https://desk.example/live', ''],
    ['https://desk.example/live#', ''],
    ['https://desk.example/live#xtor=RSS-1', ''],
    ['https://desk.example/live#utm_source=a&utm_medium=b', ''],
    ['https://desk.example/live#:~:text=bridge', ''],
    ['https://app.example/#/article/1', ''],
    ['no address#a', ''],
  ])('%s: «%s»', (address, fragment) => expect(fragmentOf(address)).toBe(fragment))
  test('is no part of its page, a route is', () => {
    expect(withoutFragment('https://desk.example/live#post-7')).toBe('https://desk.example/live')
    expect(withoutFragment('https://app.example/#/article/1')).toBe('https://app.example/#/article/1')
  })
})

test.each([
  ['https://desk.example/50%/a%zz?q=%u1234#%', 'https://desk.example/50%25/a%25zz?q=%25u1234#%25'],
  ['https://desk.example/a%20b%C3%a9', 'https://desk.example/a%20b%C3%a9'],
])('an address in a feed escapes the %% that escapes nothing: %s', (written, published) =>
  expect([publishableUrl(written), publishableUrl(published)]).toEqual([published, published]),
)

test.each([
  ['https://Feeds.Example./rss', 'feeds.example'],
  ['https://feeds.example.:8443/rss', 'feeds.example:8443'],
  ['http://[::1]:80/', '[::1]'],
  ['no address', ''],
])('the host of %s is %s', (text, host) => expect(hostOf(text)).toBe(host))

describe('one owner, who can have any number of names, ports and addresses of a network', () => {
  test.each([
    ['https://a.desk.example/1', 'http://b.desk.example:8080/2'],
    ['http://192.0.2.1/', 'http://192.0.2.1:81/'],
    ['http://[2001:db8:7::1]/', 'http://[2001:db8:7:ffff:1:2:3:4]:81/'],
    ['http://[2001:db8::1]/', 'http://[2001:db8:0:1:2:3:4:5]/'],
    ['http://[2001:db8:0:1::]/', 'http://[2001:db8::1:0:0:1]/'],
  ])('%s and %s', (one, other) => expect(siteOf(one)).toBe(siteOf(other)))
  test.each([
    ['https://desk.example/', 'https://shop.example/'],
    ['http://192.0.2.1/', 'http://192.0.2.2/'],
    ['http://[2001:db8:7::1]/', 'http://[2001:db8:8::1]/'],
    ['http://[2001::1]/', 'http://[2001:db8::1]/'],
  ])('and not %s and %s', (one, other) => expect(siteOf(one)).not.toBe(siteOf(other)))
})
