/** robots.txt (RFC 9309) for one crawler, with its `Content-Usage`, `Content-Signal` and RSL `License` lines. */
import { linesOf } from '../../lib/lines.ts'
import { matchesPath } from './path-pattern.ts'

type Rule = { readonly isAllowed: boolean; readonly pattern: string }
/** A usage preference for the paths that match `pattern`; null: for all. */
type Preference = { readonly name: 'content-usage' | 'content-signal'; readonly pattern: string | null; readonly value: string }

export type RobotsRules = {
  readonly rules: readonly Rule[]
  readonly preferences: readonly Preference[]
  readonly licenses: readonly string[]
}

export const NO_RULES: RobotsRules = { rules: [], preferences: [], licenses: [] }
/** For a server that fails: nothing is allowed for now (RFC 9309, section 2.3.1.4). */
export const NOTHING_ALLOWED: RobotsRules = { ...NO_RULES, rules: [{ isAllowed: false, pattern: '/' }] }

/** How many characters are read; RFC 9309, section 2.5 demands at least 500 KiB. */
const MOST_CHARACTERS = 512 * 1024
const MOST_LINES = 2_000

type Group = { readonly agents: string[]; readonly rules: Rule[]; readonly preferences: Preference[] }

/** Parses robots.txt for a crawler. `product`: its name in lower case. The groups that name it apply, or else those for `*`. */
export const readRobots = (text: string, product: string): RobotsRules => {
  const groups: Group[] = []
  const licenses: string[] = []
  let isOpen = false
  for (const line of linesOf(text.slice(0, MOST_CHARACTERS))) {
    const { name, value } = directiveIn(line)
    if (name === 'license' && value !== '' && licenses.length < 10) licenses.push(value)
    if (name === 'user-agent') {
      if (!isOpen) groups.push({ agents: [], rules: [], preferences: [] })
      groups.at(-1)?.agents.push(value.toLowerCase())
      isOpen = true
    } else if (name !== '') {
      addLine(groups.at(-1) ?? null, name, value)
      isOpen = false
    }
  }
  const own = groups.filter(({ agents }) => agents.some((agent) => agent.split(/[/\s]/, 1)[0] === product))
  const counting = own.length > 0 ? own : groups.filter(({ agents }) => agents.includes('*'))
  return {
    rules: counting.flatMap(({ rules }) => rules).slice(0, MOST_LINES),
    preferences: counting.flatMap(({ preferences }) => preferences).slice(0, MOST_LINES),
    licenses,
  }
}

/** The name is empty where the line has no directive. `trim` also removes a byte order mark. */
const directiveIn = (line: string): { readonly name: string; readonly value: string } => {
  const [written = ''] = line.split('#', 1)
  const colon = written.indexOf(':')
  const name = written.slice(0, Math.max(0, colon)).trim().toLowerCase()
  return /^[a-z-]{1,30}$/.test(name) ? { name, value: written.slice(colon + 1).trim() } : { name: '', value: '' }
}

const addLine = (group: Group | null, name: string, value: string): void => {
  if (group === null) return
  // An empty Disallow allows everything, as having no rule does.
  if ((name === 'allow' || name === 'disallow') && value !== '')
    group.rules.push({ isAllowed: name === 'allow', pattern: value })
  if (name === 'content-signal' || name === 'content-usage') {
    const [, pattern = null, preference = value] = /^(\/\S*)\s(.*)$/s.exec(value) ?? []
    group.preferences.push({ name, pattern, value: preference.trim() })
  }
}

/** May the path be crawled? The longest pattern that matches decides; of equally long ones, the one that allows. */
export const mayCrawl = ({ rules }: Pick<RobotsRules, 'rules'>, path: string): boolean => {
  let decided: Rule | null = null
  for (const rule of rules) {
    if (!matchesPath(rule.pattern, path)) continue
    const length = decided?.pattern.length ?? -1
    if (rule.pattern.length > length || (rule.pattern.length === length && rule.isAllowed)) decided = rule
  }
  return decided?.isAllowed ?? true
}
