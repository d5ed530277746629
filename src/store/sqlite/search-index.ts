import type { Engine } from './engine.ts'

export const indexWords = ({ run }: Engine, article: number, searchText: string): void => {
  const end = searchText.indexOf('\n')
  const [title, body] = end < 0 ? [searchText, ''] : [searchText.slice(0, end), searchText.slice(end + 1)]
  run('INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)', article, title, body)
}

export const forgetWords = ({ run }: Engine, article: number): void => {
  run('DELETE FROM words WHERE rowid = ?', article)
}
