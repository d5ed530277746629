import type { Command } from 'commander'
import type { CorrectionKind } from '../model/correction.ts'
import { KINDS } from '../model/kind.ts'
import type { TakedownTarget } from '../model/takedown.ts'
import { type Context, type Done, JSON_FLAG, several } from './command-parts.ts'

export const addStory = (program: Command, context: Context, done: Done): void => {
  const story = program
    .command('story')
    .description('show and correct stories; corrections are written to corrections.yaml and can be undone')
  story
    .command('show')
    .argument('<story>', 'its id or page, or one of its articles by id or address')
    .description('a story with its articles, their ids and why each is there')
    .option(...JSON_FLAG)
    .action(async (name, flags) => await done((await import('./show-stories.ts')).showStory(context(), name, flags)))
  story
    .command('list')
    .description('all corrections, what they name and whether they hold')
    .option(...JSON_FLAG)
    .action(async (flags) => await done((await import('./show-stories.ts')).listCorrections(context(), flags)))
  const correcting = (kind: CorrectionKind, argument: string, what: string, description: string): Command =>
    story
      .command(kind)
      .argument(argument, what)
      .description(description)
      .option('--note <text>', 'the reason')
      .option('--by <name>', 'who decided')
      .option(...JSON_FLAG)
      .action(
        async (names: string | string[], flags) =>
          await done((await import('./story-correct.ts')).correct(context(), kind, [names].flat(), flags)),
      )
  correcting('split', '<articles...>', 'by id or address', 'these articles leave their story and form one of their own').option(
    '--language <tag>',
    'all articles of the named stories in this language, which undoes a link',
  )
  correcting('join', '<stories...>', 'by id or page, or an article of each', 'these stories become one')
  correcting('never', '<articles...>', 'articles or stories', 'no two of these are ever in one story')
  correcting('pin', '<article>', 'by id or address', 'this article leads its story')
  for (const kind of KINDS)
    correcting(kind, '<articles...>', 'by id or address', `these articles are of the kind ${kind}, whatever was read from them`)
  story
    .command('undo')
    .argument('[names...]', 'articles or stories that the corrections name; without names: the last correction')
    .description('undo corrections')
    .option(...JSON_FLAG)
    .action(async (names, flags) => await done((await import('./story-correct.ts')).undoCorrections(context(), names, flags)))
}

export const addTakedown = (program: Command, context: Context, done: Done): void => {
  const takedown = program
    .command('takedown')
    .description('take articles down on request; decisions are written to takedowns.yaml and can be undone')
  const taking = (kind: TakedownTarget['kind'], name: string, argument: string, what: string, description: string): Command =>
    takedown
      .command(name)
      .argument(argument, what)
      .description(description)
      .option('--reason <text>', 'why, for the decision log')
      .option('--by <name>', 'who decided (default: the user)')
      .option('--dry-run', 'say what would go, and write nothing')
      .option(...JSON_FLAG)
      .action(
        async (names: string | string[], flags) =>
          await done((await import('./take-down-articles.ts')).takeDown(context(), kind, [names].flat(), flags)),
      )
  taking('articles', 'article', '<articles...>', 'by id or address', 'these articles, whichever source shows them').option(
    '--copies',
    'near copies by other publishers too',
  )
  taking('source', 'source', '<source>', 'its id', 'all articles of a source, which is not polled any more')
  taking('host', 'host', '<host>', 'its name', 'all articles at a host and its subdomains, and the sources that it serves')
  takedown
    .command('list')
    .description('the decision log: what was taken down, when, by whom, why, and what was undone')
    .option(...JSON_FLAG)
    .action(async (flags) => await done((await import('./take-down-articles.ts')).listTakedowns(context(), flags)))
  takedown
    .command('undo')
    .argument('<name>', 'an article, source or host that a takedown names')
    .description('undo a takedown; the log keeps it')
    .option('--reason <text>', 'why, for the decision log')
    .option('--by <name>', 'who decided (default: the user)')
    .option(...JSON_FLAG)
    .action(async (name, flags) => await done((await import('./take-down-articles.ts')).undoTakedown(context(), name, flags)))
}

export const addAlerts = (alerts: Command, context: Context, done: Done): void => {
  alerts
    .command('list', { isDefault: true })
    .description('list the alerts, their waiting messages, and what could not be delivered')
    .option(...JSON_FLAG)
    .action(async (flags) => await done((await import('./alerts.ts')).listAlerts(context(), flags)))
  alerts
    .command('test')
    .argument('<alert>', 'its id')
    .description('send an example to the target of an alert')
    .action(async (id) => await done((await import('./alerts.ts')).testAlert(context(), id)))
  alerts
    .command('retry')
    .argument('[messages...]', 'their ids in the list')
    .description('send again what could not be delivered, mails of digests as well')
    .option('--all', 'all that could not be delivered')
    .action(async (ids, flags) => await done((await import('./alerts.ts')).retryLetters(context(), ids, flags)))
}

export const addDigests = (digests: Command, context: Context, done: Done): void => {
  digests
    .command('list', { isDefault: true })
    .description('list the digests, when they come, and whether their mails arrive')
    .option(...JSON_FLAG)
    .action(async (flags) => await done((await import('./digests.ts')).listDigests(context(), flags)))
  digests
    .command('preview')
    .argument('<digest>', 'its id')
    .description('print what the next issue would say by now')
    .option('--html <file>', 'write the mail as HTML into a file')
    .option(...JSON_FLAG)
    .action(async (id, flags) => await done((await import('./digests.ts')).previewDigest(context(), id, flags)))
  digests
    .command('send')
    .argument('<digest>', 'its id')
    .argument('<address>', 'who gets it')
    .description('send what the next issue would say by now to one mail address')
    .action(async (id, address) => await done((await import('./digests.ts')).sendDigest(context(), id, address)))
}

export const addTokens = (token: Command, context: Context, done: Done): void => {
  token
    .command('new')
    .argument('<feed>', 'a feed with private: true; digest:ID for such a digest')
    .description('make an address for one reader; it is shown only once')
    .option('--note <text>', 'who it is for')
    .option(...JSON_FLAG)
    .action(async (feed, flags) => await done((await import('./token.ts')).newToken(context(), feed, flags)))
  token
    .command('list')
    .description('list the tokens')
    .option(...JSON_FLAG)
    .action(async (flags) => await done((await import('./token.ts')).listTokens(context(), flags)))
  token
    .command('revoke')
    .argument('<token>', 'its id in the list')
    .description('revoke a token: its address stops working at once')
    .action(async (id) => await done((await import('./token.ts')).revokeToken(context(), id)))
}

export const addTopics = (topic: Command, context: Context, done: Done): void => {
  topic
    .command('try')
    .argument('<topic>', 'a topic by example')
    .description('what it would have tagged in the last month, the doubtful first; each answer becomes an example')
    .option('--yes <article>', 'this article is about it; may be given several times', several)
    .option('--no <article>', 'this one is not', several)
    .option(...JSON_FLAG)
    .action(async (id, flags) => await done((await import('./topic.ts')).tryTopicNow(context(), id, flags)))
  topic
    .command('suggest')
    .description('groups of recent articles that no topic covers, each with a label from its headlines')
    .option(...JSON_FLAG)
    .action(async (flags) => await done((await import('./topic.ts')).suggestNewTopics(context(), flags)))
}

export const addLab = (program: Command, context: Context, done: Done): void => {
  const lab = program.command('lab').description('single stages on files and JSON Lines, for measuring')
  lab
    .command('parse')
    .argument('<files...>', 'feed documents; - reads JSON Lines {file, url?, contentType?, language?} from standard input')
    .description('the parse stage alone: one JSON line a document')
    .action(async (files) => await done((await import('./lab.ts')).labParse(context(), files)))
  lab
    .command('read')
    .option('--topics <file>', 'with the topics of this YAML file alone')
    .description('JSON Lines {id, title, text?, lang?, url?} in; language, topics, entities and places with evidence out')
    .action(async (flags) => await done((await import('./lab.ts')).labRead(context(), flags)))
  lab
    .command('group')
    .description(
      'JSON Lines {id, title, text?, lang?, date?, source?} in order of arrival; after the last, copies, stories and links',
    )
    .action(async () => await done((await import('./lab-group.ts')).labGroup(context())))
}
