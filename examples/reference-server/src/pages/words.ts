/** Every word that these pages say. Functions take what stands in the sentence. */
export const ja = {
  locale: 'ja' as 'ja' | 'en',
  product: 'ecforce accounts',
  continue: '続ける',
  working: '確認しています…',
  loading: '読み込んでいます…',
  retry: 'もう一度',
  startAgain: 'はじめからやり直す',
  error: 'エラー：',
  supportCode: (code: string) => `お問い合わせ番号：${code}（サポートにこの番号をお伝えください）`,

  signIn: {
    title: 'ecforce accountsにログイン',
    label: 'メールアドレス',
    help: 'ecforceのメンバー管理に登録されているメールアドレスを入力してください。',
    invalid: 'メールアドレスの形式をご確認ください（例：name@shop.example）。',
    signedOut: 'ログアウトしました。',
  },
  password: {
    title: 'パスワードを入力',
    label: 'パスワード',
    for: (email: string) => `${email}でログインします`,
    change: '変更',
    changeAddress: 'メールアドレスを変更',
    firstTime: '初めての方は、これまでのecforceのパスワードを入力してください。',
    show: 'パスワードを表示',
    hide: 'パスワードを隠す',
    missing: 'パスワードを入力してください。',
    tooLong: 'パスワードが長すぎます。入力内容をご確認ください。',
  },
  credentials: {
    rejected: 'メールアドレスまたはパスワードが正しくありません。',
    help: '入力が正しいのにログインできない場合：\n（1）従来のログイン画面が使えるショップでは、そちらからお試しください\n（2）新しく追加された方や、長くお使いでなかった方は、ショップの管理者にご連絡ください',
  },
  code: {
    enrolTitle: '二要素認証の登録',
    enrolLead: (destination: string) =>
      `ご本人の確認のため、${destination}にワンタイムコードをお送りしました。この登録は初回だけです。`,
    verifyTitle: 'ワンタイムコードの入力',
    verifyLead: (destination: string) => `${destination}にお送りした6桁の数字を入力してください。`,
    appLead: '認証アプリ（Google Authenticatorなど）に表示されている6桁の数字を入力してください。',
    recoveryLead: '保存しておいたリカバリーコードを1つ入力してください。一度使ったコードは使えなくなります。',
    label: 'ワンタイムコード',
    recoveryLabel: 'リカバリーコード',
    reference: (letters: string) => `照合記号 ${letters}：同じ記号が書かれたメールの番号を入力してください。`,
    validity: (time: string) => `${time}(日本時間)まで有効です（発行から10分間）。`,
    resend: 'コードを再送する',
    resendIn: (seconds: number) => `あと${seconds}秒で再送できます`,
    noMoreResends: 'これ以上は再送できません。届かない場合は、はじめからやり直してください。',
    resent: '新しいコードをお送りしました。前のコードは使えません。',
    notArriving: '届かないときは、迷惑メールフォルダーと、受信を許可するドメインの設定をご確認ください。',
    rejected: (reference: string | null, left: number) =>
      reference
        ? `コードが一致しません。照合記号${reference}のメールの番号か確かめてください（あと${left}回）。`
        : `コードが一致しません。番号をお確かめください（あと${left}回）。`,
    rejectedApp: (left: number) =>
      `コードが一致しません。スマートフォンの時刻が自動設定になっているかご確認のうえ、次に表示される番号をお試しください（あと${left}回）。`,
    expired: 'コードの有効期限が切れました。「コードを再送する」を押してください。',
    notSent: 'コードはまだ送られていません。「コードを再送する」を押してください。',
    replayed: 'このコードは使用済みです。「コードを再送する」を押して、新しいコードを入力してください。',
    exhausted: '入力できる回数を超えました。安全のため、パスワードの入力からやり直してください。',
    notSixDigits: '6桁の数字を入力してください。',
  },
  other: {
    link: '別の方法を試す',
    title: '認証方法を選ぶ',
    email: 'メール',
    totp: '認証アプリ',
    recovery: 'リカバリーコード',
    none: 'ほかに登録されている方法はありません。ショップの管理者またはサポートにご連絡ください。',
  },
  newPassword: {
    title: '新しいパスワードを設定',
    label: '新しいパスワード',
    reasons: {
      reset: 'パスワードの再設定を受け付けました。新しいパスワードを1つ決めてください。',
      first: 'これから使うパスワードを決めてください。',
      'several-claims':
        '複数のショップで別々のパスワードが使われていたため、新しいパスワードを1つ決めてください。今後はどのショップでも共通です。',
      'second-shop': 'ショップが加わるため、新しいパスワードを1つ決めてください。今後はどのショップでも共通です。',
      'below-rules': 'これまでのパスワードは安全の基準を満たしていないため、新しいものに変更してください。',
    },
    rule: (minimum: number) =>
      `${minimum}文字以上。好きな言葉をいくつか並べると、覚えやすく安全です。記号や大文字は必須ではありません。`,
    tooShort: (missing: number) => `あと${missing}文字必要です`,
    tooLong: '長すぎるため設定できません。128文字以内にしてください',
    common: 'よく使われるパスワードのため設定できません',
    context: 'ショップ名やメールアドレスと同じ言葉は避けてください',
    unacceptable: 'このパスワードは設定できません。別のものをお試しください',
  },
  refused: {
    title: 'ログインできません',
    closed: 'このアカウントではログインできません。ショップの管理者またはサポートにご連絡ください。',
    link_unusable: 'このリンクは使用済みか、有効期限が切れています。お手数ですが、もう一度お手続きください。',
    session_restricted: 'このログインではお手続きいただけません。ショップの管理者またはサポートにご連絡ください。',
  },
  flow: {
    expired: '時間がたったため、はじめからやり直してください。途中まで入力した内容は保存されていません。',
    conflict: '別のタブで新しいログインが始まっています。このタブではそちらの続きを表示します。',
  },
  problem: {
    throttled: (minutes: number) =>
      `続けて失敗したため、いったん受け付けを止めています。${minutes}分後にもう一度お試しください。`,
    throttledHelp: 'お急ぎの場合は、ふだんお使いの端末からお試しください。',
    overloaded: (seconds: number) =>
      `ただいま混み合っています。入力内容はそのままで、${seconds}秒後に自動でもう一度送信します。`,
    overloadedStill: 'ただいま混み合っています。入力内容は残っています。少し待ってから「もう一度」を押してください。',
    offline: '通信できませんでした。入力内容は残っています。電波の状態を確認して「もう一度」を押してください。',
    offlineLoading: '通信できませんでした。電波の状態を確認して「もう一度」を押してください。',
    unavailable:
      'サーバーから応答を得られませんでした。入力内容は残っています。少し待ってから「もう一度」を押してください。',
    unavailableLoading: 'サーバーから応答を得られませんでした。少し待ってから「もう一度」を押してください。',
  },
  portal: {
    title: 'サービス一覧',
    ready: 'ご利用の準備が完了しました。',
    login: 'ログイン',
    notYet: 'ショップの設定が済むと開けます',
    empty: 'いま利用できるサービスはありません。ショップの管理者に招待をご依頼ください。',
    account: 'アカウントメニュー',
    signOut: 'ログアウト',
    signingOut: 'ログアウトしています…',
  },
  notFound: {
    title: 'ページが見つかりません',
    lead: 'アドレスが変わったか、ページがなくなっています。サービス一覧からお進みください。',
  },
}

/** The same in every language. */
export type Words = typeof ja

export const en: Words = {
  locale: 'en',
  product: 'ecforce accounts',
  continue: 'Continue',
  working: 'Checking…',
  loading: 'Loading…',
  retry: 'Retry',
  startAgain: 'Start again',
  error: 'Error: ',
  supportCode: (code) => `Support code: ${code} (please quote it)`,

  signIn: {
    title: 'Sign in to ecforce accounts',
    label: 'E-mail address',
    help: "Enter the address registered for you in your shop's member list.",
    invalid: 'Check the form of the address, e.g. name@shop.example.',
    signedOut: 'You are signed out.',
  },
  password: {
    title: 'Enter your password',
    label: 'Password',
    for: (email) => `Signing in as ${email}`,
    change: 'Change',
    changeAddress: 'Change the e-mail address',
    firstTime: 'First time here? Use your present ecforce password.',
    show: 'Show password',
    hide: 'Hide password',
    missing: 'Enter your password.',
    tooLong: 'The password is too long. Check what you typed.',
  },
  credentials: {
    rejected: 'The e-mail address or the password is not right.',
    help: "If you are sure:\n(1) where your shop's own sign-in page still works, try that;\n(2) if you were added recently, or have not signed in for long, ask your shop's administrator.",
  },
  code: {
    enrolTitle: 'Set up two-step verification',
    enrolLead: (destination) =>
      `To confirm it is you, we sent a one-time code to ${destination}. You set this up only once.`,
    verifyTitle: 'Enter your one-time code',
    verifyLead: (destination) => `Enter the 6 digits sent to ${destination}.`,
    appLead: 'Enter the 6 digits shown in your authenticator app (such as Google Authenticator).',
    recoveryLead: 'Enter one of your saved recovery codes. Each works once.',
    label: 'One-time code',
    recoveryLabel: 'Recovery code',
    reference: (letters) => `Reference ${letters}: use the mail that shows the same letters.`,
    validity: (time) => `Valid until ${time} JST (10 minutes).`,
    resend: 'Send again',
    resendIn: (seconds) => `Send again in ${seconds} s`,
    noMoreResends: 'No more codes can be sent. If none arrived, start again.',
    resent: 'A new code is on its way. The former one no longer works.',
    notArriving: 'Not there? Look in the spam folder, and check which senders your mailbox lets in.',
    rejected: (reference, left) =>
      reference
        ? `That code does not match. Check that it is from the mail marked ${reference} (${left} ${tries(left)} left).`
        : `That code does not match. Check the number (${left} ${tries(left)} left).`,
    rejectedApp: (left) =>
      `That code does not match. Check that the phone sets its time automatically, then use the next number (${left} ${tries(left)} left).`,
    expired: 'The code has expired. Press "Send again".',
    notSent: 'No code has been sent yet. Press "Send again".',
    replayed: 'That code has been used. Press "Send again" and enter the new one.',
    exhausted: 'No tries left. For safety, start again from the password.',
    notSixDigits: 'Enter the 6 digits.',
  },
  other: {
    link: 'Try another way',
    title: 'Choose how to verify',
    email: 'E-mail',
    totp: 'Authenticator app',
    recovery: 'Recovery code',
    none: "No other way is registered. Contact your shop's administrator or support.",
  },
  newPassword: {
    title: 'Choose a new password',
    label: 'New password',
    reasons: {
      reset: 'Your reset has been accepted. Choose a new password.',
      first: 'Choose the password you will use from now on.',
      'several-claims': 'Your shops held different passwords. Choose one; it will serve for all of them.',
      'second-shop': 'A shop is being added. Choose a new password; it will serve for all of them.',
      'below-rules': 'Your present password is below our safety level; please choose a new one.',
    },
    rule: (minimum) =>
      `At least ${minimum} characters. A few words in a row are easy and safe; no symbols or capitals required.`,
    tooShort: (missing) => `${missing} more ${missing === 1 ? 'character' : 'characters'}`,
    tooLong: 'Too long; keep it within 128 characters',
    common: 'Too common',
    context: "Avoid your shop's name or address",
    unacceptable: 'This password cannot be used. Try another',
  },
  refused: {
    title: 'Sign-in is not possible',
    closed: "This account cannot sign in. Contact your shop's administrator or support.",
    link_unusable: 'This link has been used or has expired. Please begin again.',
    session_restricted: "This sign-in is not allowed to do that. Contact your shop's administrator or support.",
  },
  flow: {
    expired: 'This took too long and has ended. Please start again.',
    conflict: 'Another tab has started a new sign-in. This tab now shows that one.',
  },
  problem: {
    throttled: (minutes) => `Too many attempts. Please try again in ${minutes} min.`,
    throttledHelp: 'In a hurry? Try from the device you usually use.',
    overloaded: (seconds) => `We are busy. What you typed is kept; trying again in ${seconds} s.`,
    overloadedStill: 'We are busy. What you typed is kept. Wait a little, then press Retry.',
    offline: 'No connection. Nothing you typed is lost. Check your network and press Retry.',
    offlineLoading: 'No connection. Check your network and press Retry.',
    unavailable: 'The server did not answer as it should. What you typed is kept. Wait a little, then press Retry.',
    unavailableLoading: 'The server did not answer as it should. Wait a little, then press Retry.',
  },
  portal: {
    title: 'Your services',
    ready: 'You are all set.',
    login: 'Sign in',
    notYet: 'Opens once the shop has been set up',
    empty: "No service is open to you yet. Ask your shop's administrator for an invitation.",
    account: 'Account menu',
    signOut: 'Sign out',
    signingOut: 'Signing out…',
  },
  notFound: {
    title: 'Page not found',
    lead: 'The address has changed, or the page is gone. Go on from your services.',
  },
}

function tries(left: number): string {
  return left === 1 ? 'try' : 'tries'
}
