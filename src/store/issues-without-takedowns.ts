import type { DigestIssue, DigestItem } from '../model/digest.ts'
import { addressNames, hostNames } from '../model/takedown.ts'
import type { DigestIssues } from './outbox/digest-issues.ts'
import type { Takedowns } from './log/takedowns.ts'

/** Issues as they were published, but without what was taken down since: no page, feed or mail of an issue shows it. The same on every engine. */
export const issuesWithoutTakedowns = (issues: DigestIssues, takedowns: Takedowns): DigestIssues => ({
  ...issues,
  async issue(digest, due) {
    const issue = await issues.issue(digest, due)
    return issue === null ? null : await withoutTakenDown(issue, takedowns)
  },
  issues: async (query) =>
    await Promise.all((await issues.issues(query)).map(async (issue) => await withoutTakenDown(issue, takedowns))),
})

const withoutTakenDown = async (issue: DigestIssue, takedowns: Takedowns): Promise<DigestIssue> => {
  const blocked = await takedowns.blockedAmong(issue.items.flatMap(namesOf))
  const left: DigestItem[] = []
  for (const item of issue.items) {
    if (namesOf(item).some((name) => blocked.has(name))) continue
    if ((await takedowns.isTakenDown(item.report)) || (await takedowns.isTakenDown(item.story))) continue
    left.push(item)
  }
  return { ...issue, items: left }
}

const namesOf = ({ report, link }: DigestItem): readonly string[] => [
  `article:${report}`,
  ...(link === null ? [] : [...addressNames(link), ...hostNames(link)]),
]
