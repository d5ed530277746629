/** Empty values for what a document does not say of its feed; each parser overrides those that it reads. */
export const UNSTATED = {
  id: null,
  description: null,
  rights: null,
  published: null,
  updated: null,
  authors: [],
  categories: [],
  image: null,
  generator: null,
  hub: null,
  self: null,
  minimumIntervalMs: null,
  skipHours: [],
  skipDays: [],
  readByFallback: false,
} as const
