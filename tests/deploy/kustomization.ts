/** A reader of the parts of kustomize that deploy/kubernetes uses. It throws where a file or a name is missing. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { documentsOf, entriesAt, listAt, ROOT, textAt } from './yaml-values.ts'

export type Kustomized = {
  readonly objects: readonly unknown[]
  /** Files and variables of configuration maps and secrets, by `ConfigMap/name` and `Secret/name`. */
  readonly generated: ReadonlyMap<string, readonly string[]>
}

const PARTS = new Set([
  'apiVersion',
  'kind',
  'namespace',
  'labels',
  'resources',
  'patches',
  'images',
  'replicas',
  'configMapGenerator',
  'secretGenerator',
])

/** Everything that a folder's kustomization.yaml makes, patched. */
export const kustomize = (folder: string): Kustomized => {
  const file = join(folder, 'kustomization.yaml')
  const [kustomization] = documentsOf(file)
  const unknown = entriesAt({ kustomization }, 'kustomization').find(([part]) => !PARTS.has(part))
  if (unknown !== undefined) throw new Error(`${file}: the tests do not know ${unknown[0]}`)
  const parts = listAt(kustomization, 'resources').map((resource) => resourceOf(folder, String(resource)))
  const objects = parts.flatMap((part) => part.objects)
  const generated = new Map(parts.flatMap((part) => [...part.generated]))
  generate(folder, kustomization, generated)
  for (const replica of listAt(kustomization, 'replicas'))
    if (!objects.some((object) => textAt(object, 'metadata.name') === textAt(replica, 'name')))
      throw new Error(`${file}: nothing is named ${textAt(replica, 'name')}`)
  const patched = listAt(kustomization, 'patches').reduce<readonly unknown[]>(
    (before, patch) => applied(before, folder, patch),
    objects,
  )
  return { objects: patched, generated }
}

const resourceOf = (folder: string, resource: string): Kustomized => {
  const path = normalize(join(folder, resource))
  if (statSync(join(ROOT, path)).isDirectory()) return kustomize(path)
  return { objects: documentsOf(path), generated: new Map() }
}

const generate = (folder: string, kustomization: unknown, generated: Map<string, readonly string[]>): void => {
  for (const kind of ['ConfigMap', 'Secret']) {
    for (const generator of listAt(kustomization, `${kind === 'Secret' ? 'secret' : 'configMap'}Generator`)) {
      const name = `${kind}/${textAt(generator, 'name')}`
      const isMerged = textAt(generator, 'behavior') === 'merge'
      if (isMerged !== generated.has(name)) throw new Error(`${name} is merged with nothing, or there twice`)
      const files = listAt(generator, 'files').map(String)
      for (const file of files)
        if (!existsSync(join(ROOT, folder, file))) throw new Error(`${folder}: there is no file ${file}`)
      const variables = listAt(generator, 'envs').flatMap((file) =>
        Array.from(
          readFileSync(join(ROOT, folder, String(file)), 'utf8').matchAll(/^(\w+)=/gm),
          ([, variable = '']) => variable,
        ),
      )
      generated.set(name, [...(generated.get(name) ?? []), ...files, ...variables])
    }
  }
}

/** As a strategic merge does it: objects are merged, and lists of named things by name. */
const applied = (objects: readonly unknown[], folder: string, patch: unknown): readonly unknown[] => {
  const [change] = documentsOf(join(folder, textAt(patch, 'path')))
  const kind = textAt(patch, 'target.kind')
  const isMeant = (object: unknown): boolean => textAt(object, 'kind') === kind
  if (!objects.some(isMeant)) throw new Error(`${folder}: a patch is for no object`)
  return objects.map((object) => (isMeant(object) ? merged(object, withoutName(change)) : object))
}
const withoutName = (change: unknown): unknown => ({ ...Object(change), metadata: undefined })

const merged = (one: unknown, other: unknown): unknown => {
  if (other === undefined) return one
  if (Array.isArray(one) && Array.isArray(other)) return mergedLists(one, other)
  if (!isRecord(one) || !isRecord(other)) return other
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return Object.fromEntries([...keys].map((key) => [key, merged(one[key], other[key])]))
}
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const keyOf = (element: unknown): string => textAt(element, 'mountPath') || textAt(element, 'name')
const mergedLists = (one: readonly unknown[], other: readonly unknown[]): readonly unknown[] => [
  ...one.map((element) =>
    merged(
      element,
      other.find((added) => keyOf(added) !== '' && keyOf(added) === keyOf(element)),
    ),
  ),
  ...other.filter((added) => keyOf(added) === '' || !one.some((element) => keyOf(element) === keyOf(added))),
]
