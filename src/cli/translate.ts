import { SPENT_NOTE, spentToday } from '../model/translation.ts'
import { requireConfiguration } from '../server/load-configuration.ts'
import { leaveRequest } from '../server/requests.ts'
import { openStoreToRead } from '../server/stores.ts'
import type { CommandContext } from './context.ts'
import { counted } from './terminal.ts'

export type TranslateFlags = { readonly again?: boolean; readonly json?: boolean }

/**
 * Tells how many texts are translated and given up, and the characters that were sent today of those that may be. With `again` the service, at once
 * if it runs or else after its start, sends what was given up once more.
 */
export const translate = async ({ places, env, clock, terminal }: CommandContext, flags: TranslateFlags): Promise<number> => {
  const { translation } = (await requireConfiguration(places.configFolder, env, clock.now())).service
  const store = await openStoreToRead(places)
  const counts = await store.translations.translationCounts()
  const spent = spentToday(await store.note(SPENT_NOTE), clock.now())
  await store.close()
  const again = counts.givenUp.reduce((sum, { texts }) => sum + texts, 0)
  if (flags.again === true && again > 0) await leaveRequest(places, 'translate', 'all')
  const cost = { characters: spent, of: translation?.perDay ?? null }
  if (flags.json === true) terminal.out(JSON.stringify({ ...counts, today: cost }))
  else terminal.out(lines(counts.translated, counts.givenUp, cost).join('\n'))
  if (translation === null) terminal.note('No translation is configured: nothing is sent.')
  else if (flags.again === true)
    terminal.note(`The service translates ${counted(again, 'text')} again, within minutes or after its start.`)
  return 0
}

type GivenUp = { readonly reason: string; readonly texts: number }
type Cost = { readonly characters: number; readonly of: number | null }

const lines = (translated: number, givenUp: readonly GivenUp[], { characters, of }: Cost): readonly string[] => [
  `${counted(translated, 'text')} translated`,
  ...givenUp.map(({ reason, texts }) => `${counted(texts, 'text')} given up: ${reason}`),
  `${characters} characters sent today (UTC)${of === null ? '' : `, of ${of} a day at most`}`,
]
