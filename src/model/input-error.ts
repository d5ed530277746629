/** What somebody asked for cannot be done as asked: a wrong argument, a file that may not be written. The message says what to do. Exit code 2. */
export class InputError extends Error {
  override readonly name = 'InputError'
}
