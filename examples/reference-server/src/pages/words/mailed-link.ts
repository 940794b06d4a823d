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
  'address.title': { ja: 'メールアドレスの変更', en: 'Change of address' },
  'address.lead': {
    ja: '新しいメールアドレスに届くリンクから、このブラウザーで確定してください。確定すると、ほかの端末はすべてログアウトします。',
    en: 'Confirm it in this browser by the link that the new address receives. All other devices are then signed out.',
  },
  'address.present': { ja: '現在のメールアドレス', en: 'Present address' },
  'address.change': { ja: 'メールアドレスを変更する', en: 'Change the address' },
  'address.another': { ja: '別のメールアドレスにする', en: 'Use another address' },
  'address.new': { ja: '新しいメールアドレス', en: 'New address' },
  'address.submit': { ja: '確認のメールを送る', en: 'Send the mail' },
  'address.waiting.title': { ja: '確認をお待ちしています', en: 'Waiting for confirmation' },
  'address.waiting': {
    ja: '{email}にメールをお送りしました。メールのリンクを開いて確定するまで、メールアドレスは変わりません。',
    en: 'We sent a mail to {email}. Your address stays as it is until you confirm by the link in it.',
  },
  'address.waiting.until': { ja: 'リンクは{time}まで有効です。', en: 'The link is valid until {time}.' },
  'address.withdraw': { ja: '変更を取りやめる', en: 'Withdraw the change' },
  'address.withdrawn': { ja: '変更を取りやめました。', en: 'The change was withdrawn.' },
  'address.confirm.title': { ja: 'メールアドレスの確定', en: 'Confirm the address' },
  'address.confirm.lead': {
    ja: 'このメールアドレスを、お使いのアカウントのメールアドレスにします。ほかの端末はすべてログアウトします。',
    en: 'This address becomes the address of your account. All other devices are signed out.',
  },
  'address.confirm.submit': { ja: '確定する', en: 'Confirm' },
  'address.confirm.notYou': {
    ja: 'お申し込みの覚えがない場合は、この画面を閉じてください。何も変わりません。',
    en: 'If you did not ask for this, close the page. Nothing changes.',
  },
  'address.confirm.elsewhere': {
    ja: 'お申し込みになったブラウザーで、ログインしたままこのリンクを開いてください。ログアウトしている場合は、もう一度お申し込みください。',
    en: 'Open this link in the browser in which you asked, while you are signed in there. If you have signed out, ask again.',
  },
  'address.done.title': { ja: 'メールアドレスを変更しました', en: 'Your address is changed' },
  'address.done': {
    ja: '次からは{email}でログインしてください。',
    en: 'From now on, sign in with {email}.',
  },
  'address.done.revert': {
    ja: '変更前のメールアドレスに、7日間有効な取り消し用のリンクをお送りしました。',
    en: 'The former address has received a link that undoes the change for seven days.',
  },
  'address.done.profile': { ja: 'プロフィール管理へ進む', en: 'Go to your profile' },
  'address.revert.title': { ja: '元のメールアドレスに戻す', en: 'Take the former address back' },
  'address.revert.lead': {
    ja: 'メールアドレスと認証方法を変更前の状態に戻し、すべての端末からログアウトします。安全のため、新しいパスワードを設定してください。',
    en: 'Your address and ways of verifying become what they were, and all devices are signed out. For safety, choose a new password.',
  },
  'address.revert.submit': { ja: '元に戻す', en: 'Take it back' },
  'address.reverted.title': { ja: '元のメールアドレスに戻しました', en: 'Your former address is back' },
  'address.reverted': {
    ja: '{email}と新しいパスワードでログインしてください。安全のため、24時間は認証方法の変更などができません。',
    en: 'Sign in with {email} and the new password. For safety, some changes wait for 24 hours.',
  },
  'mailedLink.unusable': { ja: 'このリンクは使えません', en: 'This link cannot be used' },
  'reset.begin': { ja: 'もう一度手続きする', en: 'Begin again' },
} as const satisfies Catalogue
