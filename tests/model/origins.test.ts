import { expect, test } from 'vitest'
import { articleId, sourceId } from '../../src/model/ids.ts'
import { originNames, originsOf } from '../../src/model/origins.ts'

type Written = {
  readonly title?: string
  readonly text?: string
  readonly id: string
  readonly source: string
  readonly of?: string
  readonly agency?: string
  readonly isRelease?: true
  readonly also?: string
}
const report = ({ id, source, of, agency, isRelease, also, title = id, text = '' }: Written) => ({
  id: articleId(id),
  source: sourceId(source),
  copyOf: of === undefined ? null : articleId(of),
  language: 'en',
  title,
  text,
  alsoIn: also === undefined ? [] : [sourceId(also)],
  origin: agency === undefined ? null : { title: null, link: null, agency, ...(isRelease === true ? { isRelease } : {}) },
})
const owners = new Map([
  [sourceId('sun'), { name: 'The Sun', owner: 'House' }],
  [sourceId('times'), { name: 'The Times', owner: 'House' }],
  [sourceId('post'), { name: 'The Post' }],
  [sourceId('regulator'), { name: 'Regulator', releases: true }],
])
const toldOf = (...reports: readonly Written[]) => {
  const origins = originsOf(reports.map(report), owners)
  return [origins.length, originNames(origins, owners, (name) => `${name}’s release`).join(', ')]
}

test('what names one agency has one origin, and each source of its own another', () => {
  expect(
    toldOf(
      { id: 'a', source: 'post', agency: 'Reuters' },
      { id: 'b', source: 'sun', agency: 'Reuters' },
      { id: 'c', source: 'mail', agency: 'Reuters' },
      { id: 'd', source: 'desk' },
      { id: 'e', source: 'post' },
    ),
  ).toEqual([3, 'Reuters (3), desk, The Post'])
})

test('a copy has the origin of what it copies, and both have that of the agency that one of them names', () => {
  expect(toldOf({ id: 'a', source: 'post' }, { id: 'b', source: 'desk', of: 'a' })).toEqual([1, 'The Post (2)'])
  expect(
    toldOf(
      { id: 'a', source: 'post' },
      { id: 'b', source: 'desk', of: 'a', agency: 'dpa' },
      { id: 'c', source: 'mail', agency: 'dpa' },
    ),
  ).toEqual([1, 'dpa (3)'])
})

test('a press release is named as one, by its distributor or the source that issues it, whoever prints it', () => {
  expect(
    toldOf(
      { id: 'a', source: 'regulator' },
      { id: 'b', source: 'post', of: 'a' },
      { id: 'c', source: 'sun', agency: 'PR Newswire', isRelease: true },
    ),
  ).toEqual([2, 'Regulator’s release (2), PR Newswire’s release'])
})

test('sources of one owner are one origin, and a source that shows the same article adds none', () => {
  expect(toldOf({ id: 'a', source: 'sun', also: 'desk' }, { id: 'b', source: 'times' })).toEqual([1, 'House (3)'])
})

test('a sentence names the six origins with most sources', () => {
  const many = Array.from({ length: 8 }, (_, at) => ({ id: `a${at}`, source: `s${at}` }))
  expect(toldOf(...many)).toEqual([8, 's0, s1, s2, s3, s4, s5, …'])
})

test('the same headline without a text, or the same beginning, is one text; the same headline before other words is not', () => {
  const title = 'Government asks a judge to block the law of Texas'
  const same = 'Government of Biden asks a judge to block the law of Texas'
  expect(toldOf({ id: 'a', source: 'post', title }, { id: 'b', source: 'desk', title: same })).toEqual([1, 'The Post (2)'])
  const [one, other] = [
    'It was filed on Monday, the ministry of justice says.',
    'Who wins, and who loses, if the law falls this week.',
  ]
  expect(toldOf({ id: 'a', source: 'post', title, text: one }, { id: 'b', source: 'desk', title, text: other })[0]).toBe(2)
  expect(
    toldOf({ id: 'a', source: 'post', title: 'A law falls', text: one }, { id: 'b', source: 'desk', title, text: one })[0],
  ).toBe(1)
  expect(
    toldOf(
      { id: 'a', source: 'post', title: 'Ten dead in Greece' },
      { id: 'b', source: 'desk', title: 'Ten dead in Greece' },
    )[0],
  ).toBe(2)
})
