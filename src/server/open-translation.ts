import type { Places } from '../config/process-settings.ts'
import { isDeepStrictEqual } from 'node:util'
import type { Logger } from 'pino'
import { createConsumer } from '../log/consumer.ts'
import type { Configuration } from '../model/configuration.ts'
import type { App } from '../server.ts'
import { createTranslationEndpoint, type TranslationEndpoint } from '../translation/translation-endpoint.ts'
import { createTranslator, type TranslationReport, type Translator } from '../translation/translator.ts'
import type { Clock } from '../model/time-and-chance.ts'
import { openToModels } from './endpoint-encoder.ts'
import { logTranslations } from './log-events.ts'
import type { Metrics } from './metrics.ts'
import { openRequests } from './requests.ts'
import { filterWith } from '../web/read-filter.ts'
import { userAgentFor } from './version.ts'

type Parts = {
  readonly app: Pick<App, 'store' | 'configuration' | 'duties' | 'rights' | 'vectorOf'>
  readonly clock: Clock
  readonly places: Pick<Places, 'dataFolder'>
  readonly log: Logger
  readonly metrics: Metrics
}
type Opened = { readonly by: unknown; readonly endpoint: TranslationEndpoint; readonly translator: Translator }

const LOOK_MS = 5_000

/** Translates texts by the current configuration, in the process that leads in the role `jobs`. */
export const openTranslation = (parts: Parts): { close(): Promise<void> } => {
  const { app, log } = parts
  let opened: Opened | null = null
  const openFor = async (configuration: Configuration): Promise<Opened | null> => {
    const by = settingsOf(configuration)
    if (opened !== null && isDeepStrictEqual(opened.by, by)) return opened
    await opened?.endpoint.close()
    opened = open(configuration, parts)
    return opened
  }
  const work = async (): Promise<void> => {
    const term = app.duties.term('jobs')
    const configuration = app.configuration()
    const current = await openFor(configuration)
    const { translation } = configuration.service
    if (term === null || current === null || translation === null) return
    await forgetOnRequest(parts)
    const sourceOf = openToModels(configuration, app.rights)
    const isOurs = (): boolean => app.duties.term('jobs') === term && app.configuration() === configuration
    const read = await filterWith(
      { configuration, store: app.store, now: parts.clock.now(), vectorOf: app.vectorOf },
      translation.filter,
      'operator',
    )
    // The configuration was checked: only a later change of the store can make it invalid, and then nothing is sent.
    if (read.ok) await current.translator.run({ ...translation, filter: read.filter, sourceOf }, isOurs)
  }
  const consumer = createConsumer({
    work,
    everyMs: LOOK_MS,
    pauseMs: LOOK_MS,
    elapsed: parts.clock.elapsed,
    failed: (err) => log.error({ event: 'translation-not-stored', err }, 'it is tried again in a few seconds'),
  })
  return {
    async close() {
      await opened?.endpoint.close()
      await consumer.close()
    },
  }
}

/** What was given up is sent again where `polywire translate --again` has asked for it. */
const forgetOnRequest = async ({ app: { store }, places: { dataFolder } }: Parts): Promise<void> => {
  for (const { forget } of await openRequests(dataFolder, store, 'translate')) {
    await store.translations.forgetGivenUp()
    await forget()
  }
}

const open = (configuration: Configuration, { app, clock, log, metrics }: Parts): Opened | null => {
  const { translation, fetch } = configuration.service
  if (translation === null) return null
  const endpoint = createTranslationEndpoint(translation, { ...clock, userAgent: userAgentFor(fetch.contact) })
  const reported = (report: TranslationReport): void => {
    metrics.translated(report)
    logTranslations(log, report)
  }
  const { perMinute, perDay } = translation
  const translator = createTranslator({ ...clock, store: app.store, endpoint, perMinute, perDay, reported })
  return { by: settingsOf(configuration), endpoint, translator }
}

const settingsOf = ({ service }: Configuration) => [service.translation, service.fetch.contact]
