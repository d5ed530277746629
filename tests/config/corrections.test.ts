import { expect, test } from 'vitest'
import { contradictions } from '../../src/config/corrections.ts'
import { problemsOf } from './folder.ts'

const A = `a${'0'.repeat(20)}`
const B = `a${'b'.repeat(20)}`
const S = `s${'c'.repeat(20)}`
const of = async (...lines: string[]) =>
  await problemsOf({ 'corrections.yaml': ['corrections:', ...lines.map((line) => `  - ${line}`)].join('\n') })

test('what is right is taken', async () => {
  expect(await of(`split: [${A}]`, `join: [${S}, https://a.example/]`, `never: [${A}, ${S}]`, `pin: ${B}`)).toEqual([])
})

test.each([
  [`{ splitt: [${A}] }`, 'corrections.yaml:2:7: unknown key "splitt"; did you mean "split"?'],
  [`split: []`, 'corrections.yaml:2:12: names no article'],
  [`split: [${S}]`, 'corrections.yaml:2:13: this is a story; name its articles: "polywire story show ID" lists them'],
  [`split: [a12]`, 'corrections.yaml:2:13: expected the id of an article (a and 20 letters and digits) or its address'],
  [`join: [${S}]`, 'corrections.yaml:2:11: needs at least two: what belongs together'],
  [
    `join: [${S}, nonsense]`,
    'corrections.yaml:2:35: neither the id of a story (s and 20 letters and digits), nor of an article (a…), nor an address',
  ],
  [`{ note: nothing }`, 'corrections.yaml:2:5: a correction says one thing: split, join, never, pin or a kind'],
  [`{ pin: ${A}, split: [${B}] }`, 'corrections.yaml:2:5: a correction says one thing: split, join, never, pin or a kind'],
  [`never: [${A}, ${A}]`, 'corrections.yaml:2:36: this stands here twice'],
])('%s is refused where it stands', async (line, problem) => expect(await of(line)).toContain(problem))

test('what is joined and kept apart at once is told', async () => {
  const [problem, ...others] = await of(`join: [${A}, ${B}]`, `never: [${S}, ${A}, ${B}]`)
  expect(others).toEqual([])
  expect(problem).toMatch(/^corrections\.yaml:3:12: these are joined at .*corrections\.yaml:2:5; keep one of the two$/)
})

test('of several joins that a line contradicts, each is told, in their order', async () => {
  const problems = await of(
    `join: [${A}, ${B}, ${S}]`,
    `join: [${A}, https://a.example/]`,
    `join: [${S}, ${B}]`,
    `never: [${S}, ${A}, ${B}]`,
  )
  expect(problems.map((problem) => /\d+:\d+; keep/.exec(problem)?.[0])).toEqual(['2:5; keep', '4:5; keep'])
})

test('tens of thousands of lines are compared at once', () => {
  const pairs = Array.from({ length: 20_000 }, (_, index) => [`https://a.example/${index}`, `https://b.example/${index}`])
  const corrections = pairs.flatMap((pair) => [{ join: pair }, { never: pair.map((name) => `${name}?`) }])
  const file = { file: 'corrections.yaml', locate: () => ({ line: 1, column: 1 }), secrets: new Map() }
  expect(contradictions({ ...file, value: { corrections } })).toEqual([])
})
