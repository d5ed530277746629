/** Signed messages by Standard Webhooks 1.0.0 (https://www.standardwebhooks.com). */
import { createHmac } from 'node:crypto'
import type { Notice } from '../model/alert.ts'

type Signed = { readonly id: string; readonly body: string; readonly secret: string; readonly at: number }

/** The headers with the signature. `secret`: `whsec_` and the key in base64; `at`: when it is sent, in milliseconds. */
export const webhookHeaders = ({ id, body, secret, at }: Signed): Readonly<Record<string, string>> => {
  const timestamp = String(Math.floor(at / 1_000))
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  }
}

/** The body, which has the same bytes at each attempt. */
export const webhookBody = (notice: Notice, createdAt: number): string => {
  const { alert, label, story, headline, language, summary, link, source, publishedAt, page, coverage, topics, more } = notice
  const { entities, places, languages, step } = notice
  return JSON.stringify({
    type: 'story.alert',
    timestamp: new Date(createdAt).toISOString(),
    data: {
      alert: { id: alert, title: label },
      ...(more === undefined ? {} : { more }),
      // JSON leaves out what is undefined.
      story: {
        id: story,
        url: page,
        sources: coverage.sources,
        languages: coverage.languages,
        reported_in: languages,
        step,
        topics,
        entities,
        places,
      },
      report: { title: headline, summary, url: link, language, source, published: new Date(publishedAt).toISOString() },
    },
  })
}
