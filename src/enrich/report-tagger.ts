import type { Evidence, Tags } from '../model/article.ts'
import { type Cut, boilerplateIn, positionBefore, withoutCuts } from './boilerplate/boilerplate.ts'
import { isHandout } from './handouts.ts'
import type { Tagger } from './tagging/tagger.ts'

/** Tags an article without its boilerplate; positions of evidence refer to the text as given, boilerplate included. Handouts get no topics. */
export const createReportTagger =
  (tag: Tagger['tag']): Tagger['tag'] =>
  (input) => {
    const cuts = boilerplateIn(input.text)
    const found = tag({ ...input, text: withoutCuts(input.text, cuts) })
    const tags = isHandout(input.title) ? { ...found, topics: [], doubtful: [] } : found
    return cuts.length === 0 ? tags : inWholeText(tags, cuts)
  }

const inWholeText = ({ topics, doubtful, entities, places }: Tags, cuts: readonly Cut[]): Tags => {
  const moved = (evidence: readonly Evidence[]): readonly Evidence[] => evidence.map((one) => inWhole(one, cuts))
  return {
    topics: topics.map((tag) => ({ ...tag, evidence: moved(tag.evidence) })),
    doubtful,
    entities: entities.map((tag) => ({ ...tag, evidence: moved(tag.evidence) })),
    places: places.map((tag) => ({ ...tag, evidence: moved(tag.evidence) })),
  }
}

const inWhole = (evidence: Evidence, cuts: readonly Cut[]): Evidence =>
  evidence.field === 'title'
    ? evidence
    : {
        ...evidence,
        start: positionBefore(cuts, evidence.start, false),
        end: positionBefore(cuts, evidence.end, true),
      }
