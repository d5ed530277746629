/** Whether our hub accepts one more request, on every engine. */
import type { IntentLimits, IntentVerdict } from './ports/websub-subscriptions.ts'

/** What is stored when a request arrives, without the request that it replaces. `host…`: numbers for the callback's site, that is its
 * registrable domain with all subdomains and ports. */
export type IntentUse = {
  readonly intents: number
  readonly subscriptions: number
  readonly topics: number
  readonly hostIntents: number
  readonly hostSubscriptions: number
  readonly hostTopics: number
  /** True: the request would begin a subscription, not renew or end one. */
  readonly beginsSubscription: boolean
  /** True: the request's topic has no subscription yet. */
  readonly isNewTopic: boolean
}

export const verdictOn = (use: IntentUse, { perHost, all }: IntentLimits): IntentVerdict => {
  const { beginsSubscription, isNewTopic } = use
  if (use.hostIntents >= perHost.intents || (beginsSubscription && use.hostSubscriptions >= perHost.subscriptions))
    return 'host-full'
  if (use.intents >= all.intents || (beginsSubscription && use.subscriptions >= all.subscriptions)) return 'full'
  if (!beginsSubscription || !isNewTopic) return 'kept'
  if (use.hostTopics >= perHost.topics) return 'host-full'
  return use.topics >= all.topics ? 'full' : 'kept'
}
