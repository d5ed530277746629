import { expect, test } from 'vitest'
import { type IntentUse, verdictOn } from '../../src/store/outbox/subscriptions.ts'

const limits = {
  perHost: { intents: 2, subscriptions: 3, topics: 2 },
  all: { intents: 4, subscriptions: 6, topics: 5 },
}
const use: IntentUse = {
  intents: 0,
  subscriptions: 0,
  topics: 0,
  hostIntents: 0,
  hostSubscriptions: 0,
  hostTopics: 0,
  beginsSubscription: true,
  isNewTopic: true,
}
const renewal = { beginsSubscription: false, isNewTopic: false }

test.each<[string, Partial<IntentUse>, string]>([
  ['a first request is kept', {}, 'kept'],
  ['one more than its host may have waiting is not', { hostIntents: 2 }, 'host-full'],
  ['nor one more than all may have waiting', { intents: 4 }, 'full'],
  ['nor a subscription more than its host may have', { hostSubscriptions: 3 }, 'host-full'],
  ['nor one more than all may have', { subscriptions: 6 }, 'full'],
  ['a renewal does not count as one more', { hostSubscriptions: 3, subscriptions: 6, ...renewal }, 'kept'],
  ['but waits for verification like any other', { hostIntents: 2, ...renewal }, 'host-full'],
  ['a host may have so many topics', { hostTopics: 2 }, 'host-full'],
  ['and all together so many', { topics: 5 }, 'full'],
  ['a topic that somebody has already costs nothing more', { hostTopics: 2, topics: 5, isNewTopic: false }, 'kept'],
])('%s', (_, used, verdict) => expect(verdictOn({ ...use, ...used }, limits)).toBe(verdict))
