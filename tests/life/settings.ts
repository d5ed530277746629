/** The settings of a service that reads a day's news. */
import { sourcesYaml } from '../cli/workplace.ts'
import type { NewsDay } from './news-day.ts'

type Pace = { readonly hours: number; readonly minutes: number }

/** Of a webhook: Standard Webhooks take 24 bytes or more. */
const SECRET = `whsec_${Buffer.alloc(32, 'day').toString('base64')}`

export const feedsYaml = (limit: number): string => `feeds:
  - { id: trade, title: { en: Trade }, filter: "topic:e-commerce" }
  - { id: net, title: { en: The net }, filter: "topic:internet-governance", limit: ${20 + limit} }
  - { id: desk, title: { en: Desk }, private: true }
`

/** As many polls as in so many hours. `others`: hosts that may be asked too. */
export const settingsFor = (
  { hours, minutes }: Pace,
  day: NewsDay,
  others: readonly string[],
): Readonly<Record<string, string>> => {
  const faster = (hours * 60) / minutes
  const seconds = (wanted: number): string => `${Math.max(1, Math.round(wanted / faster))}s`
  const hosts = JSON.stringify([...day.hosts, ...others])
  const receivers = JSON.stringify([new URL(day.at('/')).host])
  return {
    'polywire.yaml': `fetch:
  every: ${seconds(1_800)}
  min: ${seconds(600)}
  max: ${seconds(3_600)}
  timeout: 8s
  max_bytes: 8MiB
  per_host: { concurrency: 2, gap: 0s }
  allow_private: ${hosts}
websub: true
websub_allow_private: ${receivers}
delivery: { allow_private: ${receivers} }
`,
    'sources.yaml': sourcesYaml(day.sources),
    'feeds.yaml': feedsYaml(0),
    'alerts.yaml': `alerts:\n  - { id: all, thresholds: [{ sources: 2 }], target: { kind: webhook, url: "${day.at('/alert')}", secret: "${SECRET}" } }\n`,
  }
}
