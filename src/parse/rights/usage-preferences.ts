/** Preferences about automated use: `Content-Usage` (IETF aipref, drafts up to 05) and `Content-Signal`. */
import type { ReservedUse, RightsSignal } from '../../model/reservation.ts'

/** The uses that each category reserves when it is denied. Training counts as `ai`: publishers who deny it rarely mean to allow other models. */
const CATEGORIES: ReadonlyMap<string, readonly ReservedUse[]> = new Map<string, readonly ReservedUse[]>([
  ['all', ['text-mining']],
  ['bots', ['text-mining']],
  ['tdm', ['text-mining']],
  // Search shows excerpts and refers to their place: whoever denies it denies both.
  ['search', ['full-text', 'excerpt']],
  ...(['ai', 'train-ai', 'ai-train', 'genai', 'train-genai', 'ai-input', 'ai-use', 'ai-index', 'ai-all'] as const).map(
    (name) => [name, ['ai']] as const,
  ),
])

/**
 * The signals in `train-ai=n, search=y` or `search=yes,ai-train=no`. Unknown categories and other values are ignored. Of several statements
 * each denial counts, so that the most restrictive one wins.
 */
export const readUsage = (value: string, name: string, from: string): readonly RightsSignal[] =>
  value
    .slice(0, 1_000)
    .split(',')
    .flatMap((part) => {
      const [, category = '', says = ''] = /^\s*([a-z-]{1,40})\s*=\s*"?(n|no|y|yes)"?\s*(?:;.*)?$/i.exec(part) ?? []
      const reserves = CATEGORIES.get(category.toLowerCase())
      if (reserves === undefined || !says.toLowerCase().startsWith('n')) return []
      return [{ from, says: `${name}: ${category.toLowerCase()}=${says.toLowerCase()}`, reserves, terms: null }]
    })
