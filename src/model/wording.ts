import type { Instant } from './ids.ts'

/** An earlier headline and excerpt of an article. `replacedAt`: when a poll found another one in its place. */
export type EarlierWording = { readonly title: string; readonly summary: string; readonly replacedAt: Instant }
