import { requireConfiguration } from '../server/load-configuration.ts'
import { createEnricher } from '../enrich/enricher.ts'
import { labRead as readRow } from '../enrich/lab-view.ts'
import type { CommandContext } from './context.ts'
import { jsonLines, textOf } from './json-lines.ts'

/** Language and tags of titles and texts. */
export const labRead = async ({ places, env, clock, stdin, terminal }: CommandContext): Promise<number> => {
  const { taxonomy } = await requireConfiguration(places.configFolder, env, clock.now())
  const enricher = await createEnricher({ taxonomy, fingerprint: null })
  for await (const row of jsonLines(stdin)) {
    const answer = readRow(enricher, {
      id: typeof row.id === 'number' ? String(row.id) : (textOf(row, 'id') ?? ''),
      title: textOf(row, 'title') ?? '',
      text: textOf(row, 'text') ?? '',
      lang: textOf(row, 'lang') ?? undefined,
    })
    terminal.out(JSON.stringify(answer))
  }
  return 0
}
