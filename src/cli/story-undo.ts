import { dropCorrections } from '../config/edit-corrections.ts'
import type { Correction } from '../model/correction.ts'
import type { Store } from '../store/ports/store.ts'
import { type CommandContext, InputError } from './context.ts'
import { correctionsFile } from './story-correct.ts'
import { readTextFile, replaceFile } from './text-file.ts'
import { nameIn, withStories } from './story-names.ts'

/** Undoes the corrections that name these, or without names the last one in the file. */
export const undoCorrections = async (
  context: CommandContext,
  names: readonly string[],
  flags: { readonly json?: boolean },
): Promise<number> =>
  await withStories(context, async (store, { corrections }) => {
    if (corrections.length === 0) throw new InputError('corrections.yaml holds no correction: there is nothing to undo.')
    const aliases = await alsoKnownAs(store, names.map(nameIn))
    const places = corrections.flatMap(({ of }, place) =>
      names.length === 0
        ? place === corrections.length - 1
          ? [place]
          : []
        : of.some((name) => aliases.has(name))
          ? [place]
          : [],
    )
    if (places.length === 0)
      throw new InputError(`No correction names ${names.join(' or ')}. They are:\n${corrections.map(lineOf).join('\n')}`)
    const file = correctionsFile(context)
    await replaceFile(file, dropCorrections(await readTextFile(file, ''), places))
    const undone = places.flatMap((place) => corrections[place] ?? [])
    if (flags.json === true) context.terminal.out(JSON.stringify({ file, undone }))
    else {
      context.terminal.out(undone.map((correction) => `undone: ${lineOf(correction)}`).join('\n'))
      context.terminal.out(
        'The automatic grouping applies again: in a running service within seconds, otherwise from the next start.',
      )
    }
    return 0
  })

/** The names with the other ways to name the same articles. */
const alsoKnownAs = async (store: Store, names: readonly string[]): Promise<ReadonlySet<string>> => {
  const articles = await Promise.all(names.map(async (name) => await store.findArticle(name)))
  const others = articles.flatMap((article) => [article?.id, article?.link, article?.canonicalUrl])
  return new Set([...names, ...others.flatMap((other) => other ?? [])])
}

const lineOf = ({ kind, of, note, line }: Correction): string =>
  `corrections.yaml:${line}: ${kind} ${of.join(' ')}${note === null ? '' : ` (${note})`}`
