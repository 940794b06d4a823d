import { useWords } from '../words-context.ts'

const ja = {
  close: '閉じる',
  cancel: 'キャンセル',
  optional: '任意',
  copy: 'コピー',
  copied: 'コピーしました',
  copyFailed: 'コピーできませんでした。選択してコピーしてください。',
  search: '検索',
  sortBy: '並べ替え',
  ascending: '昇順',
  descending: '降順',
  found: (count: number) => `${count}件`,
  nothingFound: '条件に合うものはありません。検索の言葉を変えてください。',
  pages: 'ページ',
  page: (page: number, pages: number) => `${page} / ${pages}ページ`,
  previous: '前へ',
  next: '次へ',
  asTable: '数値を表で見る',
  item: '項目',
  notes: { info: 'お知らせ', good: '完了', caution: 'ご注意', wrong: 'エラー' },
}

/** What the parts themselves say, whatever they are used for. */
export type PartWords = typeof ja

const en: PartWords = {
  close: 'Close',
  cancel: 'Cancel',
  optional: 'optional',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'That could not be copied. Please select the text and copy it.',
  search: 'Search',
  sortBy: 'Sort by',
  ascending: 'ascending',
  descending: 'descending',
  found: (count) => (count === 1 ? '1 entry' : `${count} entries`),
  nothingFound: 'Nothing matches. Try other words.',
  pages: 'Pages',
  page: (page, pages) => `Page ${page} of ${pages}`,
  previous: 'Previous',
  next: 'Next',
  asTable: 'See the figures as a table',
  item: 'Item',
  notes: { info: 'Note', good: 'Done', caution: 'Please note', wrong: 'Error' },
}

export function usePartWords(): PartWords {
  return useWords().locale === 'ja' ? ja : en
}
