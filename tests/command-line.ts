import { Command, InvalidArgumentError } from 'commander'

/** The command line of `npm run NAME`: --help tells it, and a mistake in it is told in one sentence, with exit code 2. */
export const commandLine = (name: string, description: string): Command =>
  new Command(`npm run ${name} --`)
    .description(description)
    .allowExcessArguments(false)
    .showHelpAfterError(`(npm run ${name} -- --help tells what there is)`)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))

/** For options that are counts. */
export const count = (text: string): number => {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('A whole number from 1 on is needed.')
  return Number(text)
}
