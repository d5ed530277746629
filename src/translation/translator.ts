/** Translates the texts of the stories of the last days, newest first, each once, in the background: until then only the original is shown. */
import { DAY, MINUTE } from '../lib/durations.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { Filter } from '../model/filter.ts'
import type { Instant } from '../model/ids.ts'
import { SPENT_NOTE, spentNote, spentToday, type TranslationKey, type TranslationOutcome } from '../model/translation.ts'
import type { MatchedStory } from '../store/ports/story-search.ts'
import type { Store } from '../store/ports/store.ts'
import type { TranslationEndpoint } from './translation-endpoint.ts'
import { judgeTranslation } from './judge-translation.ts'
import { textsOf, type TextToTranslate, type TranslationRules } from './untranslated.ts'

export type TranslationReport =
  | {
      readonly outcome: 'answered'
      readonly translated: number
      readonly givenUp: number
      /** Why the first was given up; null: none was. */
      readonly why: string | null
      readonly isBack: boolean
    }
  /** The day's characters are spent; what is left waits for the next day (UTC). */
  | { readonly outcome: 'spent'; readonly characters: number }
  | { readonly outcome: 'failed'; readonly texts: number; readonly why: string; readonly pauseMs: number }

export type Translator = {
  /** Translates as much as the rate limit allows now. `goOn` is called before each request; false ends the run. */
  readonly run: (rules: TranslationRules, goOn: () => boolean) => Promise<void>
}

export type TranslatorParts = Pick<Clock, 'now' | 'elapsed'> & {
  readonly store: Pick<Store, 'stories' | 'translations' | 'note' | 'setNote'>
  readonly endpoint: TranslationEndpoint
  readonly perMinute: number
  /** Characters. */
  readonly perDay: number
  readonly reported: (report: TranslationReport) => void
}

const RECENT_MS = 2 * DAY
const A_PAGE = 100
/** The stories searched once a minute, for changed headlines and texts beyond the rate limit; in between only the newest page is searched. */
const MOST_STORIES = 2_000
/** The pause without requests after a failure; doubled by each further failure. */
const PAUSE = { firstMs: 15_000, longestMs: 15 * MINUTE }
const LONGEST_WAIT_MS = 60 * MINUTE

export const createTranslator = (parts: TranslatorParts): Translator => {
  const { store, endpoint, now, reported } = parts
  const budget = createDailyBudget(parts)
  const [allowance, pause, untranslated] = [createAllowance(parts), createPause(parts), createSearch(parts)]
  let hasAnswered = false
  let refusal: string | null = null
  /**
   * Texts of requests that were refused or failed, in that order. Each is sent by itself, after all others, so that one that a model never finishes
   * delays no other.
   */
  const alone = new Set<TranslationKey>()

  const keep = async (outcomes: readonly TranslationOutcome[]): Promise<void> => {
    await store.translations.keepTranslations(outcomes, now())
    for (const { key } of outcomes) alone.delete(key)
    reported(reportOf(outcomes, pause.end()))
  }
  /** Sends one request; false: the run must end. */
  const translate = async (batch: readonly TextToTranslate[], goOn: () => boolean): Promise<boolean> => {
    const [first] = batch
    if (first === undefined) return true
    if (!goOn() || !(await budget.take(batch)) || !allowance.take(batch.length)) return false
    const answer = await endpoint.ask({ texts: batch.map(({ text }) => text), from: first.from, to: first.to })
    switch (answer.kind) {
      case 'closed':
        return false
      case 'failed':
        putLast(alone, batch)
        pause.begin(answer.why, batch.length, answer.waitMs)
        return false
      case 'texts':
        hasAnswered = true
        await keep(batch.map((asked, nth) => outcomeOf(asked, answer.texts[nth] ?? '')))
        return true
      case 'refused':
        refusal = answer.why
        if (batch.length > 1) return await oneByOne(batch, goOn)
        // Until the end point has answered once, its settings may be wrong, so no text is given up.
        if (hasAnswered) await keep([{ key: first.key, text: null, reason: answer.why }])
        return true
    }
  }
  const oneByOne = async (batch: readonly TextToTranslate[], goOn: () => boolean): Promise<boolean> => {
    putLast(alone, batch)
    for (const one of batch) if (!(await translate([one], goOn))) return false
    return true
  }
  return {
    async run(rules, goOn) {
      if (pause.isOn() || allowance.left() === 0) return
      refusal = null
      const wanted = await untranslated(rules, allowance.left())
      for (const batch of batchesOf(wanted, endpoint.batch, alone)) if (!(await translate(batch, goOn))) return
      if (refusal !== null && !hasAnswered) pause.begin(refusal, wanted.length)
    },
  }
}

/** Moves the batch to the end of the set, which iterates in insertion order. */
const putLast = (alone: Set<TranslationKey>, batch: readonly TextToTranslate[]): void => {
  for (const { key } of batch) {
    alone.delete(key)
    alone.add(key)
  }
}

const reportOf = (outcomes: readonly TranslationOutcome[], isBack: boolean): TranslationReport => {
  const reasons = outcomes.flatMap(({ reason }) => reason ?? [])
  const [why = null] = reasons
  return { outcome: 'answered', translated: outcomes.length - reasons.length, givenUp: reasons.length, why, isBack }
}

const createPause = ({ elapsed, reported }: Pick<TranslatorParts, 'elapsed' | 'reported'>) => {
  let failures = 0
  let until = Number.NEGATIVE_INFINITY
  return {
    isOn: (): boolean => elapsed() < until,
    begin(why: string, texts: number, waitMs = 0): void {
      const backOffMs = Math.min(PAUSE.firstMs * 2 ** failures, PAUSE.longestMs)
      const pauseMs = Math.max(backOffMs, Math.min(waitMs, LONGEST_WAIT_MS))
      failures += 1
      until = elapsed() + pauseMs
      reported({ outcome: 'failed', texts, why, pauseMs })
    },
    /** Call when the end point has answered. True: it had failed before. */
    end(): boolean {
      const hadFailed = failures > 0
      failures = 0
      return hadFailed
    },
  }
}

const outcomeOf = ({ key, text, to }: TextToTranslate, answer: string): TranslationOutcome => {
  const judged = judgeTranslation(text, answer, to)
  return judged.ok ? { key, text: judged.text, reason: null } : { key, text: null, reason: judged.reason }
}

/** Returns a function that finds texts of the newest stories without an outcome, at most `most`. */
const createSearch = ({ store, now, elapsed }: Pick<TranslatorParts, 'store' | 'now' | 'elapsed'>) => {
  let lookedThrough = Number.NEGATIVE_INFINITY
  return async (rules: TranslationRules, most: number): Promise<readonly TextToTranslate[]> => {
    const isThorough = elapsed() - lookedThrough >= MINUTE
    if (isThorough) lookedThrough = elapsed()
    const wanted = new Map<TranslationKey, TextToTranslate>()
    for await (const stories of recentStories(store, rules.filter, now() - RECENT_MS, isThorough ? MOST_STORIES : A_PAGE)) {
      const texts = textsOf(stories, rules)
      const keys = texts.map(({ key }) => key)
      const known = await store.translations.knownTranslations(keys, now())
      for (const one of texts) if (!known.has(one.key)) wanted.set(one.key, one)
      if (wanted.size >= most) break
    }
    return [...wanted.values()].slice(0, most)
  }
}

async function* recentStories(
  store: Pick<Store, 'stories'>,
  filter: Filter,
  from: Instant,
  most: number,
): AsyncGenerator<readonly MatchedStory[]> {
  let before = null
  for (let looked = 0; looked < most; looked += A_PAGE) {
    const page = await store.stories({ filter, limit: A_PAGE, before, from })
    yield page.rows
    if (page.next === null) return
    before = page.next
  }
}

/** Batches of one language pair each, the pair of the newest text first; at the end the texts of `alone`, each by itself, in their order. */
const batchesOf = (
  texts: readonly TextToTranslate[],
  size: number,
  alone: ReadonlySet<TranslationKey>,
): readonly (readonly TextToTranslate[])[] => {
  const byKey = new Map(texts.map((one) => [one.key, one]))
  const single = [...alone].flatMap((key) => byKey.get(key) ?? [])
  const together = texts.filter(({ key }) => !alone.has(key))
  const pairs = [...Map.groupBy(together, ({ from, to }) => `${from} ${to}`).values()]
  return [
    ...pairs.flatMap((ofPair) =>
      Array.from({ length: Math.ceil(ofPair.length / size) }, (_, nth) => ofPair.slice(nth * size, (nth + 1) * size)),
    ),
    ...single.map((one) => [one]),
  ]
}

/**
 * Allows `perDay` characters within a day of UTC, which is what end points charge for. What is spent is stored before it is sent: a restart
 * spends nothing twice.
 */
const createDailyBudget = ({ store, perDay, now, reported }: TranslatorParts) => {
  let toldOn: number | null = null
  return {
    async take(batch: readonly TextToTranslate[]): Promise<boolean> {
      const day = Math.floor(now() / DAY)
      const before = spentToday(await store.note(SPENT_NOTE), now())
      const characters = before + batch.reduce((sum, { text }) => sum + text.length, 0)
      if (characters <= perDay) {
        await store.setNote(SPENT_NOTE, spentNote(characters, now()))
        return true
      }
      if (toldOn !== day) reported({ outcome: 'spent', characters: before })
      toldOn = day
      return false
    },
  }
}

/** Allows `perMinute` texts within any 60 seconds. */
const createAllowance = ({ perMinute, elapsed }: Pick<TranslatorParts, 'perMinute' | 'elapsed'>) => {
  let sent: { readonly at: number; readonly texts: number }[] = []
  const left = (): number => {
    sent = sent.filter(({ at }) => at > elapsed() - MINUTE)
    return perMinute - sent.reduce((sum, { texts }) => sum + texts, 0)
  }
  return {
    left,
    take(texts: number): boolean {
      if (left() < texts) return false
      sent.push({ at: elapsed(), texts })
      return true
    },
  }
}
