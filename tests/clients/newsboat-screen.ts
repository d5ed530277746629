/** newsboat as a person sees it: its screens, from a terminal of tmux. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { vi } from 'vitest'
import { programNamed } from './newsboat.ts'

const run = promisify(execFile)
const tmuxPath = programNamed('tmux')
const newsboatPath = programNamed('newsboat')

export const screenMissing =
  newsboatPath === null ? 'newsboat is not on the path' : tmuxPath === null ? 'tmux is not on the path' : null

type Screens = { readonly list: string; readonly article: string }
export type NewsboatScreen = {
  /** Reads the feed again; its list of entries, and its newest entry. */
  reload(): Promise<Screens>
  close(): Promise<void>
}

/** One subscribed feed, on a terminal of 110 columns and 60 lines. */
export const openNewsboatScreen = (url: string): NewsboatScreen => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-screen-'))
  const files = ['-u', join(folder, 'urls'), '-c', join(folder, 'cache.db'), '-C', join(folder, 'config')]
  writeFileSync(join(folder, 'urls'), `${url}\n`)
  writeFileSync(join(folder, 'config'), 'text-width 105\n')
  const env = { PATH: process.env['PATH'], HOME: folder, LANG: 'C.UTF-8', TERM: 'xterm' }
  const tmux = async (...args: readonly string[]): Promise<string> =>
    (await run(tmuxPath ?? '', ['-S', join(folder, 'tmux'), ...args], { env })).stdout
  const screen = async (): Promise<string> => (await tmux('capture-pane', '-p')).replaceAll(/^~?[ ]*\n/gm, '')
  const showing = async (pattern: RegExp): Promise<string> => {
    let shown = ''
    await vi.waitUntil(async () => pattern.test((shown = await screen())), { timeout: 300_000, interval: 100 })
    return shown
  }
  return {
    reload: async () => {
      await run(newsboatPath ?? '', [...files, '-x', 'reload'], { env })
      const size = ['-x', '110', '-y', '60']
      const program = [newsboatPath ?? '', ...files].join(' ')
      await tmux('set-option', '-s', 'exit-empty', 'off', ';', 'new-session', '-d', ...size, program)
      await showing(/Your feeds/i)
      await tmux('send-keys', 'Enter')
      const list = await showing(/Articles in feed/i)
      await tmux('send-keys', 'Enter')
      const article = await showing(/^Date: /m)
      await tmux('send-keys', 'Q')
      // Until it has ended, no other newsboat gets the cache.
      await vi.waitUntil(async () => (await tmux('list-sessions')) === '', { timeout: 300_000, interval: 100 })
      return { list, article }
    },
    close: async () => {
      // Where nothing was shown, there is none.
      await tmux('kill-server').catch(() => null)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
