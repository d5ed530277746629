import type { ConfigProblem } from '../model/configuration.ts'

/** The configuration has problems; `problems` holds them all, each with file, line and column. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly problems: readonly ConfigProblem[]
  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(problemLine).join('\n'))
    this.problems = problems
  }
}

/** `config/sources.yaml:12:5: message`, the form that editors jump to. */
export const problemLine = ({ file, line, column, message }: ConfigProblem): string => `${file}:${line}:${column}: ${message}`
