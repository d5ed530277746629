import type { Fingerprint, ReadArticle } from '../../model/article.ts'
import { articleId, type Instant, type StoryId, sourceId, storyId } from '../../model/ids.ts'
import type { CopyCandidate, StoredFeatures, Assignment, StoryLink, StoryFeatures } from '../../model/story.ts'
import { unpackList } from './article-rows.ts'
import { hashesOfBands } from './article-hashes.ts'
import type { Engine } from './engine.ts'

type AlikeRow = {
  readonly id: string
  readonly source: number
  readonly story: string
  readonly shingles: Uint8Array
  readonly numbers: string
}

/** Articles that share a band with this one, oldest first; of those before this number, if one is given. */
export const alikeTo = (
  engine: Engine,
  fingerprint: Fingerprint | null,
  before = Number.MAX_SAFE_INTEGER,
): readonly CopyCandidate[] => {
  if (fingerprint === null) return []
  const numbers = engine.hashes.find(fingerprint.bands, { before })
  if (numbers.size === 0) return []
  return engine.all<AlikeRow>(ALIKE, JSON.stringify([...numbers])).map((row) => ({
    article: articleId(row.id),
    source: sourceId(engine.tags.name(row.source)),
    story: storyId(row.story),
    fingerprint: { bands: NO_BANDS, shingles: toNumbers(row.shingles), numbers: unpackList<string>(row.numbers) },
  }))
}
const NO_BANDS = new Uint32Array()
const ALIKE = `
  SELECT a.id, a.source, s.id AS story, f.shingles, f.numbers
  FROM json_each(?) j JOIN article a ON a.n = j.value JOIN story s ON s.n = a.story JOIN fingerprint f ON f.article = a.n
  ORDER BY a.n`

const toBytes = (values: Uint32Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
/** Copied, since a row's bytes may stand at any offset. */
const toNumbers = (bytes: Uint8Array): Uint32Array => new Uint32Array(bytes.slice().buffer)

type Noted = { readonly n: number; readonly language: string; readonly now: Instant }
type NewPlacement = Exclude<Assignment, { kind: 'same' }>

/** Writes what later articles are compared with. */
export const noteForStories = (engine: Engine, article: ReadArticle, placement: NewPlacement, noted: Noted): void => {
  if (article.fingerprint !== null) addFingerprint(engine, noted.n, article.fingerprint)
  const { features = null } = placement
  if (features !== null) engine.run(ADD_MEMORY, noted.n, features.at, features.bytes)
  noteLink(engine, placement, noted)
}
const ADD_MEMORY = 'INSERT INTO event (article, at, memory) VALUES (?, ?, ?)'

const addFingerprint = ({ run, hashes }: Engine, n: number, { bands, shingles, numbers }: Fingerprint): void => {
  hashes.add(n, new Set(bands))
  run(ADD_FINGERPRINT, n, toBytes(bands), toBytes(shingles), JSON.stringify(numbers))
}

/** The story is told in this language for the first time: on what evidence. */
export const noteLink = ({ run }: Engine, placement: NewPlacement, { n, language, now }: Noted): void => {
  const link = placement.kind === 'joins' ? placement.reasons.find(({ kind }) => kind === 'link') : undefined
  if (link !== undefined) run(ADD_LINK, n, language, link.score ?? 0, link.detail, now)
}

type HeldFingerprint = { readonly bands: Uint8Array; readonly shingles: Uint8Array; readonly numbers: string }

export const replaceFingerprint = (engine: Engine, n: number, fingerprint: Fingerprint | null): void => {
  const held = engine.get<HeldFingerprint>('SELECT bands, shingles, numbers FROM fingerprint WHERE article = ?', n)
  if (held !== undefined && fingerprint !== null && isSame(held, fingerprint)) return
  if (held !== undefined) dropFingerprint(engine, n, held.bands)
  if (fingerprint !== null) addFingerprint(engine, n, fingerprint)
}
const isSame = (held: HeldFingerprint, { bands, shingles, numbers }: Fingerprint): boolean =>
  Buffer.compare(held.bands, toBytes(bands)) === 0 &&
  Buffer.compare(held.shingles, toBytes(shingles)) === 0 &&
  held.numbers === JSON.stringify(numbers)

export const replaceMemory = ({ get, run }: Engine, n: number, memory: StoredFeatures | null): void => {
  const held = get<{ readonly at: number; readonly memory: Uint8Array }>('SELECT at, memory FROM event WHERE article = ?', n)
  if (memory === null) {
    if (held !== undefined) run('DELETE FROM event WHERE article = ?', n)
    return
  }
  if (held?.at === memory.at && Buffer.compare(held.memory, memory.bytes) === 0) return
  run('INSERT OR REPLACE INTO event (article, at, memory) VALUES (?, ?, ?)', n, memory.at, memory.bytes)
}
const ADD_FINGERPRINT = 'INSERT INTO fingerprint (article, bands, shingles, numbers) VALUES (?, ?, ?, ?)'
const ADD_LINK = `
  INSERT INTO story_link (article, language, score, evidence, made_at) VALUES (?, ?, ?, ?, ?)`

/** The article is gone: nothing is compared with it any more. */
export const forgetForStories = ({ get, run, hashes }: Engine, n: number): void => {
  const held = get<{ readonly bands: Uint8Array }>('SELECT bands FROM fingerprint WHERE article = ?', n)
  if (held !== undefined) hashes.leave(n, hashesOfBands(held.bands))
  run('DELETE FROM fingerprint WHERE article = ?', n)
  run('DELETE FROM event WHERE article = ?', n)
  run('DELETE FROM story_link WHERE article = ?', n)
}

const dropFingerprint = ({ run, hashes }: Engine, n: number, bands: Uint8Array): void => {
  hashes.forget(n, hashesOfBands(bands))
  run('DELETE FROM fingerprint WHERE article = ?', n)
}

type MemoryRow = { readonly article: string; readonly story: string; readonly at: number; readonly bytes: Uint8Array }

/** What the index of events held when the process ended, in order of arrival. */
export const storyFeatures = ({ all, get }: Engine, windowMs: number): readonly StoryFeatures[] => {
  const newest = get<{ readonly at: number | null }>('SELECT max(at) AS at FROM event')?.at ?? 0
  return all<MemoryRow>(MEMORIES, newest - windowMs).map(({ article, story, at, bytes }) => ({
    article: articleId(article),
    story: storyId(story),
    features: { at, bytes },
  }))
}
const MEMORIES = `
  SELECT a.id AS article, s.id AS story, e.at, e.memory AS bytes
  FROM event e JOIN article a ON a.n = e.article JOIN story s ON s.n = a.story
  WHERE e.at >= ? ORDER BY e.article`

/** Some of what is older than any index looks back; returns how many. */
export const forgetOldEvents = ({ run }: Engine): number => run(FORGET_EVENTS)
const FORGET_EVENTS = `
  DELETE FROM event WHERE article IN (
    SELECT article FROM event WHERE at < (SELECT max(at) FROM event) - 10 * 86400000 ORDER BY at LIMIT 200)`

type LinkRow = {
  readonly id: string
  readonly language: string
  readonly score: number
  readonly evidence: string
  readonly made_at: number
  readonly refused: number
}

export const linksOf = ({ all }: Engine, story: StoryId): readonly StoryLink[] =>
  all<LinkRow>(LINKS, story).map(({ id, language, score, evidence, made_at: madeAt, refused }) => ({
    article: articleId(id),
    language,
    score,
    evidence,
    madeAt,
    isRefused: refused === 1,
  }))
const LINKS = `
  SELECT a.id, l.language, l.score, l.evidence, l.made_at, l.refused
  FROM story s JOIN article a ON a.story = s.n JOIN story_link l ON l.article = a.n WHERE s.id = ? ORDER BY a.n`
