import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import project from '../../package.json' with { type: 'json' }
import { documentsOf, entriesAt, listAt, ROOT, textAt, valueAt } from './yaml-values.ts'

describe('the workflow of a release', () => {
  const [workflow] = documentsOf('.github/workflows/release.yml')
  const steps = (job: string): readonly unknown[] => listAt(workflow, `jobs.${job}.steps`)
  const commands = steps('test').map((step) => textAt(step, 'run'))

  test('publishes only what was tested', () => {
    expect(textAt(workflow, 'jobs.image.needs')).toBe('test')
    expect(textAt(workflow, 'jobs.release.needs')).toBe('image')
    for (const command of ['npm ci', 'npm test', 'npm run check', 'npm run test:engines', 'npm pack'])
      expect(commands).toContain(command)
    const scripts = commands.flatMap((command) => /^npm run (?:--silent )?(\S+)/.exec(command)?.[1] ?? [])
    expect(scripts.filter((name) => !(name in project.scripts))).toEqual([])
  })
  test('builds the image for both kinds of processors, with a list of its contents and where it comes from', () => {
    const build = steps('image').find((step) => textAt(step, 'uses').startsWith('docker/build-push-action@'))
    expect(textAt(build, 'with.platforms')).toBe('linux/amd64,linux/arm64')
    expect([textAt(build, 'with.sbom'), textAt(build, 'with.provenance'), textAt(build, 'with.push')]).toEqual([
      'true',
      'mode=max',
      'true',
    ])
  })
  test('gives each job only the rights that it needs', () => {
    expect(valueAt(workflow, 'permissions')).toEqual({})
    expect(valueAt(workflow, 'jobs.test.permissions')).toEqual({ contents: 'read' })
  })
  test('has the version of the changelog', () =>
    expect(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')).toMatch(new RegExp(`^## ${RegExp.escape(project.version)} `, 'm')))
})

describe.each(['umbrel', 'casaos', 'coolify'])('the template for %s', (name) => {
  const file = `deploy/catalogues/${name}/docker-compose.yml`
  const [compose] = documentsOf(file)
  const ours = entriesAt(compose, 'services').flatMap(([, service]) =>
    textAt(service, 'image').includes('polywire') ? [service] : [],
  )
  test('starts this version, with no more rights than compose.yaml gives, and keeps its data', () => {
    expect(ours.map((service) => textAt(service, 'image').split(':')[1])).toEqual([project.version])
    for (const service of ours) {
      expect(listAt(service, 'cap_drop')).toEqual(['ALL'])
      expect(textAt(service, 'read_only')).toBe('true')
      expect(listAt(service, 'volumes').map((volume) => String(volume).split(':')[1])).toEqual(['/config.d', '/data'])
    }
  })
})

test('the package lists what exists, and nothing of the tests', () =>
  expect(project.files.filter((name) => !existsSync(join(ROOT, name)) && name !== 'dist')).toEqual([]))
