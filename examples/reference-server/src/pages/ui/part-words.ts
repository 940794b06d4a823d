import { partWords } from '../words/parts.ts'
import { useWordsOf } from '../words-context.ts'

export type PartWords = ReturnType<typeof usePartWords>

/** What the parts themselves say, whatever they are used for. */
export function usePartWords() {
  const say = useWordsOf(partWords)
  return {
    close: say('parts.close'),
    cancel: say('parts.cancel'),
    optional: say('parts.optional'),
    copy: say('parts.copy'),
    copied: say('parts.copied'),
    copyFailed: say('parts.copyFailed'),
    search: say('parts.search'),
    sortBy: say('parts.sortBy'),
    ascending: say('parts.ascending'),
    descending: say('parts.descending'),
    found: (n: number) => say('parts.found', { n }),
    nothingFound: say('parts.nothingFound'),
    pages: say('parts.pages'),
    page: (page: number, pages: number) => say('parts.page', { page, pages }),
    previous: say('parts.previous'),
    next: say('parts.next'),
    asTable: say('parts.asTable'),
    item: say('parts.item'),
    notes: {
      info: say('parts.note.info'),
      good: say('parts.note.good'),
      caution: say('parts.note.caution'),
      wrong: say('parts.note.wrong'),
    },
  }
}
