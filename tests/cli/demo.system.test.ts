/** `polywire demo` as a visitor meets it: one command, and reports of one event in many languages are one story. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openWorkplace, type Workplace } from './workplace.ts'

let place: Workplace
beforeEach(() => {
  place = openWorkplace()
})
afterEach(async () => await place.clear())

test('the first events of the week become stories in five languages and more, while it passes', {
  timeout: 240_000,
}, async () => {
  const demo = place.start(['demo', '--minutes', '2', '--listen', '127.0.0.1:0'])
  const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(await demo.line(/is running at/)) ?? []
  const languages = async (topic: string): Promise<number> => {
    const answer = await fetch(`${url}/api/v1/stories?q=topic:${topic}`)
    const { data } = (await answer.json()) as { readonly data: readonly { readonly languages: readonly string[] }[] }
    return Math.max(0, ...data.map((story) => story.languages.length))
  }
  await expect.poll(async () => await languages('ig.cables'), { timeout: 200_000, interval: 1_000 }).toBeGreaterThanOrEqual(5)
  await expect
    .poll(async () => await languages('ec.de-minimis'), { timeout: 200_000, interval: 1_000 })
    .toBeGreaterThanOrEqual(5)
  demo.child.kill('SIGTERM')
  expect((await demo.ended).code).toBe(0)
})
