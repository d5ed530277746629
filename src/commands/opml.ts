import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigurationError, settleConfiguration } from '../app/settled-configuration.ts'
import { addSources } from '../config/edit-sources.ts'
import { readOpml, writeSourcesOpml } from '../publish/opml.ts'
import type { CommandContext } from './context.ts'

export type ImportFlags = { readonly replace?: boolean }
