/** What it costs to find the nearest reports in a large window, and how many of them are found: `nearest.ts [REPORTS]`. */
import { nearestByMeaning } from '../../src/grouping/stories/nearest.ts'
import { AT, generatedWindow, recallOf } from '../grouping/generated-vectors.ts'
import { allThreadsMs } from '../processor-time.ts'

const QUERIES = 200
/** Those that are compared with all rows, which takes fifty times as long. */
const CHECKED = 10
const [size = '100000'] = process.argv.slice(2)
const { window, make } = generatedWindow(Number(size), 1)
const vectors = Array.from({ length: QUERIES }, make)
const nearest = (vector: Int8Array) => nearestByMeaning(window, { vector, at: AT, language: 'en' })
for (const vector of vectors.slice(0, CHECKED)) nearest(vector)
const begun = allThreadsMs()
const found = vectors.map(nearest)
const each = (allThreadsMs() - begun) / QUERIES
const checked = vectors.slice(0, CHECKED).map((vector, nth) => recallOf(window, vector, 'en', found[nth]?.rows ?? []))
const [of, right] = [checked.flatMap(({ wanted }) => wanted), checked.flatMap((one) => one.found)]
process.stdout.write(`${size} reports: ${each.toFixed(2)} CPU ms each; ${right.length} of ${of.length} nearest found\n`)
