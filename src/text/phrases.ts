/** Phrases of `src/words/` as alternatives of a regular expression; `src/words/README.md` explains the signs in them. */
export const anyOf = (phrases: readonly string[]): string =>
  phrases
    .join('|')
    .replaceAll(/(?<!\\)\((?!\?)/g, '(?:')
    .replaceAll('*', '\\p{L}*')
    .replaceAll(/(?<!\\)\+/g, '\\p{L}+')
    .replaceAll('#', '\\d+')
