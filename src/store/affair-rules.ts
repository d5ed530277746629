/** How affairs follow the end of a story, on every engine. */
import type { StoryId } from '../model/ids.ts'

/** A story and its affair; null: the story's own id. */
export type Chained = { readonly id: StoryId; readonly affair: StoryId | null }

/** The story and the affair that take the place of an ended story, whose articles `successor` has now. If that belonged to the affair that the
 * ended story began, it begins the affair itself. */
export const continuedIn = ({ id, affair }: Chained, ended: StoryId): { readonly id: StoryId; readonly affair: StoryId } => ({
  id,
  affair: affair === null || affair === ended ? id : affair,
})
