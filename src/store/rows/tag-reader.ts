export type TagKind = 'topic' | 'entity' | 'place' | 'source' | 'language'

/** Resolves the tag numbers in rows. */
export type TagReader = {
  readonly name: (number: number) => string
  readonly kindOf: (number: number) => TagKind
}
