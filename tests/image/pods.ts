/** The deployments of deploy/kubernetes/example as `podman kube play` takes them: on the network of the machine, each at a port of its own. */
import { kustomize } from '../deploy/kustomization.ts'
import { documentsOf, listAt, textAt, valueAt } from '../deploy/yaml-values.ts'

export type Pods = {
  /** The objects, as a document for each. */
  readonly yaml: string
  /** Of containers. */
  readonly names: readonly string[]
}

type Given = {
  readonly image: string
  /** Begins the names of pods and volumes, which Podman has for all of the machine. */
  readonly prefix: string
  /** Of each component: ingest, grouper, web. */
  readonly ports: Readonly<Record<string, number>>
  readonly secrets: Readonly<Record<string, string>>
  readonly sources: string
  readonly allowPrivate: readonly string[]
}

export const podsOfExample = ({ image, prefix, ports, secrets, sources, allowPrivate }: Given): Pods => {
  const deployments = kustomize('deploy/kubernetes/example').objects.filter((object) => textAt(object, 'kind') === 'Deployment')
  const [settings] = documentsOf('deploy/kubernetes/base/polywire.yaml')
  const polywire = { ...Object(settings), fetch: { ...Object(valueAt(settings, 'fetch')), allow_private: allowPrivate } }
  const configuration = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `${prefix}polywire-configuration` },
    data: { 'polywire.yaml': JSON.stringify(polywire), 'sources.yaml': sources },
  }
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: `${prefix}polywire-secrets` }, stringData: secrets }
  const pods = deployments.map((deployment) => placed(deployment, image, prefix, ports))
  return {
    yaml: [configuration, secret, ...pods].map((object) => JSON.stringify(object)).join('\n---\n'),
    names: pods.map((pod) => `${textAt(pod, 'metadata.name')}-pod-polywire`),
  }
}

/** All else is as it stands in the manifests. */
const placed = (deployment: unknown, image: string, prefix: string, ports: Given['ports']): unknown => {
  const component = textAt(deployment, 'metadata.name').replace('polywire-', '')
  const port = ports[component]
  if (port === undefined) throw new Error(`${component}: the tests have no port for this deployment`)
  const volumes = listAt(deployment, 'spec.template.spec.volumes').map((volume) => textAt(volume, 'name'))
  const names = new Set([...volumes, 'polywire-configuration', 'polywire-secrets', `polywire-${component}`])
  const change = (key: string, value: unknown): unknown => {
    if (key === 'name' && typeof value === 'string' && names.has(value)) return prefix + value
    if (key === 'image') return image
    if (key === 'containerPort') return port
    if (value === '0.0.0.0:8080') return `127.0.0.1:${port}`
    return value
  }
  return JSON.parse(JSON.stringify(deployment, change))
}

export const COMPONENTS: readonly string[] = ['ingest', 'grouper', 'web']
