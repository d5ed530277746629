/** Another version of Polywire, made ready beside this one. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { type Build, buildAt, ownBuild } from './contest.ts'

export type Reference = { readonly build: Build; readonly remove: () => void }

/** A folder with a version that is ready to run, or a revision: that is checked out into `folder`, with the packages that it asks for. */
export const openReference = (revision: string, folder: string): Reference => {
  if (existsSync(join(revision, 'package.json'))) return { build: buildAt(revision), remove: () => {} }
  const { root } = ownBuild
  const tree = join(folder, 'reference')
  const git = (...args: readonly string[]): unknown =>
    execFileSync('git', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  git('worktree', 'add', '--detach', tree, revision)
  const remove = (): void => void git('worktree', 'remove', '--force', tree)
  try {
    install(root, tree)
    if (existsSync(join(tree, 'scripts/build.mjs'))) inTree(tree, process.execPath, 'scripts/build.mjs')
    return { build: buildAt(tree), remove }
  } catch (error) {
    remove()
    throw error
  }
}

/** Scripts of packages only fetch a Node, and this one runs both. */
const install = (root: string, tree: string): void => {
  const lockfile = (folder: string): string => readFileSync(join(folder, 'package-lock.json'), 'utf8')
  if (lockfile(root) === lockfile(tree)) symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
  else inTree(tree, 'npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund')
}

const inTree = (tree: string, command: string, ...args: readonly string[]): unknown =>
  execFileSync(command, args, { cwd: tree, stdio: ['ignore', 'ignore', 'inherit'] })
