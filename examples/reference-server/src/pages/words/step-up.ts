import type { Catalogue } from './catalogue.ts'

/** What is said where somebody signed in has to prove a factor once more. */
export const stepUpWords = {
  'stepUp.title': { ja: 'ご本人の確認', en: 'Confirm it is you' },
  'stepUp.lead': {
    ja: '大切な設定のため、もう一度ご本人の確認をお願いします。',
    en: 'This is a sensitive setting; please confirm it is you.',
  },
  'stepUp.lost': {
    ja: 'どの方法も使えないときは、いったんログアウトし、ログイン画面の「どの方法も使えない」からお手続きください。',
    en: 'If you can use none of these, sign out and choose "I cannot use any of these" at the sign-in.',
  },
  'stepUp.ended': {
    ja: '入力できる回数を超えたか、時間がたったため、確認をやり直してください。入力した内容は残っています。',
    en: 'No tries are left, or this took too long. Please begin again; what you typed is kept.',
  },
  'stepUp.again': { ja: 'もう一度確認する', en: 'Begin again' },
  'stepUp.noWay': {
    ja: 'ご本人を確認できる方法がありません。サポートにご連絡ください。',
    en: 'There is no way to confirm it is you. Please contact support.',
  },
} as const satisfies Catalogue
