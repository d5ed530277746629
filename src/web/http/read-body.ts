import { HttpError, tooBusy } from './http-error.ts'

/** The whole body; null: it is longer than `maxBytes`. Throws 400 for a body that ends early, 503 if `hasRoomFor` refuses. */
export const readBody = async (
  request: Request,
  maxBytes: number,
  hasRoomFor: (bytes: number) => boolean = () => true,
): Promise<Uint8Array | null> => {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return null
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength
      // Leaving the loop cancels the rest of the body.
      if (size > maxBytes) return null
      if (!hasRoomFor(chunk.byteLength)) throw tooBusy()
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof HttpError) throw error
    throw new HttpError(400, 'The request body ended early.')
  }
  return Buffer.concat(chunks)
}

/** The text of a request. Throws 400 where it is longer than `maxBytes`, or ends early. */
export const readText = async (request: Request, maxBytes: number): Promise<string> => {
  const body = await readBody(request, maxBytes)
  if (body === null) throw new HttpError(400, `The message is longer than ${maxBytes} bytes.`)
  return Buffer.from(body).toString('utf8')
}
