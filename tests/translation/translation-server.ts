/** End points of the three kinds on 127.0.0.1. Each translates by a word list; what it is given to do wrong, it does. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TranslationKind } from '../../src/model/configuration.ts'

export type Heard = { readonly texts: readonly string[]; readonly body: Asked; readonly headers: IncomingHttpHeaders }
type Asked = {
  readonly q?: readonly string[]
  readonly text?: readonly string[]
  readonly messages?: readonly { readonly role: string; readonly content: string }[]
}
/** True: it has answered. */
type Behaviour = (response: ServerResponse, texts: readonly string[]) => boolean

export type TranslationServer = {
  readonly url: string
  readonly heard: readonly Heard[]
  behave(behaviour: Behaviour | null): void
  close(): Promise<void>
}

const PATHS: Readonly<Record<TranslationKind, string>> = {
  libretranslate: '/translate',
  deepl: '/v2/translate',
  openai: '/v1/chat/completions',
}

/** `GREVE DES FERRIES` for `Grève des ferries`: a translation that any text has. */
export const inEnglish = (text: string): string => `In English: ${text.normalize('NFD').replaceAll(/\p{M}/gu, '')}`

export const startTranslationServer = async (kind: TranslationKind, translate = inEnglish): Promise<TranslationServer> => {
  const heard: Heard[] = []
  let behaviour: Behaviour | null = null
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.url !== PATHS[kind]) return void response.writeHead(404).end()
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Asked
      const texts = body.q ?? body.text ?? (JSON.parse(body.messages?.[1]?.content ?? '[]') as readonly string[])
      heard.push({ texts, body, headers: request.headers })
      if (behaviour?.(response, texts) !== true) answerAs(kind, response, texts.map(translate))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATHS[kind]}`,
    heard,
    behave: (next) => void (behaviour = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export const answerAs = (kind: TranslationKind, response: ServerResponse, texts: readonly unknown[]): void => {
  const bodies: Readonly<Record<TranslationKind, unknown>> = {
    libretranslate: { translatedText: texts },
    deepl: { translations: texts.map((text) => ({ detected_source_language: 'FR', text })) },
    openai: { choices: [{ index: 0, message: { role: 'assistant', content: JSON.stringify(texts) } }] },
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(bodies[kind]))
}
