import type { Arrange, Rearrangement, RearrangeResult } from '../store.ts'
import { writeDecision } from './decisions.ts'
import type { Engine } from './engine.ts'
import { familyOf } from './families.ts'
import { writeNote } from './notes.ts'
import { settleStories } from './settle-stories.ts'

export const rearrange = (engine: Engine, step: Rearrangement, arrange: Arrange): RearrangeResult =>
  engine.write(() => {
    const decided = step.decisions.map((decision) => writeDecision(engine, decision, step.now))
    const about = [...step.about, ...decided.flatMap(({ moved }) => moved)]
    const stories = settleStories(engine, arrange(familyOf(engine, about, step.ties)), step.now)
    for (const [name, value] of Object.entries(step.notes)) writeNote(engine, name, value)
    const differing = decided.filter(({ isChanged }) => isChanged).length
    if (differing > 0 || stories.isChanged) {
      engine.ledger.totals.edition += 1
      engine.bounds.save()
      engine.ledger.save()
    }
    return { decided: differing, stories: stories.changed, gone: stories.gone }
  })
