/** compose.yaml: what plain `docker compose up -d` starts, and the several processes of the profile "scale". No container is started here. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rolesFrom } from '../../src/config/process-settings.ts'
import { ROLES } from '../../src/model/process-roles.ts'
import { documentsOf, entriesAt, listAt, ROOT, textAt, valueAt } from './yaml-values.ts'

const [compose] = documentsOf('compose.yaml')
const services = entriesAt(compose, 'services').map(([name, service]) => ({ name, service }))
const isOurs = (service: unknown): boolean => textAt(service, 'image') === '${POLYWIRE_IMAGE:-polywire}'
const scaled = services.filter(({ service }) => listAt(service, 'profiles').includes('scale'))
const processes = scaled.filter(({ service }) => isOurs(service))

test('without a profile one service starts, with a volume for its data', () => {
  const plain = services.filter(({ service }) => listAt(service, 'profiles').length === 0)
  expect(plain.map(({ name }) => name)).toEqual(['polywire'])
  const [{ service } = { service: null }] = plain
  expect(listAt(service, 'ports')).toEqual(['127.0.0.1:8080:8080'])
  expect(listAt(service, 'volumes')).toEqual(['./config:/config:ro', './config.d:/config.d', 'data:/data'])
  expect(textAt(service, 'environment.POLYWIRE_DATABASE_URL')).toBe('')
})

test('the one service gets every variable of the manual, from compose.yaml or from the image, except the roles of several', () => {
  const manual = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8')
  const image = readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
  const described = Array.from(manual.matchAll(/^\| `(POLYWIRE_\w+)` \|/gm), ([, name = '']) => name)
  const plain = services.find(({ name }) => name === 'polywire')?.service
  const passed = new Set(entriesAt(plain, 'environment').map(([name]) => name))
  expect(described.length).toBeGreaterThan(8)
  expect(described.filter((name) => !passed.has(name) && !image.includes(`${name}=`))).toEqual(['POLYWIRE_ROLE'])
})

describe.each(services)('$name', ({ service }) => {
  test('may not become more than it is, and writes nowhere but where it must', () => {
    expect(listAt(service, 'cap_drop')).toEqual(['ALL'])
    expect(listAt(service, 'security_opt')).toEqual(['no-new-privileges:true'])
    expect(textAt(service, 'read_only')).toBe('true')
    expect(textAt(service, 'restart')).toBe('unless-stopped')
    expect(textAt(service, 'privileged')).toBe('')
  })
  test('has an image of a named version, or is built here', () =>
    expect(isOurs(service) ? textAt(service, 'build') : textAt(service, 'image')).toMatch(isOurs(service) ? /^\.$/ : /:\d/))
  test('is asked how it is', () => {
    const image = readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
    const isAsked = isOurs(service) ? /^HEALTHCHECK /m.test(image) : listAt(service, 'healthcheck.test').length > 1
    expect(isAsked).toBe(true)
  })
  test('mounts files and folders that exist', () => {
    const volumes = new Set(entriesAt(compose, 'volumes').map(([name]) => name))
    // Commands write into what an operator changes, where the service is the only one.
    const mayWrite = (from: string): boolean => from === './config.d' && listAt(service, 'profiles').length === 0
    const isThere = (from: string, mode: string | undefined): boolean =>
      from.startsWith('.') ? existsSync(join(ROOT, from)) && (mode === 'ro' || mayWrite(from)) : volumes.has(from)
    const mounted = listAt(service, 'volumes').map(String)
    expect(mounted.filter((volume) => !isThere(volume.split(':')[0] ?? '', volume.split(':')[2]))).toEqual([])
  })
})

describe('the profile "scale"', () => {
  test('has every role, by names that the service knows, and each at least twice', () => {
    const roles = processes.map(({ service }) => ({
      roles: rolesFrom(
        {},
        { POLYWIRE_ROLE: textAt(service, 'environment.POLYWIRE_ROLE') },
        { configFolder: '', dataFolder: '', database: 'x' },
      ),
      count: Number(textAt(service, 'deploy.replicas')),
    }))
    for (const role of ROLES)
      expect(roles.filter((one) => one.roles.includes(role)).reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(
        2,
      )
  })
  test.each(processes)('$name works on the database, waits for it, and says whether it is ready', ({ service }) => {
    expect(textAt(service, 'environment.POLYWIRE_DATABASE_URL')).toMatch(/^postgres:\/\/polywire:.*@postgres:5432\/polywire$/)
    expect(textAt(service, 'depends_on.postgres.condition')).toBe('service_healthy')
    expect(listAt(service, 'networks')).toEqual(['default', 'database'])
    expect(listAt(service, 'healthcheck.test').join(' ')).toContain('/readyz')
  })
  test.each(processes)('$name has only variables that the manual describes', ({ service }) => {
    const manual = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8')
    const names = entriesAt(service, 'environment').map(([name]) => name)
    expect(names.filter((name) => !manual.includes(`| \`${name}\` |`))).toEqual([])
  })
  test('only the service in front is reached from outside, and it starts all the others', () => {
    expect(scaled.filter(({ service }) => listAt(service, 'ports').length > 0).map(({ name }) => name)).toEqual(['front'])
    const front = scaled.find(({ name }) => name === 'front')?.service
    const started = [...listAt(front, 'depends_on').map(String), 'front', 'postgres']
    expect(started.toSorted()).toEqual(scaled.map(({ name }) => name).toSorted())
    expect(textAt(compose, 'networks.database.internal')).toBe('true')
    expect(valueAt(scaled.find(({ name }) => name === 'postgres')?.service, 'networks')).toEqual(['database'])
  })
  test('the service in front sends readers to those that are ready', () => {
    const rules = readFileSync(join(ROOT, 'deploy/compose/haproxy.cfg'), 'utf8')
    expect(rules).toMatch(/http-check send meth GET uri \/readyz ver HTTP\/1\.1 hdr Host /)
    expect(processes.map(({ name }) => name)).toContain(/server-template \w+ \d+ (\w+):8080/.exec(rules)?.[1])
  })
  test('no password stands in the file', () =>
    expect(readFileSync(join(ROOT, 'compose.yaml'), 'utf8').match(/(?:PASSWORD|TOKEN|SMTP_URL): (?!\$\{).+/g)).toBeNull())
})
