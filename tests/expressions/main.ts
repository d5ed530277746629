/**
 * `npm run check:expressions`: each regular expression of the source code takes linear time, except those that a file of `bounded.json`
 * builds from words and uses on short texts only. `readers.test.ts` shows these bounds.
 */
import { type Expression, expressionsBuiltBy, expressionsInSource } from './collect.ts'
import { type Verdict, rememberedVerdicts } from './judge.ts'
import bounded from './bounded.json' with { type: 'json' }

const { literals, constructors } = expressionsInSource()
// Imported only now: what its modules build when they are loaded must be seen.
const built = await expressionsBuiltBy(async () => {
  const { buildExpressions } = await import('./built.ts')
  await buildExpressions(constructors)
})
const expressions = [
  ...new Map([...literals, ...built].map((one) => [`${one.site} /${one.source}/${one.flags}`, one])).values(),
]

const isBounded = ({ site }: Expression): boolean =>
  builtAt.has(site) && bounded.some(({ file }) => site.startsWith(`${file}:`))
const describe = ({ site, source, flags }: Expression, verdict: Verdict): string =>
  `src/${site}: /${source.length > 300 ? `${source.slice(0, 300)}…` : source}/${flags}\n    ${
    verdict.kind === 'slow' ? `${verdict.summary}, for example on ${verdict.attack}` : verdict.kind
  }`

const builtAt = new Set(built.map(({ site }) => site))
const unbuilt = constructors.filter((site) => !builtAt.has(site))
const judgedOnes = expressions.filter((one) => !isBounded(one))
const verdictOf = rememberedVerdicts()
const wrong = judgedOnes.flatMap((one) => {
  const verdict = verdictOf(one)
  return verdict.kind === 'linear' ? [] : [{ one, verdict }]
})

for (const { one, verdict } of wrong) process.stderr.write(`${describe(one, verdict)}\n`)
for (const site of unbuilt)
  process.stderr.write(`src/${site}: this expression was not built; add a call to tests/expressions/built.ts\n`)
process.stdout.write(
  `${expressions.length} expressions: ${judgedOnes.length - wrong.length} linear, ${expressions.length - judgedOnes.length} on short texts only
`,
)
process.exitCode = wrong.length + unbuilt.length === 0 ? 0 : 1
