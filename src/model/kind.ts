/**
 * What sort of item an article is. `deal`: an offer to buy something. `service`: what a reader looks up, such as a horoscope or the weather.
 * `digest`: several reports in one item. `other`: none of these, such as an opinion.
 */
export const KINDS = ['news', 'deal', 'service', 'digest', 'other'] as const
export type Kind = (typeof KINDS)[number]

/** Is the item grouped and tagged? The others are stored and found, but stand alone. Null: nobody has judged it by its meaning yet. */
export const isReport = (kind: Kind | null): boolean => kind === null || kind === 'news' || kind === 'other'
