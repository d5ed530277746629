/** The facts of a document's feed that it does not state: what a reader knows stands over them. */
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
