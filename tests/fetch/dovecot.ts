import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ImapFlow } from 'imapflow'
import { programNamed } from '../clients/newsboat.ts'
import { freePort } from '../free-port.ts'
import { CERTIFICATE, KEY } from './self-signed.ts'

const program = programNamed('dovecot', ['/usr/sbin'])
export const dovecotMissing = program === null

export type MailServer = {
  readonly tlsPort: number
  readonly plainPort: number
  readonly user: string
  readonly password: string
  /** Works on the mailbox as its owner's mail program would. */
  readonly as: <Result>(work: (client: ImapFlow) => Promise<Result>) => Promise<Result>
  readonly close: () => Promise<void>
}

/** Debian's IMAP server in a folder of its own, with one user. */
export const startDovecot = async (): Promise<MailServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'polywire-imap-'))
  const [tlsPort, plainPort] = [await freePort(), await freePort()]
  const { uid, username } = userInfo()
  await Promise.all([mkdir(join(folder, 'run')), mkdir(join(folder, 'home'))])
  await chmod(folder, 0o755)
  // Dovecot gives no mail to root.
  if (uid === 0) await chown(join(folder, 'home'), NOBODY, NOBODY)
  await writeFile(join(folder, 'key.pem'), KEY, { mode: 0o600 })
  await writeFile(join(folder, 'cert.pem'), CERTIFICATE)
  const owner =
    uid === 0
      ? [`mail_uid = ${NOBODY}`, `mail_gid = ${NOBODY}`]
      : [`default_login_user = ${username}`, `default_internal_user = ${username}`]
  await writeFile(join(folder, 'dovecot.conf'), [...configuration(folder, tlsPort, plainPort), ...owner, ''].join('\n'))
  const child = spawn(program ?? '', ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'exit')
  await Promise.race([started(child.stderr), ended.then(() => Promise.reject(new Error('Dovecot ended')))])
  const [user, password] = ['reader@example.org', 'sees all letters']
  return {
    tlsPort,
    plainPort,
    user,
    password,
    as: async (work) => {
      const auth = { user, pass: password }
      const client = new ImapFlow({
        host: '127.0.0.1',
        port: tlsPort,
        secure: true,
        auth,
        logger: false,
        tls: { rejectUnauthorized: false },
      })
      await client.connect()
      try {
        return await work(client)
      } finally {
        await client.logout()
      }
    },
    close: async () => {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const NOBODY = 65_534

const configuration = (folder: string, tlsPort: number, plainPort: number): readonly string[] => [
  'dovecot_config_version = 2.4.1',
  'dovecot_storage_version = 2.4.1',
  `base_dir = ${folder}/run`,
  'log_path = /dev/stderr',
  'protocols = imap',
  'listen = 127.0.0.1',
  'ssl = required',
  `ssl_server_cert_file = ${folder}/cert.pem`,
  `ssl_server_key_file = ${folder}/key.pem`,
  'mail_driver = maildir',
  `mail_home = ${folder}/home/%{user}`,
  'mail_path = ~/Maildir',
  'first_valid_uid = 1',
  'first_valid_gid = 1',
  'passdb static {',
  '  password = "sees all letters"',
  '}',
  'userdb static {',
  '}',
  'service imap-login {',
  '  chroot =',
  '  inet_listener imap {',
  `    port = ${plainPort}`,
  '  }',
  '  inet_listener imaps {',
  `    port = ${tlsPort}`,
  '    ssl = yes',
  '  }',
  '}',
  'service anvil {',
  '  chroot =',
  '}',
]

/** Resolves once the server says that it has started, and reads its log further, so that it never waits. */
const started = async (log: NodeJS.ReadableStream): Promise<void> =>
  await new Promise((resolve) => {
    createInterface({ input: log }).on('line', (line) => {
      if (line.includes('starting up')) resolve()
    })
  })
