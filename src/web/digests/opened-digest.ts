/** Which digests a request may read. */
import type { Configuration } from '../../model/configuration.ts'
import { type DigestDefinition, digestKey } from '../../model/digest.ts'
import { wrongKey } from '../feeds/private-feeds.ts'
import { HttpError } from '../http/http-error.ts'
import type { WebRequest } from '../http/web-request.ts'

/** `key`: the key that opened it; null: everybody may read it. */
export type OpenedDigest = { readonly definition: DigestDefinition; readonly key: string | null }

/** The digests that may be listed: those that are not private. */
export const openDigests = ({ digests }: Pick<Configuration, 'digests'>): readonly DigestDefinition[] =>
  digests.filter((digest) => !digest.private)

/**
 * The digest that a request may read. As with feeds, a private digest without a key is the same 404 as a missing one, and a wrong key
 * throws 403 whether or not there is such a digest.
 */
export const openedDigest = async (
  { query }: Pick<WebRequest, 'query'>,
  id: string,
  { digests }: Pick<Configuration, 'digests'>,
  opens: (feed: string, key: string) => boolean | Promise<boolean>,
): Promise<OpenedDigest> => {
  const definition = digests.find((digest) => digest.id === id)
  const key = query.get('key') ?? ''
  if (definition?.private === false) return { definition, key: null }
  if (key === '') throw noSuchDigest()
  // Asked for unknown digests too, so that each refusal takes the same time.
  const isOpened = await opens(digestKey(id), key)
  if (definition !== undefined && isOpened) return { definition, key }
  throw wrongKey()
}

export const noSuchDigest = (): HttpError =>
  new HttpError(
    404,
    'There is no such digest or issue; it may be older than the retention period. All digests are listed at /digests.',
    {
      localized: { key: 'digest.unknown' },
    },
  )
