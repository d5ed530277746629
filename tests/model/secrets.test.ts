import { expect, test } from 'vitest'
import { asSpelled, hideSecrets, openBase } from '../../src/model/secrets.ts'

const secrets = asSpelled(
  new Map([
    ['t(o.k+en', '${TOKEN}'],
    ['PASS', '${PASS}'],
    ['no', '${WORD}'],
    ['clé', '${KEY}'],
  ]),
)

test.each([
  ['the key t(o.k+en is no good', 'the key ${TOKEN} is no good'],
  ['a value that is called like another’s name: PASS', 'a value that is called like another’s name: ${PASS}'],
  ['a short one, "no", is no reason to tear words', 'a short one, "${WORD}", is no reason to tear words'],
  ['https://a.example/cl%C3%A9/clé', 'https://a.example/${KEY}/${KEY}'],
])('%s', (text, hidden) => {
  expect(hideSecrets(text, secrets)).toBe(hidden)
})

test('one of a hundred thousand, and a long one', () => {
  const many = new Map(Array.from({ length: 100_000 }, (_, index) => [`key-${index}-of-many`, '${KEY}']))
  expect(hideSecrets('sent key-77777-of-many', many.set('x'.repeat(200_000), '${LONG}'))).toBe('sent ${KEY}')
})

test('relative addresses are seen from as much of an address as may be told', () => {
  const base = (url: string): string => openBase(url, secrets)
  expect(base('https://a.example/feeds/news.xml?lang=en')).toBe('https://a.example/feeds/news.xml?lang=en')
  expect(new URL('1', base('https://a.example/feeds/news.xml?key=PASS')).href).toBe('https://a.example/feeds/1')
  expect(new URL('/1', base('https://a.example/PASS/news.xml')).href).toBe('https://a.example/1')
  expect(openBase('https://a.example/x/feed', new Map([['https://a.example/x/feed', '${FEED}']]))).toBe('https://a.example/')
})
