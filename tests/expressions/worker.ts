/** Runs what may take for ever in a thread that can be ended. */
import { parentPort } from 'node:worker_threads'
import { READERS, readForeign } from './readers.ts'

export type Work =
  | { readonly kind: 'reader'; readonly name: string; readonly size: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'expression'; readonly source: string; readonly flags: string; readonly texts: readonly string[] }

const doWork = async (work: Work): Promise<void> => {
  if (work.kind === 'reader') READERS[work.name]?.(work.size)
  else if (work.kind === 'text') await readForeign(work.text)
  else for (const text of work.texts) searchAll(new RegExp(work.source, work.flags), text)
  parentPort?.postMessage('done', [])
}
parentPort?.on('message', (work: Work) => void doWork(work))

const searchAll = (expression: RegExp, text: string): void => {
  if (expression.global) for (const _ of text.matchAll(expression));
  else expression.exec(text)
}
