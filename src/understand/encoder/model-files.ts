/** The folder of the built-in model: its manifest names each file with size and SHA-256, so that a cut or foreign file is found before it is used. */
import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'

export const MODEL_FILES = ['encoder.onnx', 'tokens.bin', 'pieces.bin', 'languages.json'] as const
export type ModelFile = (typeof MODEL_FILES)[number]
export type Manifest = {
  readonly model: string
  readonly files: Readonly<Record<ModelFile, Measures>>
}
type Measures = { readonly bytes: number; readonly sha256: string }

/** What is wrong with the folder, for the operator; null: nothing. */
export type ModelCheck =
  | { readonly ok: true; readonly manifest: Manifest; readonly revision: string }
  | { readonly ok: false; readonly failure: string }

export const checkModel = (folder: string): ModelCheck => {
  const manifest = readManifest(folder)
  if (typeof manifest === 'string') return { ok: false, failure: manifest }
  for (const name of MODEL_FILES) {
    const failure = failureOf(join(folder, name), manifest.files[name])
    if (failure !== null) return { ok: false, failure }
  }
  return { ok: true, manifest, revision: revisionOf(manifest) }
}

/** Other files give other vectors, whatever they are called. */
const revisionOf = ({ model, files }: Manifest): string => {
  const hash = createHash('sha256')
  for (const name of MODEL_FILES) hash.update(files[name].sha256)
  return `${model} ${hash.digest('hex').slice(0, 8)}`
}

const readManifest = (folder: string): Manifest | string => {
  const file = join(folder, 'manifest.json')
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as PossibleManifest
    return isManifest(manifest) ? manifest : `${file} does not name all files`
  } catch (error) {
    return `${file} can't be read: ${error instanceof Error ? error.message : String(error)}`
  }
}

type PossibleManifest = { readonly model?: unknown; readonly files?: Readonly<Record<string, Partial<Measures>>> } | null

const isManifest = (manifest: PossibleManifest): manifest is Manifest =>
  typeof manifest?.model === 'string' && MODEL_FILES.every((name) => typeof manifest.files?.[name]?.sha256 === 'string')

const failureOf = (file: string, { bytes, sha256 }: Measures): string | null => {
  try {
    const found = measure(file)
    if (found.bytes !== bytes) return `${file} has ${found.bytes} bytes instead of ${bytes}`
    return found.sha256 === sha256 ? null : `${file} is not the file that the manifest names`
  } catch (error) {
    return `${file} can't be read: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** Read in pieces, since a service that starts has no use for 50 MB at once. */
const CHUNK_BYTES = 1024 * 1024

const measure = (file: string): Measures => {
  const open = openSync(file, 'r')
  try {
    const hash = createHash('sha256')
    const chunk = new Uint8Array(CHUNK_BYTES)
    for (let read = readSync(open, chunk); read > 0; read = readSync(open, chunk)) hash.update(chunk.subarray(0, read))
    return { bytes: fstatSync(open).size, sha256: hash.digest('hex') }
  } finally {
    closeSync(open)
  }
}
