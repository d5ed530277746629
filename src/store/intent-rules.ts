/** Whether our hub takes one more request. The same on every engine. */
import type { IntentLimits, IntentVerdict } from './ports/websub-subscriptions.ts'

/** What is stored when a request comes, without the one that it replaces. `host…`: of its callback's site: the registrable domain, whatever the name below it and the port. */
export type IntentUse = {
  readonly intents: number
  readonly subscriptions: number
  readonly topics: number
  readonly hostIntents: number
  readonly hostSubscriptions: number
  readonly hostTopics: number
  /** It would begin a subscription, not renew or end one. */
  readonly beginsSubscription: boolean
  /** Nobody has subscribed to its topic yet. */
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
