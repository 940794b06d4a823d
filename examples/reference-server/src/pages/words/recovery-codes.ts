import type { Catalogue } from './catalogue.ts'

/** What stands around recovery codes when they are shown, at the sign-in and in the profile. */
export const recoveryCodeWords = {
  'recoveryCodes.title': { ja: 'リカバリーコードを保存してください', en: 'Save your recovery codes' },
  'recoveryCodes.name': { ja: 'リカバリーコード', en: 'recovery codes' },
  'recoveryCodes.lead': {
    ja: '端末をなくしたときに使う10個のコードです。この画面を閉じると二度と表示できません。',
    en: 'Ten codes for when you lose your device. They are shown only now.',
  },
  'recoveryCodes.made': { ja: '作成日時', en: 'Made' },
  'recoveryCodes.download': { ja: 'ダウンロード', en: 'Download' },
  'recoveryCodes.print': { ja: '印刷', en: 'Print' },
  'recoveryCodes.keep': {
    ja: '認証アプリとは別の場所に保管してください。コードは1つにつき1回だけ使えます。',
    en: 'Keep them apart from the device with the app. Each code works once.',
  },
  'recoveryCodes.saved': { ja: '保存しました', en: 'I have saved them' },
  'recoveryCodes.notSaved': {
    ja: '先にコードを保存し、「保存しました」にチェックを入れてください。',
    en: 'Save the codes first, then tick "I have saved them".',
  },
  'recoveryCodes.gone.title': { ja: 'リカバリーコードは表示できません', en: 'The recovery codes are gone' },
  'recoveryCodes.gone': {
    ja: 'ログインは完了しています。リカバリーコードは一度しか表示できません。保存していない場合は、サービス一覧の「プロフィール管理」で新しいコードを作成してください。',
    en: 'You are signed in. Recovery codes are shown only once; if you did not save them, make new ones under "Profile" in your services.',
  },
} as const satisfies Catalogue
