import type { Catalogue } from './catalogue.ts'

/** What the pages behind mailed links say. Fetched with them. */
export const mailedLinkWords = {
  'reset.page.title': { ja: 'パスワードの再設定', en: 'Reset your password' },
  'reset.request.lead': {
    ja: '登録済みのメールアドレスに、再設定用のリンクをお送りします。',
    en: 'We will mail a reset link to your registered address.',
  },
  'reset.request.submit': { ja: 'リンクを送る', en: 'Send the link' },
  'reset.sent.title': { ja: 'メールをご確認ください', en: 'Check your mail' },
  'reset.sent': {
    ja: '{email}が登録されていれば、数分以内にメールが届きます。届かない場合は、別のメールアドレスで登録されていないかご確認ください。',
    en: 'If {email} is registered, a mail arrives within minutes. If not, check whether another address is registered.',
  },
  'reset.sent.validity': {
    ja: 'メールのリンクは、発行から30分間有効です。',
    en: 'The link in the mail is valid for 30 minutes.',
  },
  'reset.again': { ja: '別のメールアドレスで試す', en: 'Try another address' },
  'reset.back': { ja: 'ログイン画面に戻る', en: 'Back to the sign-in page' },
  'reset.choose.submit': { ja: 'パスワードを設定する', en: 'Set the password' },
  'reset.done.title': { ja: 'パスワードを変更しました', en: 'Your password is changed' },
  'reset.done': {
    ja: 'パスワードを変更し、すべての端末からログアウトしました。新しいパスワードでログインしてください。',
    en: 'Your password is changed and all devices are signed out. Sign in with the new one.',
  },
  'reset.done.app': {
    ja: '認証アプリを登録している場合、次のログインでは認証アプリかリカバリーコードが必要です。',
    en: 'If you have an authenticator app, the next sign-in asks for it or for a recovery code.',
  },
  'reset.done.signIn': { ja: 'ログイン画面へ進む', en: 'Go to the sign-in page' },
  'mailedLink.unusable': { ja: 'このリンクは使えません', en: 'This link cannot be used' },
  'reset.begin': { ja: 'もう一度手続きする', en: 'Begin again' },
} as const satisfies Catalogue
