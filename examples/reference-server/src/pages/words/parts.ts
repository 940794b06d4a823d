import type { Catalogue } from './catalogue.ts'

/** What the parts themselves say, whatever they are used for. Fetched with the pages that use them. */
export const partWords = {
  'parts.close': { ja: '閉じる', en: 'Close' },
  'parts.cancel': { ja: 'キャンセル', en: 'Cancel' },
  'parts.optional': { ja: '任意', en: 'optional' },
  'parts.copy': { ja: 'コピー', en: 'Copy' },
  'parts.copy.of': { ja: 'コピー：{what}', en: 'Copy {what}' },
  'parts.copied': { ja: 'コピーしました', en: 'Copied' },
  'parts.copyFailed': {
    ja: 'コピーできませんでした。選択してコピーしてください。',
    en: 'That could not be copied. Please select the text and copy it.',
  },
  'parts.search': { ja: '検索', en: 'Search' },
  'parts.sortBy': { ja: '並べ替え', en: 'Sort by' },
  'parts.ascending': { ja: '{column}（昇順）', en: '{column}, ascending' },
  'parts.descending': { ja: '{column}（降順）', en: '{column}, descending' },
  'parts.found': { ja: '{n}件', en: 'Entries shown: {n}' },
  'parts.nothingFound': {
    ja: '条件に合うものはありません。検索の言葉を変えてください。',
    en: 'Nothing matches. Try other words.',
  },
  'parts.selectAll': { ja: '見つかった{n}件をすべて選ぶ', en: 'Select all {n} found' },
  'parts.pages': { ja: '{of}のページ', en: 'Pages of {of}' },
  'parts.page': { ja: '{pages}ページ中{page}ページ目', en: 'Page {page} of {pages}' },
  'parts.previous': { ja: '前へ', en: 'Previous' },
  'parts.next': { ja: '次へ', en: 'Next' },
  'parts.asTable': { ja: '数値を表で見る', en: 'See the figures as a table' },
  'parts.item': { ja: '項目', en: 'Item' },
  'parts.note.info': { ja: 'お知らせ', en: 'Note' },
  'parts.note.good': { ja: '完了', en: 'Done' },
  'parts.note.caution': { ja: 'ご注意', en: 'Please note' },
  'parts.note.wrong': { ja: 'エラー', en: 'Error' },
} as const satisfies Catalogue
