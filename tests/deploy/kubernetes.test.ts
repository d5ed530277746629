/** deploy/kubernetes: names that refer to each other exist, containers may do no more than they must, and the service knows what it is given. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rolesFrom } from '../../src/config/process-settings.ts'
import { ROLES } from '../../src/model/process-roles.ts'
import { loadConfiguration, problemLine } from '../../src/server/load-configuration.ts'
import { NOON } from '../store/samples.ts'
import { kustomize } from './kustomization.ts'
import { entriesAt, listAt, ROOT, textAt, valueAt } from './yaml-values.ts'

const BASE = 'deploy/kubernetes/base'
const EXAMPLE = 'deploy/kubernetes/example'
const { objects, generated } = kustomize(EXAMPLE)
const kindOf = (kind: string) => objects.filter((object) => textAt(object, 'kind') === kind)
const named = (object: unknown) => ({ name: textAt(object, 'metadata.name'), object })
const deployments = kindOf('Deployment').map(named)
const workloads = [...deployments, ...kindOf('StatefulSet').map(named)]
const pods = workloads.map(({ name, object }) => ({ name, pod: valueAt(object, 'spec.template.spec') }))
const containers = pods.flatMap(({ name, pod }) => listAt(pod, 'containers').map((container) => ({ name, pod, container })))
const variables = (container: unknown): ReadonlyMap<string, string> =>
  new Map(listAt(container, 'env').map((one) => [textAt(one, 'name'), textAt(one, 'value')]))
/** Of pods: those of the example have the component, or in the case of the database the name. */
const componentOf = (labels: unknown): string => {
  const found = entriesAt({ labels }, 'labels').find(([name]) => name === 'app.kubernetes.io/component')
  return typeof found?.[1] === 'string' ? found[1] : ''
}

test('the example makes three deployments, a service, and a database', () => {
  expect(deployments.map(({ name }) => name).toSorted()).toEqual(['polywire-grouper', 'polywire-ingest', 'polywire-web'])
  expect(workloads).toHaveLength(4)
  expect(kustomize(BASE).objects.length).toBeGreaterThan(5)
})

test('each role has processes that fulfil it, at least two', () => {
  const roles = deployments.map(({ object }) => ({
    roles: rolesFrom(
      {},
      { POLYWIRE_ROLE: variables(listAt(object, 'spec.template.spec.containers')[0]).get('POLYWIRE_ROLE') },
      { configFolder: '', dataFolder: '', database: 'postgres://x' },
    ),
    replicas: Number(textAt(object, 'spec.replicas')),
  }))
  for (const role of ROLES)
    expect(roles.filter((one) => one.roles.includes(role)).reduce((sum, { replicas }) => sum + replicas, 0)).toBeGreaterThan(1)
})

describe.each(containers)('the container of $name', ({ pod, container }) => {
  test('runs without root, rights and a way to write to its file system', () => {
    expect(textAt(pod, 'securityContext.runAsNonRoot')).toBe('true')
    expect(Number(textAt(pod, 'securityContext.runAsUser'))).toBeGreaterThan(0)
    expect(textAt(pod, 'securityContext.seccompProfile.type')).toBe('RuntimeDefault')
    expect(textAt(pod, 'automountServiceAccountToken')).toBe('false')
    expect(textAt(container, 'securityContext.allowPrivilegeEscalation')).toBe('false')
    expect(textAt(container, 'securityContext.readOnlyRootFilesystem')).toBe('true')
    expect(listAt(container, 'securityContext.capabilities.drop')).toEqual(['ALL'])
  })
  test('says what it takes, and has three probes', () => {
    expect(textAt(container, 'resources.requests.cpu')).toMatch(/^\d+m?$/)
    expect(textAt(container, 'resources.requests.memory')).toMatch(/^\d+[MG]i$/)
    expect(textAt(container, 'resources.limits.memory')).toMatch(/^\d+[MG]i$/)
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) expect(valueAt(container, probe)).toBeDefined()
  })
  test('mounts volumes that the pod has, and files that there are', () => {
    const volumes = listAt(pod, 'volumes').map((volume) => textAt(volume, 'name'))
    const mounts = listAt(container, 'volumeMounts')
    const known = new Set([...volumes, 'data'])
    expect(mounts.map((mount) => textAt(mount, 'name')).filter((name) => !known.has(name))).toEqual([])
    const files = mounts.filter((mount) => textAt(mount, 'name') === 'configuration').map((mount) => textAt(mount, 'subPath'))
    expect(files.filter((file) => generated.get('ConfigMap/polywire-configuration')?.includes(file) !== true)).toEqual([])
  })
  test('takes its secrets from one that is made, and shows none of them', () => {
    const secrets = listAt(container, 'envFrom').map((one) => `Secret/${textAt(one, 'secretRef.name')}`)
    expect(secrets).toHaveLength(1)
    expect(secrets.filter((secret) => !generated.has(secret))).toEqual([])
    expect([...variables(container).keys()].filter((name) => /PASSWORD|TOKEN|URL$/.test(name))).toEqual(
      variables(container).has('POLYWIRE_PUBLIC_URL') ? ['POLYWIRE_PUBLIC_URL'] : [],
    )
  })
})

describe.each(deployments)('$name', ({ object }) => {
  test('is replaced one process after the other, without one less', () => {
    expect(textAt(object, 'spec.strategy.type')).toBe('RollingUpdate')
    expect(textAt(object, 'spec.strategy.rollingUpdate.maxUnavailable')).toBe('0')
    expect(Number(textAt(object, 'spec.template.spec.terminationGracePeriodSeconds'))).toBeGreaterThan(15)
  })
  test('selects its own pods, and has a budget for disruptions', () => {
    const component = componentOf(valueAt(object, 'spec.template.metadata.labels'))
    expect(componentOf(valueAt(object, 'spec.selector.matchLabels'))).toBe(component)
    const budgets = kindOf('PodDisruptionBudget').filter(
      (budget) => componentOf(valueAt(budget, 'spec.selector.matchLabels')) === component,
    )
    expect(budgets.map((budget) => textAt(budget, 'spec.maxUnavailable'))).toEqual(['1'])
  })
  test('has variables that the manual describes', () => {
    const manual = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8')
    const names = listAt(object, 'spec.template.spec.containers').flatMap((container) => [...variables(container).keys()])
    const all = [...names, ...(generated.get('Secret/polywire-secrets') ?? [])]
    expect(all.length).toBeGreaterThan(4)
    expect(all.filter((name) => !manual.includes(`| \`${name}\` |`))).toEqual([])
  })
})

test('readers are led to the processes with the role web', () => {
  const service = kindOf('Service').find((one) => textAt(one, 'metadata.name') === 'polywire')
  expect(componentOf(valueAt(service, 'spec.selector'))).toBe('web')
  const paths = kindOf('Ingress')
    .flatMap((ingress) => listAt(ingress, 'spec.rules'))
    .flatMap((rule) => listAt(rule, 'http.paths'))
  expect(paths.map((path) => textAt(path, 'backend.service.name'))).toEqual(['polywire'])
})

test('its probes ask for two paths, which kubernetes.system.test.ts tries', () => {
  const paths = containers.flatMap(({ container }) =>
    ['startupProbe', 'livenessProbe', 'readinessProbe'].map((probe) => textAt(container, `${probe}.httpGet.path`)),
  )
  expect([...new Set(paths)].filter((path) => path !== '').toSorted()).toEqual(['/healthz', '/readyz'])
})

test.each([BASE, EXAMPLE])('the files of %s fit the configuration of the image', async (folder) => {
  const folders = folder === BASE ? [BASE] : [BASE, EXAMPLE]
  const copy = mkdtempSync(join(tmpdir(), 'polywire-kubernetes-'))
  try {
    cpSync(join(ROOT, 'config'), copy, { recursive: true })
    for (const file of kustomize(folder).generated.get('ConfigMap/polywire-configuration') ?? []) {
      const from = folders.map((one) => join(ROOT, one, file)).findLast((path) => existsSync(path))
      cpSync(from ?? '', join(copy, file))
    }
    const read = await loadConfiguration(copy, {}, NOON)
    expect(read.ok ? [] : read.problems.map(problemLine)).toEqual([])
  } finally {
    rmSync(copy, { recursive: true })
  }
})
