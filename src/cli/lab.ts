import { readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { ConfigurationError } from '../app/load-configuration.ts'
import { loadConfiguration } from '../app/load-configuration.ts'
import { createEnricher } from '../enrich/enricher.ts'
import { labRead as readRow } from '../enrich/lab-view.ts'
import type { Taxonomy } from '../model/taxonomy.ts'
import { documentView } from '../parse/document-view.ts'
import { readDocument } from '../parse/read-document.ts'
import type { CommandContext } from './context.ts'
import { jsonLines, neededTextOf, textOf } from './lines.ts'

export type LabOutside = { readonly stdin: Readable }

type Document = {
  readonly file: string
  readonly url: string | null
  readonly contentType: string | null
  readonly language: string | null
}

/** The parse stage on files, before any cleaning. */
export const labParse = async (
  { stdin }: LabOutside,
  { terminal }: CommandContext,
  files: readonly string[],
): Promise<number> => {
  for await (const document of documentsOf(files, stdin)) {
    const result = await readDocument(
      {
        bytes: await readFile(document.file),
        url: document.url ?? pathToFileURL(document.file).href,
        contentType: document.contentType,
        language: document.language,
      },
      { page: null, now: Date.now(), maxItems: 50_000, fallbackParser: true, acceptTruncated: true },
    )
    terminal.out(JSON.stringify(documentView(document.file, result)))
  }
  return 0
}

async function* documentsOf(files: readonly string[], stdin: Readable): AsyncGenerator<Document> {
  for (const file of files) {
    if (file !== '-') yield { file, url: null, contentType: null, language: null }
    else
      for await (const row of jsonLines(stdin)) {
        yield {
          file: neededTextOf(row, 'file'),
          url: textOf(row, 'url'),
          contentType: textOf(row, 'contentType'),
          language: textOf(row, 'language'),
        }
      }
  }
}

/** Language and tags of titles and texts. */
export const labRead = async ({ stdin }: LabOutside, context: CommandContext): Promise<number> => {
  const enricher = await createEnricher({ taxonomy: await taxonomyOf(context), fingerprint: null })
  for await (const row of jsonLines(stdin)) {
    const answer = readRow(enricher, {
      id: typeof row.id === 'number' ? String(row.id) : (textOf(row, 'id') ?? ''),
      title: textOf(row, 'title') ?? '',
      text: textOf(row, 'text') ?? '',
      lang: textOf(row, 'lang') ?? undefined,
    })
    context.terminal.out(JSON.stringify(answer))
  }
  return 0
}

/** Topics, names and words of the configuration; throws ConfigurationError. */
export const taxonomyOf = async ({ places, env }: CommandContext): Promise<Taxonomy> => {
  const read = await loadConfiguration(places.configFolder, env, Date.now())
  if (!read.ok) throw new ConfigurationError(read.problems)
  return read.configuration.taxonomy
}
