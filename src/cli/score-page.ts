/** The page that asks one question after the other, with two buttons; it works without JavaScript, and answers this machine only. */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { html } from 'hono/html'
import type { Asked } from '../model/score-card.ts'
import { type Locale, localeFor } from '../web/locale.ts'
import { judgementForm, readJudgement } from '../web/pages/judgement.ts'

export type Question = Asked & {
  readonly label: string
  readonly scope: string
  readonly summary: string
  readonly link: string | null
}
export type ScorePage = {
  readonly url: string
  /** Resolves when every question has its answer. */
  readonly answered: Promise<void>
  readonly close: () => Promise<void>
}

const MOST_BYTES = 1_000

/** `port` 0: any that is free. `answer` saves a verdict before the next question is shown. */
export const openScorePage = async (
  questions: readonly Question[],
  answer: (question: Question, isRight: boolean) => Promise<void>,
  port: number,
): Promise<ScorePage> => {
  const done = Promise.withResolvers<void>()
  let at = 0
  let host = ''
  if (questions.length === 0) done.resolve()
  const server = createServer((request, response) => {
    const send = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): void => {
      response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY, ...headers })
      response.end(body)
    }
    const take = async (): Promise<void> => {
      // Another site's page may neither read nor answer: its requests name another host, or come from another origin.
      const { host: named, origin = `http://${host}` } = request.headers
      if (named !== host || origin !== `http://${host}`) return send(403, 'not from here')
      if (request.method !== 'POST')
        return send(200, String(await pageOf(questions, at, localeFor(null, request.headers['accept-language']))))
      const judged = readJudgement(await bodyOf(request))
      const question = questions[at]
      // A form that was sent twice is about the question before.
      if (question !== undefined && judged?.asked === String(at)) {
        await answer(question, judged.isRight)
        at += 1
      }
      send(303, '', { location: '/' })
      if (at === questions.length) done.resolve()
    }
    take().catch(done.reject)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${host}/`,
    answered: done.promise,
    async close() {
      server.close()
      server.closeIdleConnections()
      await once(server, 'close')
    },
  }
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const part of request) {
    text += String(part)
    if (text.length > MOST_BYTES) return ''
  }
  return text
}

const pageOf = (questions: readonly Question[], at: number, locale: Locale) => {
  const question = questions[at]
  const shown =
    question === undefined
      ? html`<h1>${locale.message('judge.done')}</h1><p>${locale.message('judge.done.note')}</p>`
      : html`<p>${locale.message('judge.progress', { at: at + 1, count: questions.length })}</p><h1>${locale.message('judge.question', { topic: question.label })}</h1><p>${question.scope}</p>
${judgementForm(locale, { ...question, asked: String(at), below: question.summary })}`
  return html`<!doctype html><html lang="${locale.language}" dir="${locale.direction}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Polywire</title>
<style>body{font:1.1rem/1.5 system-ui;max-width:42rem;margin:2rem auto;padding:0 1rem}a{overflow-wrap:anywhere}button{font:inherit;padding:.6rem 2rem}</style><main>${shown}</main></html>`
}
