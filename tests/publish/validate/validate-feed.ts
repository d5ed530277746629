import { readStrictXml } from './strict-xml.ts'
import { checkAtom } from './validate-atom.ts'
import { checkJsonFeed } from './validate-json-feed.ts'
import { checkRss } from './validate-rss.ts'

export type FeedKind = 'atom' | 'rss' | 'json'

/** Everything that is wrong with a feed document; empty: valid. */
export const validateFeed = (text: string, kind: FeedKind): readonly string[] => {
  const offences: string[] = []
  const report = (offence: string) => void offences.push(offence)
  try {
    if (kind === 'json') checkJsonFeed(text, report)
    else if (kind === 'atom') checkAtom(readStrictXml(text), report)
    else checkRss(readStrictXml(text), report)
  } catch (error) {
    report(`SAXError: ${error instanceof Error ? error.message : String(error)}`)
  }
  return offences
}
