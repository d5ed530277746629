/**
 * What each kind of evidence is worth. A topic needs `needed` in sum. The headline says what an article is about; the text may only
 * mention it.
 */
export const WEIGHTS = {
  needed: 0.9,
  /** For a second or third topic. */
  neededBeside: 1.1,
  /** Where weak words are all there is. */
  neededIfWeak: 0.8,
  strong: { headline: 1.3, lead: 0.95, text: 0.5 },
  pair: { headline: 1.2, lead: 0.9, text: 0.4 },
  weak: { headline: 0.5, lead: 0.3, text: 0.1 },
  /** Each further reason of a kind counts this much of the one before it. */
  further: 0.8,
  /** An entity whose field the topic is. */
  hint: { headline: 0.25, lead: 0.15, text: 0.05 },
  mostHints: 2,
  /** The source mostly writes of the topic. */
  prior: 0.2,
  /** A word that a better topic has used. */
  explained: 0.25,
  /** An English word in a text of another language. */
  foreign: 0.8,
  /** A topic with less than this share of the best one's sum is a side issue. */
  beside: 0.6,
  /** More than this makes a topic no surer. */
  plenty: 2,
  /** The only word of the whole field in an article, and below the headline: a slip more often than a topic. */
  alone: 0.8,
  /** A topic that needs a word of the field, in an article without one. */
  outside: 0.4,
  /** A word against the topic. */
  against: { headline: 0.4, lead: 0.6, text: 0.9 },
  /** A word that speaks for n topics is worth n to the minus this for each. */
  sharing: 0.4,
  most: 3,
} as const

/** Characters of the text that count as its lead. */
export const LEAD = 400
