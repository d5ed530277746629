/** Makes the source code build each of its expressions: most when their module is loaded, the others by one call each. */
import { resolve } from 'node:path'
import { createCoordination } from '../../src/enrich/tagging/coordination.ts'
import { hideSecrets } from '../../src/model/secrets.ts'
import { NO_HINTS } from '../../src/parse/dates/date-parts.ts'
import { readByPattern } from '../../src/parse/dates/page-date.ts'
import { newsletterText } from '../../src/parse/mail/newsletter-html.ts'
import { judgeTranslation } from '../../src/translation/judge-translation.ts'
import type { LanguageTag } from '../../src/model/ids.ts'

const root = resolve(import.meta.dirname, '../../src')

/** `sites`: where expressions are built. */
export const buildExpressions = async (sites: readonly string[]): Promise<void> => {
  for (const file of new Set(sites.map((site) => site.replace(/:\d+$/, '')))) await import(resolve(root, file))
  for (const language of ['de', 'ru', 'zh-Hans', 'ja', 'ko', 'ar'] as LanguageTag[]) judgeTranslation('one', 'two', language)
  newsletterText('x'.repeat(500), { addresses: ['(a+)+$@news.example'], links: new Set() })
  hideSecrets('"x" and (a+)+$ secret', new Map(Object.entries({ x: 'SHORT', '(a+)+$ secret': 'LONG' })))
  for (const pattern of ['yyyy-MM-dd', "EEEE, d MMMM yyyy 'um' HH:mm:ss.SSS a XXX", 'd.M.yy'])
    readByPattern('3. März 2026', pattern, NO_HINTS)
  const coordinate = createCoordination()
  for (const language of ['en', 'ar', 'zh-Hans', 'ko', 'am', 'he'] as LanguageTag[])
    coordinate(NAMES[0], NAMES, { title: 'a, b', text: '', language })
}

/** Two names beside each other, so that what may join them is read. */
const NAMES = [
  { field: 'title', start: 0, end: 1, sentence: 0 },
  { field: 'title', start: 3, end: 4, sentence: 0 },
] as const
