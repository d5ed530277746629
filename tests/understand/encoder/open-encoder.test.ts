import { expect, onTestFinished, test } from 'vitest'
import type { Encoder } from '../../../src/understand/encoder/encoder.ts'
import { openEncoder } from '../../../src/understand/encoder/open-encoder.ts'
import { modelFolder } from './model-folder.ts'

/** Answers with the length of each title and the number of texts that came with it; some titles end the thread. */
const THREAD = `
import { parentPort } from 'node:worker_threads'
parentPort.on('message', ({ task: { inputs } }) => {
  if (inputs.some(({ title }) => title === 'poison')) process.exit(1)
  if (inputs.some(({ title }) => title === 'error')) parentPort.postMessage({ error: new Error('no session'), usedMs: 1 })
  else parentPort.postMessage({ answer: inputs.map(({ title }) => Int8Array.of(title.length, inputs.length)), usedMs: 1 })
})`

const open = (thread = THREAD): { readonly encoder: Encoder; readonly failures: readonly string[] } => {
  const failures: string[] = []
  const module = new URL(`data:text/javascript,${encodeURIComponent(thread)}`)
  const encoder = openEncoder(modelFolder(), { module, failed: (why) => failures.push(why) })
  if ('failure' in encoder) throw new Error(encoder.failure)
  onTestFinished(async () => await encoder.close())
  return { encoder, failures }
}
const input = (title: string) => ({ title, text: '', language: 'en' })
const vectors = async (encoder: Encoder, ...titles: readonly string[]) =>
  (await encoder.encode(titles.map(input))).map((vector) => (vector === null ? null : [...vector]))

test('texts of all callers are encoded together, and each gets its vector', async () => {
  const { encoder } = open()
  const both = await Promise.all([vectors(encoder, 'a', 'bb'), vectors(encoder, 'ccc')])
  expect(both).toEqual([
    [
      [1, 3],
      [2, 3],
    ],
    [[3, 3]],
  ])
})
test('many texts are encoded in parts, between which others get their turn', async () => {
  const { encoder } = open()
  const many = encoder.encode(Array.from({ length: 150 }, () => input('a')))
  const order: string[] = []
  await Promise.all([
    many.then((found) => order.push(`${found.length} texts`)),
    encoder.encode([input('b')]).then(() => order.push('one text')),
  ])
  expect(order).toEqual(['one text', '150 texts'])
})
test.each(['poison', 'error'])('a text that is %s has no vector, and takes none from those beside it', async (title) => {
  const { encoder, failures } = open()
  expect(await vectors(encoder, 'a', title, 'ccc')).toEqual([[1, 1], null, [3, 1]])
  // Once together, once alone.
  expect(failures).toHaveLength(2)
  expect(await vectors(encoder, 'dd')).toEqual([[2, 1]])
})
test('a folder that holds no usable model gives no vectors, and says why', async () => {
  const failures: string[] = []
  const encoder = openEncoder(modelFolder(), { failed: (why) => failures.push(why) })
  if ('failure' in encoder) throw new Error(encoder.failure)
  onTestFinished(async () => await encoder.close())
  expect(await encoder.encode([input('a')])).toEqual([null])
  expect(failures.join('\n')).toMatch(/JSON/)
})
test('a folder without a model is a failure', () =>
  expect(openEncoder('/nonexistent')).toEqual({ failure: expect.stringContaining('/nonexistent/manifest.json') }))
