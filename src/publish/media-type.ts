/** The type if it looks like one (RFC 6838, 4.2), without parameters; publishers write `mp3` and `audio`. */
export const mediaType = (type: string | null): string | null =>
  /^\s*([a-z0-9][\w!#$&^.+-]{0,126}\/[a-z0-9][\w!#$&^.+-]{0,126})\s*(?:;|$)/i.exec(type ?? '')?.[1]?.toLowerCase() ?? null
