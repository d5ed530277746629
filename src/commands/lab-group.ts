import { readInterlingua } from '../app/interlingua.ts'
import { createEnricher } from '../enrich/enricher.ts'
import { languageTag } from '../enrich/language/language-tag.ts'
import { createGrouping } from '../stories/lab-grouping.ts'
import type { CommandContext } from './context.ts'
import { knowledgeOf, type LabOutside } from './lab.ts'
import { jsonLines, textOf } from './lines.ts'

/** Copies, stories and links of articles in order of arrival; answers come after the last line. */
export const labGroup = async ({ stdin }: LabOutside, context: CommandContext): Promise<number> => {
  const enricher = await createEnricher({ knowledge: await knowledgeOf(context), fingerprint: null })
  const grouping = createGrouping(await readInterlingua())
  let arrived = 0
  for await (const row of jsonLines(stdin)) {
    const id = typeof row.id === 'number' ? String(row.id) : (textOf(row, 'id') ?? '')
    const title = textOf(row, 'title') ?? ''
    const text = textOf(row, 'text') ?? ''
    const declared = languageTag(textOf(row, 'lang'))
    const language = declared ?? enricher.language(`${title}\n${text}`, null).language
    const tags = enricher.tags({ title, text, language, sourceTopics: [] })
    const date = Date.parse(textOf(row, 'date') ?? '')
    // Without a date: a minute after the one before, so that the order counts and the distance does not.
    const at = Number.isNaN(date) ? arrived * 60_000 : date
    grouping.add({ ...tags, id, title, text, language, at, source: textOf(row, 'source') ?? id })
    arrived += 1
  }
  for (const answer of grouping.finish()) context.terminal.out(JSON.stringify(answer))
  return 0
}
