/** Requests as the manual writes them: `curl` lines, addresses, and paths with names to fill in. */
import { wordsIn } from './commands.ts'
import { DIGEST, SOURCE, TOKEN } from './shipped-service.ts'

export type Asked = { readonly url: string; readonly init: RequestInit }

/** A `curl` command as a request. An option that is not known here is a mistake. */
export const requestOf = (command: string): Asked => {
  const headers = new Headers()
  const data = new URLSearchParams()
  let [method, url] = ['GET', '']
  const words = wordsIn(command).slice(1)
  const next = (): string => words.shift() ?? ''
  while (words.length > 0) {
    const word = next()
    if (word === '-X') method = next()
    else if (word === '-H') {
      const [, name = '', value = ''] = /^([^:]+): (.*)$/.exec(next()) ?? []
      // A placeholder (“…”) is no byte of a header.
      headers.set(name, value.replace('$POLYWIRE_ADMIN_TOKEN', TOKEN).replace('…', 'x'))
    } else if (word === '-d') {
      const [name = '', value = ''] = next().split(/=(.*)/s)
      data.set(name, value)
      method = 'POST'
    } else if (/^https?:/.test(word)) url = word
    else if (word === '-o') next()
    else if (!['-i', '-N', '-s'].includes(word)) throw new Error(`curl ${word}: tests/examples/requests.ts does not know it`)
  }
  return { url, init: { method, headers, ...(method === 'POST' ? { body: data } : {}) } }
}

/** Paths of the manual that are not asked for; those that end in a sign, with all that begin so. */
const NOT_ASKED: Readonly<Record<string, string>> = {
  '/api/v1': 'the beginning of all paths of the API',
  '/v1/embeddings': 'a path of the end point of a model',
  '/v1/chat/completions': 'a path of an end point that translates',
  '/v2/translate': 'a path of an end point that translates',
  '/translate': 'a path of an end point that translates',
  '/websub/': 'takes what hubs and subscribers post; the example with curl subscribes',
  '/websub': 'an address that hubs and subscribers post to',
  '/dumps/2026-11-30.jsonl.gz': 'needs a day that has ended; tests of dumps have some',
  '/topics/TOPIC/trial': 'needs the admin token; tests/web has it',
  '/digests/ID/ISSUE': 'needs an issue; tests/web/digests.test.ts has some',
  '/digests/ID?key=…': 'needs a key',
  '/feeds/ID.atom?key=': 'needs a key; tests/web/private-feeds.test.ts has one',
}
/** What stands for a name in a path, by the folder before it. */
const NAMES: Readonly<Record<string, string>> = {
  feeds: 'cross-border',
  topics: 'ec.cross-border',
  sources: SOURCE,
  digests: DIGEST,
}

export const isPath = (text: string): boolean =>
  /^(?:GET |POST )?\/(?!…)[a-z][^\s/]*(?:\/|$|[^/]*$)/.test(text) && !/\/[ims]*$/.test(text.slice(1)) && !text.includes('<')

/** The path as it can be asked for; null: not here. `known`: ids of stored stories and articles. */
export const pathOf = (
  text: string,
  known: Readonly<Record<string, string>>,
): { readonly method: string; readonly path: string } | null => {
  const [, method = 'GET', path = ''] = /^(?:(GET|POST) )?(.*)$/.exec(text) ?? []
  if (Object.keys(NOT_ASKED).some((one) => path === one || (/\W$/.test(one) && path.startsWith(one)))) return null
  const names = { ...NAMES, ...known }
  return { method, path: path.replaceAll(/\/(\w+)\/ID\b/g, (whole, folder: string) => `/${folder}/${names[folder] ?? whole}`) }
}

/** `?q=…`, `lang=zh,en`: parameters of a feed. */
export const isParameter = (text: string): boolean => /^(?:\?q=|lang=|group=|limit=|before=)\S[^…]*$/.test(text)
