import { expect, test } from 'vitest'
import { describeFailure } from '../../src/model/source.ts'
import { failureText } from '../../src/web/pages/source-notes.ts'
import { INTERFACE_LANGUAGES, localeFor } from '../../src/web/locale.ts'

const STEPS = [
  [429, 'a longer “every” in sources.yaml'],
  [503, 'a longer “every” in sources.yaml'],
  [401, 'Ask the publisher'],
  [403, 'Ask the publisher'],
  [500, 'the error is on its side'],
  [502, 'the error is on its side'],
  [404, 'if the feed has moved, change its url in sources.yaml'],
  [400, 'if the feed has moved, change its url in sources.yaml'],
] as const

test.each(STEPS)('a server that answers %i is reported with the next step', (status, step) => {
  const failure = { kind: 'refused', status } as const
  expect(describeFailure(failure)).toContain(`answered ${status}`)
  expect(describeFailure(failure)).toContain(step)
  expect(failureText(localeFor('en', undefined), failure)).toContain(step)
})

test('the pages distinguish the four in every language', () => {
  for (const language of INTERFACE_LANGUAGES) {
    const said = [429, 403, 500, 404].map((status) => failureText(localeFor(language, undefined), { kind: 'refused', status }))
    expect(new Set(said.map((sentence) => sentence.replaceAll(/\d+/g, ''))).size).toBe(4)
  }
})

test.each([
  [15_728_640, '15MiB'],
  [512_000, '512kB'],
  [524_288, '512KiB'],
  [777, '777 bytes'],
])('a limit of %d bytes is shown as it is written', (limitBytes, written) =>
  expect(describeFailure({ kind: 'too-large', limitBytes })).toContain(`is over ${written}. `),
)
