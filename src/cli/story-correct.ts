import { join } from 'node:path'
import { type CorrectionDraft, addCorrection, countEntries, dropCorrections } from '../config/edit-decisions.ts'
import { folderToWrite } from '../config/layers.ts'
import { keyOf } from '../grouping/apply-corrections.ts'
import type { StoredArticle } from '../model/article.ts'
import type { Correction, CorrectionKind } from '../model/correction.ts'
import type { Instant } from '../model/ids.ts'
import { isReport, type Kind } from '../model/kind.ts'
import type { Story } from '../model/story.ts'
import type { Store } from '../store/ports/store.ts'
import type { CommandContext } from './context.ts'
import { InputError } from '../model/input-error.ts'
import { counted } from './terminal.ts'
import { articleNamed, nameIn, sizeOf, storyNamed, withStories } from './story-names.ts'
import { readTextFile, replaceFile } from '../server/text-file.ts'

export type CorrectFlags = { readonly note?: string; readonly by?: string; readonly json?: boolean; readonly language?: string }

type Planned = { readonly draft: CorrectionDraft; readonly effect: readonly string[] }

/** Writes one correction into corrections.yaml. Rejects with InputError where it would change nothing or contradict another. */
export const correct = async (
  context: CommandContext,
  kind: CorrectionKind,
  names: readonly string[],
  flags: CorrectFlags,
): Promise<number> =>
  await withStories(context, async (store, { corrections }) => {
    const { draft, effect } = await PLANS[kind](store, names, flags)
    const entry = { ...draft, ...signature(flags, context.clock.now()) }
    refuseRepetition(corrections, { kind, of: [draft[kind] ?? []].flat() })
    refuseContradiction(corrections, entry)
    const file = await correctionsFile(context)
    const before = await readTextFile(file, '')
    const text = addCorrection(before, entry)
    await replaceFile(file, text, before)
    const line = text.trimEnd().split('\n').length
    if (flags.json === true) context.terminal.out(JSON.stringify({ file, line, correction: entry, effect }))
    else
      context.terminal.out(
        [...effect, `Written to ${file}:${line}. ${WHEN}`, `Undo: polywire story undo, or delete that line.`].join('\n'),
      )
    return 0
  })

const WHEN = 'A running service applies it within seconds; otherwise it applies from the next start.'

const correctionsFile = async ({ places }: CommandContext): Promise<string> =>
  join(await folderToWrite(places.configFolder), 'corrections.yaml')

const signature = ({ note = '', by = '' }: CorrectFlags, now: Instant): CorrectionDraft => ({
  ...(note === '' ? {} : { note }),
  ...(by === '' ? {} : { by }),
  date: new Date(now).toISOString().slice(0, 10),
})

type Plan = (store: Store, names: readonly string[], flags: CorrectFlags) => Promise<Planned>

const split: Plan = async (store, names, { language }) => {
  const leaving = language === undefined ? await articlesNamed(store, names) : await inLanguage(store, names, language)
  const stories = await storiesOf(store, leaving)
  const ids = new Set(leaving.map(({ id }) => id))
  const staying = stories.filter(({ articles }) => articles.some(({ id }) => !ids.has(id)))
  if (staying.length === 0 && stories.length < 2)
    throw new InputError(
      'These are all articles of their story: nothing would be left behind. Leave out those that are to stay.',
    )
  return {
    draft: { split: language === undefined ? names.map(nameIn) : leaving.map(({ id }) => id) },
    effect: [
      `${counted(ids.size, 'article')} will leave ${stories.map(titled).join(' and ')} for a story of their own.`,
      'Readers see the story without them, and theirs as a new entry.',
    ],
  }
}

const joinStories: Plan = async (store, names) => {
  const stories = distinct(await all(names, async (name) => await storyNamed(store, name)))
  if (stories.length < 2) throw new InputError(`These are in one story already: ${titled(stories[0])}.`)
  return {
    draft: { join: names.map(nameIn) },
    effect: [
      `${stories.map(titled).join(' and ')} will be one story.`,
      'Readers see the one that began first, updated; the entries of the others are withdrawn, and their pages lead to it.',
    ],
  }
}

const never: Plan = async (store, names) => {
  const stories = await all(names, async (name) => await storyNamed(store, name))
  const isOneStory = distinct(stories).length < stories.length
  return {
    draft: { never: names.map(nameIn) },
    effect: [
      `${distinct(stories).map(titled).join(' and ')} will never be one story.`,
      isOneStory
        ? 'What came later leaves it, with what was put there because of it. Readers see the story without them, and theirs as a new entry.'
        : 'They are apart already: nothing changes for readers.',
    ],
  }
}

const pin: Plan = async (store, names) => {
  const [name = ''] = names
  const article = await articleNamed(store, name)
  const story = await storyNamed(store, article.id)
  if (story.lead.id === article.id) throw new InputError(`“${article.title}” leads its story already.`)
  return {
    draft: { pin: nameIn(name) },
    effect: [
      `“${article.title}” will lead ${titled(story)}, in the place of “${story.lead.title}”.`,
      'Readers see it as the story’s entry, updated, unless a language that they chose comes first.',
    ],
  }
}

const ofKind =
  (kind: Kind): Plan =>
  async (store, names) => {
    const articles = await articlesNamed(store, names)
    const changed = articles.filter((article) => article.kind !== kind)
    if (changed.length === 0) throw new InputError(`That is their kind already: ${kind}.`)
    return {
      draft: { [kind]: names.map(nameIn) },
      effect: [
        ...changed.map((article) => `“${article.title}” will be of the kind ${kind} instead of ${article.kind ?? 'none'}.`),
        isReport(kind)
          ? 'It gets topics, and is grouped with what tells the same.'
          : 'It loses its topics, and stands alone; readers find it under everything.',
      ],
    }
  }

const PLANS: Readonly<Record<CorrectionKind, Plan>> = {
  split,
  join: joinStories,
  never,
  pin,
  news: ofKind('news'),
  deal: ofKind('deal'),
  service: ofKind('service'),
  digest: ofKind('digest'),
  other: ofKind('other'),
}

const all = async <Result>(names: readonly string[], find: (name: string) => Promise<Result>): Promise<readonly Result[]> =>
  await Promise.all(names.map(find))
const articlesNamed = async (store: Store, names: readonly string[]): Promise<readonly StoredArticle[]> =>
  await all(names, async (name) => await articleNamed(store, name))
const storiesOf = async (store: Store, articles: readonly StoredArticle[]): Promise<readonly Story[]> =>
  distinct(
    await all(
      articles.map(({ id }) => id),
      async (id) => await storyNamed(store, id),
    ),
  )
const distinct = (stories: readonly Story[]): readonly Story[] => [
  ...new Map(stories.map((story) => [story.id, story])).values(),
]
const titled = (story: Story | undefined): string =>
  story === undefined ? 'no story' : `“${story.lead.title}” (${story.id}: ${sizeOf(story)})`

const inLanguage = async (store: Store, names: readonly string[], language: string): Promise<readonly StoredArticle[]> => {
  const stories = distinct(await all(names, async (name) => await storyNamed(store, name)))
  const found = stories.flatMap(({ articles }) => articles.filter((article) => article.language === language))
  if (found.length > 0) return found
  const known = [...new Set(stories.flatMap(({ languages }) => languages))]
  throw new InputError(`None of these articles is in ${language}; they are in ${known.join(', ')}.`)
}

/** Throws InputError where the last correction that names one of these is the same; an earlier one may have been overruled. */
const refuseRepetition = (corrections: readonly Correction[], planned: Pick<Correction, 'kind' | 'of'>): void => {
  const last = corrections.findLast(({ of }) => of.some((name) => planned.of.includes(name)))
  if (last !== undefined && keyOf(last) === keyOf(planned))
    throw new InputError(`corrections.yaml:${last.line} says so already. ${WHEN}`)
}

const refuseContradiction = (
  corrections: readonly Correction[],
  { join: joined = [], never: apart = [] }: CorrectionDraft,
): void => {
  const opposite = joined.length > 0 ? 'never' : 'join'
  const names = new Set([...joined, ...apart])
  const against = corrections.find(({ kind, of }) => kind === opposite && of.filter((name) => names.has(name)).length > 1)
  if (against === undefined) return
  throw new InputError(
    `corrections.yaml:${against.line} says the opposite (${against.kind}). Delete that line first: polywire story undo ${against.of[0] ?? ''}`,
  )
}

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
    const file = await correctionsFile(context)
    const text = await readTextFile(file, '')
    // Corrections of the layers below come first.
    const below = corrections.length - countEntries(text, 'corrections')
    const shipped = places.find((place) => place < below)
    if (shipped !== undefined)
      throw new InputError(`This correction is not in ${file} but in a layer below: delete its line there.`)
    await replaceFile(
      file,
      dropCorrections(
        text,
        places.map((place) => place - below),
      ),
      text,
    )
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

const alsoKnownAs = async (store: Store, names: readonly string[]): Promise<ReadonlySet<string>> => {
  const articles = await Promise.all(names.map(async (name) => await store.findArticle(name)))
  const others = articles.flatMap((article) => [article?.id, article?.link, article?.canonicalUrl])
  return new Set([...names, ...others.flatMap((other) => other ?? [])])
}

const lineOf = ({ kind, of, note, line }: Correction): string =>
  `corrections.yaml:${line}: ${kind} ${of.join(' ')}${note === null ? '' : ` (${note})`}`
