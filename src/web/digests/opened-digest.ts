/** Which digests a request may read. */
import type { Configuration } from '../../model/configuration.ts'
import { type DigestDefinition, digestKey } from '../../model/digest.ts'
import { wrongKey } from '../feeds/private-feeds.ts'
import { HttpError } from '../http/http-error.ts'
import type { WebRequest } from '../http/web-request.ts'

/** `key`: what opened it; null: everybody may read it. */
export type OpenedDigest = { readonly definition: DigestDefinition; readonly key: string | null }

/** What may be listed. */
export const openDigests = ({ digests }: Pick<Configuration, 'digests'>): readonly DigestDefinition[] =>
  digests.filter((digest) => !digest.private)

/** As with feeds: a private digest is as if it were not there without a key, and a wrong key is refused whether or not there is one. */
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
  if (definition !== undefined && (await opens(digestKey(id), key))) return { definition, key }
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
