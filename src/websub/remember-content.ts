import type { Content, HubParts } from './hub-parts.ts'

const MOST_BYTES = 8 * 1024 * 1024

/** Renders and hashes a feed once for all its subscribers, and again when anything that feeds depend on has moved. */
export const rememberContent = ({ content, state }: Pick<HubParts, 'content' | 'state'>): HubParts['content'] => {
  const held = new Map<string, Content>()
  let of: readonly unknown[] = []
  let looks = 0
  let bytes = 0
  const forget = (): void => {
    held.clear()
    bytes = 0
  }
  return async (topic) => {
    const before = state()
    if (before.some((part, index) => part !== of[index])) {
      forget()
      of = before
      looks += 1
    }
    const look = looks
    const known = held.get(topic)
    if (known !== undefined) return known
    const found = await content(topic)
    // Rendered after the look at the state, so at least as new; but what a later look found may be newer still.
    if (found.kind === 'none' || look !== looks) return found
    if (bytes + found.bytes.byteLength > MOST_BYTES) forget()
    held.set(topic, found)
    bytes += found.bytes.byteLength
    return found
  }
}
