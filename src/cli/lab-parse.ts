import { readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { documentView } from '../parse/document-view.ts'
import { readDocument } from '../parse/read-document.ts'
import type { CommandContext } from './context.ts'
import { jsonLines, neededTextOf, textOf } from './json-lines.ts'

type Document = {
  readonly file: string
  readonly url: string | null
  readonly contentType: string | null
  readonly language: string | null
}

/** The parse stage on files, before any cleaning. */
export const labParse = async ({ clock, stdin, terminal }: CommandContext, files: readonly string[]): Promise<number> => {
  for await (const document of documentsOf(files, stdin)) {
    const result = await readDocument(
      {
        bytes: await readFile(document.file),
        url: document.url ?? pathToFileURL(document.file).href,
        contentType: document.contentType,
        language: document.language,
      },
      { page: null, now: clock.now(), maxItems: 50_000, fallbackParser: true, acceptTruncated: true },
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
