import { expect, test } from 'vitest'
import { createClusterQuery } from '../../../src/grouping/crosslingual/cluster-query.ts'
import { featureKeys } from '../../../src/grouping/crosslingual/feature-keys.ts'
import { createMonolingualClusters } from '../../../src/grouping/crosslingual/monolingual-clusters.ts'

const LANGUAGES = ['en', 'de', 'ru', 'ar', 'ja', 'hi']
const KINDS = ['entity', 'amount', 'url', 'place', 'topic', 'day', 'word', 'name']

/** Always the same numbers below 1. */
const chance = (): (() => number) => {
  let state = 1
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 2 ** 32
  }
}

test('a cluster that is like enough could be: only others are told apart before they are weighed', () => {
  const random = chance()
  const below = (most: number): number => Math.floor(most * random() ** 2)
  const features = (): ReadonlySet<string> =>
    new Set(
      Array.from({ length: 3 + below(40) }, () => `${KINDS[below(KINDS.length)] ?? ''}:${'kst'[below(3)] ?? ''}${below(60)}`),
    )
  const embedding = (): Int16Array => Int16Array.from({ length: 96 }, (_, index) => 200 * (random() - 0.3) * (index % 3))
  const report = (nth: number) => ({
    article: `a${nth}`,
    language: LANGUAGES[below(LANGUAGES.length)] ?? '',
    at: nth,
    arrivedAt: nth,
    embedding: random() < 0.9 ? embedding() : null,
  })
  const clusters = createMonolingualClusters()
  for (let nth = 0; nth < 300; nth += 1)
    clusters.add({ ...report(nth), story: `s${below(200)}`, features: featureKeys(features()).keys })
  const query = createClusterQuery(clusters)
  const refused = { rightly: 0, wrongly: 0 }
  for (let nth = 0; nth < 60; nth += 1) {
    if (nth % 2 === 0) query.report({ ...report(nth), keys: featureKeys(features()).keys })
    else query.cluster(below(clusters.size))
    for (let cluster = 0; cluster < clusters.size; cluster += 1) {
      const score = query.likeness(cluster)?.score ?? Number.NEGATIVE_INFINITY
      for (const least of [0.1, 0.3, 0.5, Math.max(score, 0.1)])
        if (!query.canScore(cluster, least)) refused[score >= least ? 'wrongly' : 'rightly'] += 1
    }
  }
  expect(refused.wrongly).toBe(0)
  expect(refused.rightly).toBeGreaterThan(10_000)
})
