import type { DigestDefinition } from '../../src/model/digest.ts'

/** At 07:30 in Brussels, which is 05:30 UTC in the summer of the samples. */
export const digest = (rest: Partial<DigestDefinition> = {}): DigestDefinition => ({
  id: 'morning',
  title: { en: 'Morning', fr: 'Le matin', ar: 'الصباح', 'zh-Hans': '早报' },
  filter: '',
  mute: [],
  times: { minutes: 450, zone: 'Europe/Brussels', days: [0, 1, 2, 3, 4, 5, 6] },
  language: 'en',
  preferred: ['en'],
  top: 10,
  gaps: null,
  empty: 'skip',
  to: [],
  private: false,
  secrets: new Map(),
  ...rest,
})
