import { mapByTheirSteps } from '../../lib/steps.ts'
import { languageGaps, missingLanguage } from '../language-gaps.ts'
import type { PageContext } from '../pages/page-context.ts'
import { coveredDaysIn } from '../source-coverage.ts'
import { namesFor } from './names.ts'
import { reportQuery } from './parameters.ts'
import type { Gaps } from './report-schemas.ts'
import { affairsOf, reportViews } from './report-views.ts'

/** What other languages report and one does not, as on the page `/gaps`. */
export const gapsView = async (context: PageContext): Promise<Gaps> => {
  const days = coveredDaysIn(context.query)
  const language = missingLanguage(context)
  const { filter, preferred } = await reportQuery(context)
  const { stories, share, countries } = await languageGaps(context, { language, days, filter })
  const names = namesFor(context, preferred)
  const affairs = await affairsOf(
    context.store,
    stories.map(({ story }) => story),
  )
  const { storyMatch } = reportViews(context, preferred)
  return {
    language,
    days,
    sources: { live: share.live, configured: share.configured },
    countries: countries.map((one) => ({ ...one, name: names.place(one.country) })),
    stories: await context.inTurns(mapByTheirSteps(stories, (match) => storyMatch(match, affairs))),
  }
}
