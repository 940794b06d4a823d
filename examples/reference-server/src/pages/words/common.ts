import type { Catalogue } from './catalogue.ts'

/** What every page says. */
export const commonWords = {
  product: { ja: 'ecforce accounts', en: 'ecforce accounts' },
  continue: { ja: '続ける', en: 'Continue' },
  yes: { ja: 'はい', en: 'Yes' },
  no: { ja: 'いいえ', en: 'No' },
  working: { ja: '確認しています…', en: 'Checking…' },
  'working.long': { ja: '時間がかかっています…', en: 'Still working…' },
  loading: { ja: '読み込んでいます…', en: 'Loading…' },
  'loading.long': {
    ja: '時間がかかっています。このままお待ちください。',
    en: 'This is taking a while. Please stay on this page.',
  },
  retry: { ja: 'もう一度', en: 'Retry' },
  error: { ja: 'エラー：', en: 'Error: ' },
  newTab: { ja: '（新しいタブで開きます）', en: ' (opens in a new tab)' },
  'supportCode.label': { ja: 'お問い合わせ番号', en: 'Support code' },
  'supportCode.help': {
    ja: 'サポートへのご連絡の際にお伝えください。',
    en: 'Please quote it when you contact support.',
  },
  'support.link': { ja: 'サポートに問い合わせる', en: 'Contact support' },
  'help.link': { ja: 'ヘルプ', en: 'Help' },

  'language.label': { ja: '表示する言語', en: 'Language' },
  'language.ja': { ja: '日本語', en: '日本語' },
  'language.en': { ja: 'English', en: 'English' },

  'time.japan': { ja: '{time}(日本時間)', en: '{time} JST' },
  'time.inYear': { ja: '{year}年{moment}', en: '{moment}, {year}' },
  'time.wait.seconds': { ja: '{seconds}秒', en: '{seconds} s' },
  'time.wait': { ja: '{minutes}分{seconds}秒', en: '{minutes} min {seconds} s' },

  throttled: {
    ja: '続けて失敗したため、いったん受け付けを止めています。あと{wait}で再開します。',
    en: 'Too many attempts. You can try again in {wait}.',
  },
  'throttled.soon': {
    ja: '続けて失敗したため、間をあけています。入力内容はそのままで、{seconds}秒後に自動でもう一度送信します。',
    en: 'Several attempts failed, so we wait a little. What you typed is kept; trying again in {seconds} s.',
  },
  'throttled.over': {
    ja: 'お待たせしました。もう一度お試しください。',
    en: 'Thank you for waiting. Please try again.',
  },
  'throttled.help': {
    ja: 'お急ぎの場合は、ふだんお使いの端末からお試しください。',
    en: 'In a hurry? Try from the device you usually use.',
  },
  overloaded: {
    ja: 'ただいま混み合っています。入力内容はそのままで、{seconds}秒後に自動でもう一度送信します。',
    en: 'We are busy. What you typed is kept; trying again in {seconds} s.',
  },
  'overloaded.still': {
    ja: 'ただいま混み合っています。入力内容は残っています。少し待ってから「もう一度」を押してください。',
    en: 'We are busy. What you typed is kept. Wait a little, then press Retry.',
  },
  offline: {
    ja: 'インターネットに接続されていません。入力内容は残っています。接続が戻ると、自動でもう一度送信します。',
    en: 'You are offline. What you typed is kept; it is sent again once you are back online.',
  },
  'offline.loading': {
    ja: 'インターネットに接続されていません。接続が戻ると、自動で読み込みます。',
    en: 'You are offline. This page loads once you are back online.',
  },
  unreachable: {
    ja: 'サーバーにつながりません。入力内容はそのままで、{seconds}秒後に自動でもう一度送信します。',
    en: 'The server cannot be reached. What you typed is kept; trying again in {seconds} s.',
  },
  'unreachable.loading': {
    ja: 'サーバーにつながりません。{seconds}秒後に自動でもう一度読み込みます。',
    en: 'The server cannot be reached. Trying again in {seconds} s.',
  },
  'unreachable.still': {
    ja: 'サーバーにつながりません。入力内容は残っています。電波の状態を確認して「もう一度」を押してください。',
    en: 'The server cannot be reached. What you typed is kept. Check your network, then press Retry.',
  },
  'unreachable.still.loading': {
    ja: 'サーバーにつながりません。電波の状態を確認して「もう一度」を押してください。',
    en: 'The server cannot be reached. Check your network, then press Retry.',
  },
  failed: {
    ja: '処理を完了できませんでした。入力内容は残っています。少し待ってから「もう一度」を押してください。',
    en: 'This could not be completed. What you typed is kept. Wait a little, then press Retry.',
  },
  'failed.loading': {
    ja: '読み込めませんでした。少し待ってから「もう一度」を押してください。',
    en: 'This could not be loaded. Wait a little, then press Retry.',
  },

  'signedOut.title': { ja: 'ログアウトしました', en: 'You are signed out' },
  'signedOut.lead': {
    ja: 'このブラウザーでは、ecforce accountsと、ここから開いたサービスの利用を終了しました。',
    en: 'In this browser you have left ecforce accounts and the services you opened from it.',
  },
  'signedOut.signIn': { ja: 'もう一度ログインする', en: 'Sign in again' },

  'notFound.title': { ja: 'ページが見つかりません', en: 'Page not found' },
  'notFound.lead': {
    ja: 'アドレスが変わったか、ページがなくなっています。サービス一覧からお進みください。',
    en: 'The address has changed, or the page is gone. Go on from your services.',
  },
  'broken.title': { ja: '画面を表示できませんでした', en: 'This page could not be shown' },
  'broken.lead': {
    ja: 'ページの不具合です。読み込み直しても変わらない場合は、時間をおいてお試しください。',
    en: 'This is a fault of the page. If reloading does not help, please try again later.',
  },
  'broken.reload': { ja: '読み込み直す', en: 'Reload' },
} as const satisfies Catalogue
