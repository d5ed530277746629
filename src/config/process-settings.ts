import { withoutTrailing } from '../lib/trim.ts'
import { readFileSync } from 'node:fs'
import { SettingError } from '../model/configuration.ts'
import { type Role, ROLES } from '../model/process-roles.ts'
import type { Environment } from './environment.ts'

export type Places = {
  readonly configFolder: string
  readonly dataFolder: string
  /** Address of the PostgreSQL database with the store; it may contain a password. Left out: the store is SQLite in the data folder. */
  readonly database?: string
}

/** The addresses of the service, and the administrator's token: from flags, then `POLYWIRE_…` variables, then defaults. */
export type ListenOptions = {
  readonly host: string
  readonly port: number
  /** `https://news.example.org`, without a trailing slash; null: taken from each request. */
  readonly publicUrl: string | null
  readonly adminToken: string | null
}

/** Where a store is: in a folder, or in a database, whose address may contain a password. */
export type StoreAddress = { readonly folder: string } | { readonly url: string }

export const placesFrom = (flags: { readonly config?: string; readonly data?: string }, env: Environment): Places => {
  // Compose files pass unset variables as empty ones.
  const named = env.POLYWIRE_DATABASE_URL || undefined
  const store = named === undefined ? { folder: undefined } : storeAddressFrom(named, 'POLYWIRE_DATABASE_URL')
  return {
    configFolder: flags.config ?? (env.POLYWIRE_CONFIG || 'config'),
    dataFolder: flags.data ?? ('folder' in store ? store.folder : undefined) ?? (env.POLYWIRE_DATA || 'data'),
    ...('url' in store ? { database: store.url } : {}),
  }
}

/** Throws SettingError, which names `setting` but not the address, since that may contain a password. */
export const storeAddressFrom = (text: string, setting: string): StoreAddress => {
  if (/^sqlite:./s.test(text)) return { folder: text.slice('sqlite:'.length) }
  if (!/^postgres(?:ql)?:\/\//.test(text))
    throw new SettingError(`${setting}: only sqlite:FOLDER and postgres://… are supported`)
  if (!URL.canParse(text))
    throw new SettingError(`${setting}: this is no address such as postgres://user:password@host:5432/database`)
  return { url: text }
}

export const listenOptionsFrom = (flags: { readonly listen?: string }, env: Environment): ListenOptions => ({
  ...(flags.listen === undefined
    ? addressFrom(env.POLYWIRE_LISTEN || '127.0.0.1:8080', 'POLYWIRE_LISTEN')
    : addressFrom(flags.listen, '--listen')),
  publicUrl: publicUrlFrom(env.POLYWIRE_PUBLIC_URL),
  adminToken: adminTokenFrom(env),
})

/** The roles in text such as `ingest,web`; left out: all. Throws SettingError for an unknown role, and for a part of the roles on SQLite. */
export const rolesFrom = (flags: { readonly role?: string }, env: Environment, { database }: Places): readonly Role[] => {
  const [text, setting] = flags.role === undefined ? [env.POLYWIRE_ROLE || null, 'POLYWIRE_ROLE'] : [flags.role, '--role']
  if (text === null) return ROLES
  const named = text.split(',').map((name) => name.trim())
  const wrong = named.find((name) => !ROLES.some((role) => role === name))
  if (wrong !== undefined) throw new SettingError(`${setting}: "${wrong}" is none of ${ROLES.join(', ')}`)
  const roles = ROLES.filter((role) => named.includes(role))
  if (database === undefined && roles.length < ROLES.length)
    throw new SettingError(
      `${setting}: several processes share the work on PostgreSQL only. Set POLYWIRE_DATABASE_URL to postgres://…, or leave ${setting} out.`,
    )
  return roles
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent']

export const logLevelFrom = (flags: { readonly logLevel?: string }, env: Environment): string => {
  const level = flags.logLevel ?? (env.POLYWIRE_LOG_LEVEL || 'info')
  if (LOG_LEVELS.includes(level)) return level
  throw new SettingError(
    `${flags.logLevel === undefined ? 'POLYWIRE_LOG_LEVEL' : '--log-level'}: "${level}" is none of ${LOG_LEVELS.join(', ')}`,
  )
}

/** JSON for programs that collect logs, text for people; left out, `isTerminal` decides. Throws SettingError for another format. */
export const logFormatFrom = (env: Environment, isTerminal: boolean): 'json' | 'text' => {
  const format = env.POLYWIRE_LOG_FORMAT || (isTerminal ? 'text' : 'json')
  if (format === 'json' || format === 'text') return format
  throw new SettingError(`POLYWIRE_LOG_FORMAT: "${format}" is neither json nor text`)
}

const addressFrom = (text: string, setting: string): { readonly host: string; readonly port: number } => {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  if (match === null || port > 65_535) throw new SettingError(`${setting}: "${text}" is not host:port, such as 127.0.0.1:8080`)
  return { host: match[1] ?? (match[2] || '0.0.0.0'), port }
}

export const publicUrlFrom = (text: string | undefined): string | null => {
  if (text === undefined || text === '') return null
  const url = URL.parse(text)
  // The message does not repeat the address, which may contain a password.
  if (url !== null && url.username + url.password !== '')
    throw new SettingError('POLYWIRE_PUBLIC_URL holds a user name, which every link would show')
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new SettingError(`POLYWIRE_PUBLIC_URL: "${text}" is not an address such as https://news.example.org`)
  return withoutTrailing(url.href, '/')
}

/** `settings` null: no mail server is configured. */
export type MailReading =
  | { readonly ok: true; readonly settings: { readonly url: string; readonly from: string } | null }
  | { readonly ok: false; readonly problem: string }

/** A mistake turns mail off and stops nothing else: feeds and other alerts do not depend on it. */
export const mailSettingsFrom = (env: Environment): MailReading => {
  const url = env.POLYWIRE_SMTP_URL || null
  if (url === null) return { ok: true, settings: null }
  // The message does not repeat the address, which contains a password.
  if (!/^smtps?:$/.test(URL.parse(url)?.protocol ?? ''))
    return { ok: false, problem: 'POLYWIRE_SMTP_URL is not an address such as smtps://user:password@mail.example.org:465' }
  const from = env.POLYWIRE_MAIL_FROM ?? ''
  if (!/^(?:[^<>\r\n]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/.test(from))
    return {
      ok: false,
      problem: `POLYWIRE_MAIL_FROM ${from === '' ? 'is not set' : 'is not a sender'}; set it to the sender of mails, as "Polywire <news@example.org>"`,
    }
  return { ok: true, settings: { url, from } }
}

const adminTokenFrom = (env: Environment): string | null => {
  const file = env.POLYWIRE_ADMIN_TOKEN_FILE || null
  const token = file === null ? env.POLYWIRE_ADMIN_TOKEN || null : tokenIn(file)
  if (token === null || /^[\x21-\x7E]+$/.test(token)) return token
  const setting = file === null ? 'POLYWIRE_ADMIN_TOKEN' : 'POLYWIRE_ADMIN_TOKEN_FILE'
  throw new SettingError(`${setting}: holds spaces, or characters other than ASCII, which no Authorization header can send`)
}

const tokenIn = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8').trim() || null
  } catch (error) {
    throw new SettingError(
      `POLYWIRE_ADMIN_TOKEN_FILE: can't read ${file}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
