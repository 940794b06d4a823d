import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { EnvironmentError } from './config.ts'
import { accountWords } from './pages/words/account.ts'
import { type Catalogue, placeholdersOf, type Replacements } from './pages/words/catalogue.ts'
import { consoleWords } from './pages/words/console.ts'
import { helpWords } from './pages/words/help.ts'
import { interactionWords } from './pages/words/interaction.ts'
import { invitationWords } from './pages/words/invitations.ts'
import { mailedLinkWords } from './pages/words/mailed-link.ts'
import { memberWords } from './pages/words/members.ts'
import { partWords } from './pages/words/parts.ts'
import { stepUpWords } from './pages/words/step-up.ts'
import { waitingShopWords } from './pages/words/waiting-shops.ts'
import { words } from './pages/words/words.ts'

/** Every text of the pages, by its key. */
export const pageTexts: Catalogue = {
  ...words,
  ...helpWords,
  ...partWords,
  ...accountWords,
  ...mailedLinkWords,
  ...consoleWords,
  ...stepUpWords,
  ...interactionWords,
  ...invitationWords,
  ...memberWords,
  ...waitingShopWords,
}

const sentence = z.string().trim().min(1).max(2000).optional()
const WordsFile = z.record(z.string(), z.strictObject({ ja: sentence, en: sentence }))

/**
 * The texts of the host's own, from a JSON file as `{ "signIn.title": { "ja": "…", "en": "…" } }`; either language may
 * be left out. Throws `EnvironmentError` where a text is none of ours, or puts in other facts than ours does.
 */
export function readWordsFile(path: string | null): Replacements {
  if (path === null) return {}
  const read = WordsFile.safeParse(readJson(path))
  if (!read.success) {
    const [first] = read.error.issues
    throw new EnvironmentError(`WORDS_FILE: ${first?.path.join('.') || 'the file'} is not a text in ja or en`)
  }
  for (const [key, { ja, en }] of Object.entries(read.data)) {
    const ours = Object.hasOwn(pageTexts, key) ? pageTexts[key] : undefined
    if (ours === undefined) throw new EnvironmentError(`WORDS_FILE: ${key} is no text of these pages`)
    const expected = placeholdersOf(ours.ja).join(' ')
    for (const text of [ja, en]) {
      if (text === undefined || placeholdersOf(text).join(' ') === expected) continue
      throw new EnvironmentError(
        `WORDS_FILE: ${key} has to put in ${expected ? `{${expected.replaceAll(' ', '} {')}}` : 'nothing in braces'}`,
      )
    }
  }
  return read.data
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw new EnvironmentError('WORDS_FILE: cannot be read as JSON')
  }
}
