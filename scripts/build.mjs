// Compiles src/ to dist/ and copies the files beside the code: SQL, tables, styles, words of the pages. npm runs this after
// `npm ci` (prepare); `npm run build` does it again after an edit.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
/** Complete before it takes the place of dist/, so that a service that starts meanwhile finds all of one build. */
const unfinished = join(root, `dist.${process.pid}`)
const former = `${unfinished}.former`
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')

const build = () => {
  const { status } = spawnSync(process.execPath, [compiler, '--project', 'tsconfig.build.json', '--outDir', unfinished], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) return false
  cpSync(join(root, 'src'), unfinished, { recursive: true, filter: (file) => !file.endsWith('.ts') })
  // Deleting a folder takes its time: a service that starts meanwhile would find half of it, or nothing.
  if (existsSync(dist)) renameSync(dist, former)
  renameSync(unfinished, dist)
  rmSync(former, { recursive: true, force: true })
  return true
}

if (existsSync(compiler)) {
  if (!build()) process.exitCode = 1
  rmSync(unfinished, { recursive: true, force: true })
} else {
  // `npm ci --omit=dev` in a checkout: what was built elsewhere may be there already.
  const isPrepare = process.env.npm_lifecycle_event === 'prepare'
  if (!existsSync(dist))
    process.stderr.write('Polywire is not built: the compiler is a development dependency. Run "npm ci" without --omit=dev.\n')
  if (!isPrepare) process.exitCode = 1
}
