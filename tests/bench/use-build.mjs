// Loads dist/ where src/ is imported, so that the bench measures what is shipped. The bench's own files stay TypeScript.
import { registerHooks } from 'node:module'

const root = new URL('../../', import.meta.url).href
const source = `${root}src/`

registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context)
    if (!resolved.url.startsWith(source)) return resolved
    const url = `${root}dist/${resolved.url.slice(source.length).replace(/\.ts$/, '.js')}`
    return { ...resolved, url, format: 'module', shortCircuit: true }
  },
})
