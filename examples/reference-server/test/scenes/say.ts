import { sayFrom } from '../../src/pages/words/catalogue.ts'
import { words } from '../../src/pages/words/words.ts'

/** The words of the pages in Japanese, by which scenes find their way whatever the pages look like. */
export const say = sayFrom(words, 'ja', {})
