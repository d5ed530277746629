/** An OpenAI-compatible end point on 127.0.0.1, which gives each text a vector of its own. What it is given to do wrong, it does. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DIMENSIONS } from '../../src/lib/unit-vectors.ts'

export type Row = { index?: unknown; embedding: unknown }
export type EmbeddingsServer = {
  readonly url: string
  /** Texts of each request so far. */
  readonly heard: readonly {
    readonly model: string
    readonly input: readonly string[]
    readonly headers: IncomingHttpHeaders
  }[]
  /** Answers in its own way from now on; null: as it should. */
  behave(behaviour: Behaviour | null): void
  close(): Promise<void>
}
export type Behaviour = (response: ServerResponse, asked: { readonly model: string; readonly rows: readonly Row[] }) => void

/** A direction that is the text's own. */
export const vectorOf = (text: string): readonly number[] =>
  Array.from({ length: DIMENSIONS }, (_, nth) => Math.sin(nth * (text.length + text.charCodeAt(0))))

export const startEmbeddingsServer = async (): Promise<EmbeddingsServer> => {
  const heard: { model: string; input: readonly string[]; headers: IncomingHttpHeaders }[] = []
  let behaviour: Behaviour | null = null
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { model, input } = JSON.parse(Buffer.concat(chunks).toString()) as { model: string; input: readonly string[] }
      heard.push({ model, input, headers: request.headers })
      const rows = input.map((text, index) => ({ index, embedding: vectorOf(text) }))
      if (behaviour === null) answerWith(response, model, rows)
      else behaviour(response, { model, rows })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/embeddings`,
    heard,
    behave: (next) => void (behaviour = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export const answerWith = (response: ServerResponse, model: string, data: readonly Row[]): void =>
  void response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ object: 'list', model, data, usage: { prompt_tokens: 0, total_tokens: 0 } }))
