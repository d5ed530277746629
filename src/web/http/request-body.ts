import { HttpError } from './http-error.ts'

/** The whole body; null: it is longer than that. A body that breaks off is refused. */
export const readBody = async (request: Request, maxBytes: number): Promise<Uint8Array | null> => {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return null
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength
      // Leaving the loop lets go of the rest.
      if (size > maxBytes) return null
      chunks.push(chunk)
    }
  } catch {
    throw new HttpError(400, 'The request body ended early.')
  }
  return Buffer.concat(chunks)
}
