/** What is wrong with published documents, all formats together. */
import type { Published } from './republish.ts'
import { validateFeed } from './validate-feed.ts'
import { warnFeed } from './warn-feed.ts'

type Offences = { readonly errors: readonly string[]; readonly warnings: readonly string[] }

/** Two reports that came in one second did change in one second: `duplicate-updated` may stand. */
export const offencesIn = (pages: readonly Published[]): Offences => {
  const at = ({ kind, address }: Published, offence: string): string => `${kind} ${new URL(address).search}: ${offence}`
  return {
    errors: pages.flatMap((page) => validateFeed(page.text, page.kind).map((offence) => at(page, offence))),
    warnings: pages.flatMap((page) =>
      warnFeed(page.text, page.kind, page.address)
        .filter((warning) => !warning.startsWith('duplicate-updated'))
        .map((warning) => at(page, warning)),
    ),
  }
}
