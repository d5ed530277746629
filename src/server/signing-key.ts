import { generateKeyPairSync } from 'node:crypto'
import { SIGNING_KEY } from '../model/secrets.ts'
import { type Store, StoreError } from '../store/ports/store.ts'

/** The key that signs requests, which all processes share; it is made once. Null: nobody could look it up, or the store can't keep it now. */
export const signingKeyIn = async (
  store: Pick<Store, 'note' | 'replaceNote'>,
  publicUrl: string | null,
): Promise<string | null> => {
  if (publicUrl === null || !isOrigin(publicUrl)) return null
  try {
    const known = await store.note(SIGNING_KEY)
    if (known !== null) return known
    const { privateKey } = generateKeyPairSync('ed25519')
    await store.replaceNote(SIGNING_KEY, null, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    // Another process may have been first.
    return await store.note(SIGNING_KEY)
  } catch (error) {
    if (error instanceof StoreError) return null
    throw error
  }
}

/** Keys are published at the root of an https origin alone. */
const isOrigin = (publicUrl: string): boolean => {
  const { protocol, pathname } = new URL(publicUrl)
  return protocol === 'https:' && pathname === '/'
}
