export type TagKind = 'topic' | 'entity' | 'place' | 'source' | 'language'

/** What the small numbers in rows stand for. */
export type TagReader = {
  readonly name: (number: number) => string
  readonly kindOf: (number: number) => TagKind
}
