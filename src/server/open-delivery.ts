import type { Logger } from 'pino'
import type { ListenOptions, Places } from '../config/process-settings.ts'
import { createDelivery, type DeliveryService } from '../delivery/deliver-alerts.ts'
import type { MailSettings } from '../delivery/mail.ts'
import type { App } from '../server.ts'
import { publishContextFor } from '../web/feeds/written-feed.ts'
import { gapsSince } from '../web/language-gaps.ts'
import { digestWordsOf } from '../web/digests/digest-locale.ts'
import { createConsumer } from '../log/consumer.ts'
import { nearestLocale } from '../web/locale.ts'
import { filterWith } from '../web/read-filter.ts'
import type { Clock } from '../model/time-and-chance.ts'
import { randomToken } from './clock.ts'
import type { Metrics } from './metrics.ts'
import { openRequests } from './requests.ts'
import { userAgentFor } from './version.ts'

type Parts = {
  readonly app: Pick<App, 'store' | 'configuration' | 'duties' | 'vectorOf'>
  readonly listenOptions: Pick<ListenOptions, 'publicUrl'>
  readonly places: Pick<Places, 'dataFolder'>
  readonly mail: MailSettings | null
  readonly clock: Clock
  readonly log: Logger
  readonly metrics: Metrics
}

/** Opens the delivery of alerts and digests, with the texts of the web interface and the filters of the current configuration. */
export const openDelivery = ({ app, listenOptions, places, mail, clock, log, metrics }: Parts): DeliveryService => {
  const { store, configuration, duties, vectorOf } = app
  const { publicUrl } = listenOptions
  const delivery = createDelivery({
    ...clock,
    store,
    configuration,
    term: () => duties.term('jobs'),
    context: (language) =>
      publishContextFor(
        { configuration: configuration(), origin: publicUrl ?? '', hub: null },
        nearestLocale(language) ?? 'en',
      ),
    digestWords: digestWordsOf,
    gaps: gapsSince(store, configuration),
    isPublic: publicUrl !== null,
    token: randomToken,
    readFilter: async (filter) => {
      const read = await filterWith({ configuration: configuration(), store, now: clock.now(), vectorOf }, filter, 'operator')
      return read.ok ? read.filter : null
    },
    mail,
    userAgent: userAgentFor,
    log,
    metrics,
  })
  const retries = createConsumer({
    work: async () => {
      for (const { about, forget } of await openRequests(places.dataFolder, store, 'retry')) {
        await store.deliveries.retryDeadLetter(about, clock.now())
        await forget()
        delivery.wake()
      }
    },
    mayWork: async () => (await store.health()).writable,
    elapsed: clock.elapsed,
    failed: (err) => log.error({ event: 'retry-failed', err }, 'it is tried again in a few seconds'),
  })
  return {
    ...delivery,
    wake() {
      retries.wake()
      delivery.wake()
    },
    async close() {
      await retries.close()
      await delivery.close()
    },
  }
}
