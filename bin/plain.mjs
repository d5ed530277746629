// Read before src/main.ts and in every thread: src/ is loaded without its types as keep-plain.mjs keeps it, so that no thread needs the
// compiler that Node strips types with (18 MB in the main thread, 10 in each other; a quarter of what a start costs: measured). Where
// nothing can be kept, Node strips them as ever.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { plainTextOf, SOURCE } from './keep-plain.mjs'

let mayKeep = isMainThread

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith(SOURCE) || !url.endsWith('.ts')) return nextLoad(url, context)
    const text = readFileSync(fileURLToPath(url))
    if (mayKeep && plainTextOf(text) === null) keepAll()
    const source = plainTextOf(text)
    return source === null ? nextLoad(url, context) : { format: 'module', source, shortCircuit: true }
  },
})

const keepAll = () => {
  mayKeep = false
  spawnSync(process.execPath, [fileURLToPath(import.meta.resolve('./keep-plain.mjs'))], { stdio: 'ignore' })
}
