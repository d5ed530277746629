import type { LoggedArticle } from '../../store/ports/article-log.ts'
import type { DecidingBatch } from '../decide-batch.ts'
import type { Turns } from '../turns.ts'
import type { ModelVectors } from './model-vector.ts'

type Ask = (articles: readonly LoggedArticle[]) => Promise<ModelVectors>

/** Decides a batch to its end: lets other work run in between, and asks the model for the vectors that the batch needs. */
export const decideWithVectors = async (batch: DecidingBatch, turns: Turns, ask: Ask): Promise<DecidedBatch> => {
  for (let given: ModelVectors | undefined; ; ) {
    const step = await turns.through(untilWanted(batch, given))
    if (step.done) return step.value
    given = await ask(step.value)
  }
}

type DecidedBatch = DecidingBatch extends Generator<unknown, infer Decided, unknown> ? Decided : never
type Step =
  | { readonly done: true; readonly value: DecidedBatch }
  | { readonly done: false; readonly value: readonly LoggedArticle[] }

function* untilWanted(batch: DecidingBatch, given: ModelVectors | undefined): Generator<void, Step> {
  for (let step = batch.next(given); ; step = batch.next()) {
    if (step.done === true) return { done: true, value: step.value }
    if (step.value !== undefined) return { done: false, value: step.value }
    yield
  }
}
