/** What all reading programs have in common, in our words; `undefined`: the program does not tell. */
export type Seen = {
  readonly id: string
  readonly title: string
  readonly link: string
  readonly at: number | undefined
  readonly authors?: readonly string[] | undefined
  readonly categories?: readonly string[] | undefined
  /** What it shows below the title: HTML or text. */
  readonly content?: string | undefined
  readonly language?: string | undefined
  readonly enclosures?: readonly string[] | undefined
}
export type FeedSeen = { readonly title: string; readonly entries: readonly Seen[]; readonly next: string | null }
export type Format = 'atom' | 'rss' | 'json'

/** A subscribed reader: it keeps what it has read, as its users do. */
export type Reader = {
  /** Subscribes, or asks again; what it holds of the feed afterwards. */
  refresh(url: string): Promise<FeedSeen>
  /** Addresses of feeds that it is subscribed to after it has read the list. */
  importOpml(url: string): Promise<readonly string[]>
  /** As one reader of one installation does: imports the list and reads all of it; what each feed shows then, by its address. */
  readAll(list: string): Promise<ReadonlyMap<string, FeedSeen>>
  close(): Promise<void>
}
export type Client = {
  readonly name: string
  /** Why it cannot be tried here; null: it can. */
  readonly missing: string | null
  readonly formats: readonly Format[]
  /** Follows `next` to older entries. */
  readonly pages: readonly Format[]
  readonly opml: boolean
  /** How often it must have read a feed before it asks with a condition. */
  readonly learns: number
  open(): Promise<Reader>
}

/** For parsers that leave asking and keeping to others: entries by id, a condition on every request but the first. */
export const keepingReader = (read: (body: string, url: string) => Promise<FeedSeen>, agent: string): Reader['refresh'] => {
  const held = new Map<string, { readonly etag: string | null; readonly seen: FeedSeen }>()
  return async (url) => {
    const before = held.get(url)
    const condition = before?.etag === null || before === undefined ? {} : { 'if-none-match': before.etag }
    const answer = await fetch(url, { headers: { 'user-agent': agent, ...condition } })
    if (answer.status === 304 && before !== undefined) return before.seen
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`)
    const fresh = await read(await answer.text(), url)
    const seen = merged(before?.seen, fresh)
    held.set(url, { etag: answer.headers.get('etag'), seen })
    return seen
  }
}

export const merged = (before: FeedSeen | undefined, fresh: FeedSeen): FeedSeen => {
  const ids = new Set(fresh.entries.map(({ id }) => id))
  return { ...fresh, entries: [...fresh.entries, ...(before?.entries ?? []).filter(({ id }) => !ids.has(id))] }
}

/** For readers that hold each feed by itself. */
export const readEach = async (
  { importOpml, refresh }: Pick<Reader, 'importOpml' | 'refresh'>,
  list: string,
): Promise<ReadonlyMap<string, FeedSeen>> => {
  const seen = new Map<string, FeedSeen>()
  for (const url of await importOpml(list)) seen.set(url, await refresh(url))
  return seen
}
