import { HttpError } from './http-error.ts'

/** The text of a request. Throws 400 where it is longer than `mostBytes`. */
export const bodyOf = async (request: Request, mostBytes: number): Promise<string> => {
  const parts: Uint8Array[] = []
  let bytes = 0
  if (request.body !== null)
    for await (const part of request.body) {
      bytes += part.byteLength
      if (bytes > mostBytes) throw new HttpError(400, `The message is longer than ${mostBytes} bytes.`)
      parts.push(part)
    }
  return Buffer.concat(parts).toString('utf8')
}
