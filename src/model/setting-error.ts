/** A flag, an environment variable or a file of the data folder is wrong. The message names it and says what is expected. */
export class SettingError extends Error {
  override readonly name = 'SettingError'
}
