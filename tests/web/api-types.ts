/** Makes TypeScript types of the OpenAPI document, as a user of the API would. `node tests/web/api-types.ts` writes them anew. */
import { writeFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { openApi } from '../../src/web/api/openapi.ts'

// TypeScript 7 has no interface for programs yet, and openapi-typescript needs one: ts-morph brings that of version 5.
const typescript5 = pathToFileURL(createRequire(import.meta.url).resolve('@ts-morph/common/dist/typescript.js')).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'typescript' && context.parentURL?.includes('/openapi-typescript/') === true
      ? { url: typescript5, format: 'commonjs', shortCircuit: true }
      : next(specifier, context),
})

export const TYPES_FILE = new URL('api-schema.ts', import.meta.url)

/** Left out: words are no types. */
const SAID = new Set(['description', 'summary', 'format'])

export const apiTypes = async (): Promise<string> => {
  const { default: openapiTS, astToString } = await import('openapi-typescript')
  const document = openApi('Polywire', 'http://127.0.0.1:8080', '0')
  const shape = JSON.stringify(document, (key, value: unknown) =>
    SAID.has(key) && typeof value === 'string' ? undefined : value,
  )
  return `// Made by tests/web/api-types.ts from /openapi.json.\n${astToString(await openapiTS(shape))}`
}

if (import.meta.main) writeFileSync(TYPES_FILE, await apiTypes())
