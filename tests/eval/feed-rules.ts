/** Our checker of feeds (tests/publish/validate) against the W3C feed validator's own cases, and our feeds against the checker. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { offencesIn } from '../publish/validate/offences.ts'
import { entryCount, republish } from '../publish/validate/republish.ts'
import { validateFeed } from '../publish/validate/validate-feed.ts'
import { type Outcome, percent } from './suite.ts'

/** The validator's subclasses of one message: one rule, found at different depths. */
const FAMILIES: readonly (readonly string[])[] = [
  ['InvalidLink', 'InvalidFullLink', 'InvalidUriChar', 'UriNotIri', 'InvalidURIAttribute', 'InvalidURLAttribute', 'InvalidIRI'],
  ['MissingElement', 'MissingDescription', 'MissingTitle', 'MissingLink', 'MissingXhtmlDiv', 'MissingContentOrAlternate'],
  ['InvalidInteger', 'InvalidNonNegativeInteger', 'InvalidPositiveInteger', 'InvalidIntegerAttribute'],
  ['SAXError', 'MissingNamespace', 'NotInANamespace', 'UndefinedNamedEntity'],
]
const familyOf = (rule: string): readonly string[] => FAMILIES.find((family) => family.includes(rule)) ?? [rule]

/** What only warns, or is no message about the document. */
const NO_ERROR =
  /^(?:Valid|Error$|Contains(?!Sys)|Security|Dangerous|NotBlank|AttrNotBlank|NotInline|NotHtml|HtmlFragment|Duplicate(?:Semantics|ItemSemantics|DescriptionSemantics|Updated|Entries|Enclosure)|NonCanonical|SameDocument|Unregistered|Unknown|Unsupported|Obsolete(?:Version|Wiki|Itunes)|Missing(?:Self|AtomSelf|Source|Textual|Guid|Recommended|RealName|TypeAttr|Itunes|Encoding|DCLanguage|Current)|Self|RelativeSelf|Problematical|Implausible|BadCharacters|Encoding|NotUTF8|Nonstd|Obscure|ReservedPrefix|Avoid|Undeterminable|Slash|Scheme|NeedDescription|Misplaced|UseZeroForMidnight|Image|Comment|FeedHistory|ArchiveIncomplete|AtomLinkNotEmpty|CharacterData|Email|NotSufficiently|Questionable|Undefined(?:Param)|UseOf|Deprecated|TooMany)/

/** Elements that our feeds never have, and our checker therefore does not look into. */
const NEVER_WRITTEN = /element-channel-(?:cloud|image|textinput|skip)|xhtml/

type Case = { readonly file: string; readonly text: string; readonly rule: string }

const casesIn = (folder: string): readonly Case[] =>
  ['atom', 'rss20', 'xml'].flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.xml'))
      .flatMap((name) => {
        const file = join(part, name)
        const text = readFileSync(join(folder, file), 'utf8')
        const [, rule] = /Expect:\s*([A-Za-z0-9]+)/.exec(text) ?? []
        return rule === undefined || NEVER_WRITTEN.test(file) || NO_ERROR.test(rule) || !/<(?:\w+:)?(?:feed|rss)\b/.test(text)
          ? []
          : [{ file, text, rule }]
      }),
  )

/**
 * Cases in which the validator reports an error by name: our checker is to report the same name.
 */
export const feedRules = async (data: string): Promise<Outcome> => {
  const cases = casesIn(join(data, 'feeds/validator-testcases/w3c+feedvalidator/testcases'))
  const missed = cases.filter(({ text, rule }) => {
    const offences = validateFeed(text, /<rss\b/.test(text) ? 'rss' : 'atom')
    const names = familyOf(rule)
    return !offences.some((offence) => names.includes(offence.slice(0, offence.indexOf(':'))))
  })
  return {
    suite: 'feedrules',
    cases: cases.length,
    figures: [{ name: 'errors seen, by name', value: percent(cases.length - missed.length, cases.length), bar: 85 }],
    wrong: missed.map(({ file, rule }) => `${file}: ${rule}`),
  }
}

/** Captured feeds, read and published again: nothing in our feeds is an error by these rules, or worth a warning. */
export const republished = async (data: string): Promise<Outcome> => {
  const folder = join(data, 'feeds')
  const names = ['real', 'jsonfeed', 'large'].flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' })
      .map((name) => join(part, name))
      .filter((name) => statSync(join(folder, name)).isFile()),
  )
  const pages = await republish(names.map((name) => ({ name, bytes: readFileSync(join(folder, name)) })))
  const { errors, warnings } = offencesIn(pages)
  const entries = pages.reduce((sum, page) => sum + entryCount(page), 0)
  const figures = [
    { name: 'errors', value: errors.length, bar: 0, atMost: true },
    { name: 'warnings', value: warnings.length, bar: 0, atMost: true },
  ]
  return { suite: 'republished', cases: entries, figures, wrong: [...errors, ...warnings] }
}
