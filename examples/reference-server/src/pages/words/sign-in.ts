import type { Catalogue } from './catalogue.ts'

/** What the sign-in says, screen by screen. */
export const signInWords = {
  'signIn.title': { ja: 'ecforce accountsにログイン', en: 'Sign in to ecforce accounts' },
  'signIn.address.label': { ja: 'メールアドレス', en: 'E-mail address' },
  'signIn.address.help': {
    ja: 'ecforceのメンバー管理に登録されているメールアドレスを入力してください。',
    en: "Enter the address registered for you in your shop's member list.",
  },
  'signIn.address.missing': { ja: 'メールアドレスを入力してください。', en: 'Enter your e-mail address.' },
  'signIn.address.invalid': {
    ja: 'メールアドレスの形式をご確認ください（例：name@shop.example）。',
    en: 'Check the form of the address, e.g. name@shop.example.',
  },
  'signIn.signedOut': { ja: 'ログアウトしました。', en: 'You are signed out.' },
  'signIn.fromShop.coexistence': {
    ja: '{shop}は{date}からecforce accountsでのログインに変わります。これまでと同じメールアドレスとパスワードでお進みください。',
    en: 'From {date}, {shop} signs in with ecforce accounts. Go on with the address and password you already use.',
  },
  'signIn.fromShop.enforced': {
    ja: '{shop}は{date}からecforce accountsでのログインに変わりました。これまでと同じメールアドレスとパスワードでお進みください。',
    en: 'Since {date}, {shop} signs in with ecforce accounts. Go on with the address and password you already use.',
  },
  'signIn.fromShop.open': {
    ja: '{shop}にはecforce accountsからもログインできます。これまでと同じメールアドレスとパスワードでお進みください。',
    en: '{shop} can be entered through ecforce accounts as well. Go on with the address and password you already use.',
  },
  'signIn.fromShop.why': {
    ja: 'いつもと違う画面に見える場合は、アドレス欄が{issuerHost}であることをご確認ください。',
    en: 'If this page looks unfamiliar, check that the address bar says {issuerHost}.',
  },
  'signIn.forService': { ja: '{service}にログインします。', en: 'This signs you in to {service}.' },
  'service.ofShop': { ja: '{shop}の{service}', en: '{service} of {shop}' },
  startAgain: { ja: 'はじめからやり直す', en: 'Start again' },

  'password.title': { ja: 'パスワードを入力', en: 'Enter your password' },
  'password.label': { ja: 'パスワード', en: 'Password' },
  'password.for': { ja: '{email}でログインします', en: 'Signing in as {email}' },
  'password.change': { ja: '変更', en: 'Change' },
  'password.changeAddress': { ja: 'メールアドレスを変更', en: 'Change the e-mail address' },
  'password.firstTime': {
    ja: '初めての方は、これまでのecforceのパスワードを入力してください。',
    en: 'First time here? Use your present ecforce password.',
  },
  'password.forgot': { ja: 'パスワードをお忘れですか?', en: 'Forgot your password?' },
  'password.throttled.help': {
    ja: 'お急ぎの場合は、ふだんお使いの端末からお試しいただくか、パスワードを再設定してください。',
    en: 'In a hurry? Try from the device you usually use, or reset your password.',
  },
  'password.show': { ja: 'パスワードを表示', en: 'Show password' },
  'password.hide': { ja: 'パスワードを隠す', en: 'Hide password' },
  'password.missing': { ja: 'パスワードを入力してください。', en: 'Enter your password.' },
  'password.tooLong': {
    ja: 'パスワードが長すぎます。入力内容をご確認ください。',
    en: 'The password is too long. Check what you typed.',
  },
  'credentials.rejected': {
    ja: 'メールアドレスまたはパスワードが正しくありません。',
    en: 'The e-mail address or the password is not right.',
  },
  'credentials.rejected.help': {
    ja: '入力が正しいのにログインできない場合：',
    en: 'If you are sure of what you typed:',
  },
  'credentials.rejected.help.reset': {
    ja: '「{forgot}」から再設定してください。',
    en: 'Reset it with "{forgot}".',
  },
  'credentials.rejected.help.legacy': {
    ja: '従来のログイン画面が使えるショップでは、そちらからお試しください。',
    en: "Where your shop's own sign-in page still works, try that.",
  },
  'credentials.rejected.help.member': {
    ja: '新しく追加された方や、長くお使いでなかった方は、ショップの管理者にご連絡ください。',
    en: "If you were added recently, or have not signed in for long, ask your shop's administrator.",
  },

  'code.enrol.title': { ja: '二要素認証の登録', en: 'Set up two-step verification' },
  'code.enrol.lead': {
    ja: 'ご本人の確認のため、{maskedEmail}にワンタイムコードをお送りしました。この登録は初回だけです。',
    en: 'To confirm it is you, we sent a one-time code to {maskedEmail}. You set this up only once.',
  },
  'code.verify.title': { ja: 'ワンタイムコードの入力', en: 'Enter your one-time code' },
  'code.verify.lead': {
    ja: '{maskedEmail}にワンタイムコードをお送りしました。',
    en: 'We sent a one-time code to {maskedEmail}.',
  },
  'code.reference.label': { ja: '照合記号', en: 'Reference' },
  'code.reference.help': {
    ja: 'この記号のメールに書かれた6桁の数字を入力してください。',
    en: 'Enter the 6 digits from the mail that shows these letters.',
  },
  'code.label': { ja: 'ワンタイムコード', en: 'One-time code' },
  'code.validity': { ja: '{time}まで有効です。', en: 'Valid until {time}.' },
  'code.resend': { ja: 'コードを再送する', en: 'Send again' },
  'code.resendIn': { ja: 'あと{seconds}秒で再送できます', en: 'Send again in {seconds} s' },
  'code.noMoreResends': {
    ja: 'これ以上は再送できません。届かない場合は、はじめからやり直してください。',
    en: 'No more codes can be sent. If none arrived, start again.',
  },
  'code.resent': {
    ja: '新しいコードをお送りしました。前のコードは使えません。',
    en: 'A new code is on its way. The former one no longer works.',
  },
  'code.notArriving': {
    ja: '届かないときは、迷惑メールフォルダーと、{senderDomain}からの受信が許可されているかをご確認ください。',
    en: 'Not there? Look in the spam folder, and allow mail from {senderDomain}.',
  },
  'code.notArriving.more': { ja: 'コードが届かないとき', en: 'If the code does not arrive' },
  'code.rejected': {
    ja: 'コードが一致しません。照合記号が{ref}のメールに書かれた6桁の数字か、お確かめください（あと{n}回）。',
    en: 'That code does not match. Check that it is from the mail marked {ref} (tries left: {n}).',
  },
  'code.rejected.unnamed': {
    ja: 'コードが一致しません。入力内容をお確かめください（あと{n}回）。',
    en: 'That code does not match. Check what you typed (tries left: {n}).',
  },
  'code.rejected.app': {
    ja: 'コードが一致しません。スマートフォンの時刻が自動設定になっているかご確認のうえ、次に表示される番号をお試しください（あと{n}回）。',
    en: 'That code does not match. Check that the phone sets its time automatically, then use the next number (tries left: {n}).',
  },
  'code.expired': {
    ja: 'コードの有効期限が切れました。「コードを再送する」を押してください。',
    en: 'The code has expired. Press "Send again".',
  },
  'code.notSent': {
    ja: 'コードはまだ送られていません。「コードを再送する」を押してください。',
    en: 'No code has been sent yet. Press "Send again".',
  },
  'code.replayed': {
    ja: 'このコードは使用済みです。「コードを再送する」を押して、新しいコードを入力してください。',
    en: 'That code has been used. Press "Send again" and enter the new one.',
  },
  'code.exhausted': {
    ja: '入力できる回数を超えました。安全のため、パスワードの入力からやり直してください。',
    en: 'No tries left. For safety, start again from the password.',
  },
  'code.notSixDigits': { ja: '6桁の数字を入力してください。', en: 'Enter the 6 digits.' },
  'app.verify.lead': {
    ja: '認証アプリ（Google Authenticatorなど）に表示されている6桁の数字を入力してください。',
    en: 'Enter the 6 digits shown in your authenticator app (such as Google Authenticator).',
  },
  'app.verify.shared.title': { ja: '端末がお手元にない場合', en: 'If you do not have the device' },
  'app.verify.shared': {
    ja: 'このコードは、登録した端末の認証アプリにだけ表示されます。お手元にない場合は、この下の方法からお進みください。ほかの担当の方が登録した端末の場合は、ご自身をメンバーに追加するよう、ショップの管理者にご依頼ください。',
    en: "Only the app on the device that was registered shows this code. Without it, go on by one of the ways below. If a colleague registered theirs, ask your shop's administrator to add you as a member of your own.",
  },
  'app.verify.shared.ask': {
    ja: 'このコードは、登録した端末の認証アプリにだけ表示されます。お手元にない場合は、この下の方法からお進みください。ほかの担当の方が登録した端末の場合は、「自分専用のアカウントを依頼する」を押してください。',
    en: 'Only the app on the device that was registered shows this code. Without it, go on by one of the ways below. If a colleague registered theirs, press "Ask for an account of my own".',
  },
  'app.replayed': {
    ja: 'この番号は使用済みです。アプリに次の番号が表示されてから入力してください。',
    en: 'That code has been used. Wait for the app to show the next one.',
  },
  'recovery.title': { ja: 'リカバリーコードの入力', en: 'Enter a recovery code' },
  'recovery.malformed': {
    ja: 'リカバリーコードの形式をご確認ください（例：3-7K3M-Q9TX-20AB-CDEF）。',
    en: 'Check the form of the recovery code, e.g. 3-7K3M-Q9TX-20AB-CDEF.',
  },
  'recovery.rejected': {
    ja: 'リカバリーコードが一致しません。新しく作り直した場合は、いちばん新しいコードを入力してください（あと{n}回）。',
    en: 'That recovery code does not match. If you made new ones since, use those (tries left: {n}).',
  },
  'recovery.replayed': {
    ja: 'このリカバリーコードは使用済みです。ほかのコードを入力してください（あと{n}回）。',
    en: 'That recovery code has been used. Enter another one (tries left: {n}).',
  },
  'recovery.label': { ja: 'リカバリーコード', en: 'Recovery code' },
  'recovery.lead': {
    ja: '保存しておいたリカバリーコードを1つ入力してください。一度使ったコードは使えなくなります。',
    en: 'Enter one of your saved recovery codes. Each works once.',
  },

  'other.link': { ja: '別の方法を試す', en: 'Try another way' },
  'other.title': { ja: '認証方法を選ぶ', en: 'Choose how to verify' },
  'other.email': { ja: 'メール', en: 'E-mail' },
  'other.app': { ja: '認証アプリ', en: 'Authenticator app' },
  'other.recovery': { ja: 'リカバリーコード', en: 'Recovery code' },
  'other.none': {
    ja: 'ほかに登録されている方法はありません。ショップの管理者またはサポートにご連絡ください。',
    en: "No other way is registered. Contact your shop's administrator or support.",
  },

  'ask.link': { ja: '自分専用のアカウントを依頼する', en: 'Ask for an account of my own' },
  'ask.asked': {
    ja: '招待を依頼しました。承認されると、入力したメールアドレスに招待メールが届きます。この画面は閉じてかまいません。',
    en: 'You have asked for an invitation. Once it is approved, it is mailed to the address you gave. You can close this page.',
  },
  'lost.link': { ja: 'どの方法も使えない', en: 'I cannot use any of these' },
  'lost.link.only': { ja: 'この方法が使えない', en: 'I cannot use this' },
  'lost.title': { ja: 'ログインできるようにする方法', en: 'Ways back in' },
  'lost.shared': {
    ja: 'ほかの担当の方と一緒にお使いの場合は、自分専用のアカウントを依頼できます。',
    en: 'Do you share it with colleagues? Ask for an account of your own.',
  },
  'lost.otherWays': {
    ja: 'ほかの方法が登録されています。お使いになれるものをお試しください。',
    en: 'Other ways are registered. Try one that you can use.',
  },
  'lost.administrators': {
    ja: '次のショップの管理者に、ご本人であることを伝えてご相談ください。',
    en: 'Ask the administrators of these shops, who know you.',
  },
  'lost.support': {
    ja: 'サポートにご連絡ください。次の番号をお伝えいただくと、ご本人の確認のあと、使えない方法の解除をお手伝いします。',
    en: 'Contact support and quote this number. Once they are sure that it is you, they help to remove what you have lost.',
  },
  'lost.neverAsked': {
    ja: 'サポートがパスワードやコードをお尋ねすることはありません。',
    en: 'Support never asks for your password or a code.',
  },

  'legacyApp.title': { ja: 'これまでの認証アプリの確認', en: 'Your present authenticator app' },
  'legacyApp.lead': {
    ja: 'これまでのecforceの二要素認証でお使いの認証アプリに表示されている、6桁の数字を入力してください。この確認は初回だけです。',
    en: 'Enter the 6 digits of the authenticator app that you used with ecforce until now. This is asked only once.',
  },
  'legacyApp.lost': {
    ja: 'その認証アプリが使えない場合は、ショップの管理者またはサポートにご連絡ください。',
    en: "If you no longer have that app, contact your shop's administrator or support.",
  },

  'app.enrol.title': { ja: '認証アプリの登録', en: 'Set up an authenticator app' },
  'app.enrol.why': {
    ja: '{shop}では、ログインに認証アプリが必要です。',
    en: '{shop} asks for an authenticator app.',
  },
  'app.enrol.why.formerApp': {
    ja: 'これまで認証アプリをお使いのため、新しいログインにもあらためて登録してください。',
    en: 'You used an authenticator app until now; set one up for the new sign-in as well.',
  },
  'app.enrol.scan': {
    ja: '認証アプリ（Google Authenticatorなど）でこのQRコードを読み取り、表示された6桁の数字を入力してください。',
    en: 'Scan this QR code with an authenticator app (such as Google Authenticator), then enter the 6 digits it shows.',
  },
  'app.enrol.qr': { ja: '認証アプリに登録するためのQRコード', en: 'QR code to add to your authenticator app' },
  'app.enrol.samePhone': { ja: 'この端末の認証アプリで開く', en: 'Open in the app on this phone' },
  'app.enrol.manual.title': { ja: '読み取れない場合', en: 'Cannot scan?' },
  'app.enrol.manual': { ja: '次のキーをアプリに入力してください。', en: 'Type this key into the app.' },
  'app.enrol.key': { ja: 'キー', en: 'key' },
  'app.enrol.validity': { ja: 'このQRコードは{time}まで有効です。', en: 'The QR code is valid until {time}.' },
  'app.enrol.renewed': {
    ja: '有効期限が切れたため、新しいQRコードを表示しました。アプリの古い登録を削除して、もう一度読み取ってください。',
    en: 'The former QR code has expired; this is a new one. Delete the old entry in the app and scan again.',
  },
  'app.enrol.gone': {
    ja: 'このコードのQRコードは有効期限が切れています。新しいQRコードを読み取り、表示された番号を入力してください。',
    en: 'That code is from a QR code that has expired. Scan the new one and enter the digits it gives.',
  },
  'app.enrol.keepMail': {
    ja: 'メールでの受け取りも続けますか？（このアカウントを複数人で使っている場合、続けないと、ほかの方はログインできなくなります）',
    en: 'Keep receiving codes by mail too? (If several people use this account, the others cannot sign in otherwise.)',
  },

  'newPassword.title': { ja: '新しいパスワードを設定', en: 'Choose a new password' },
  'newPassword.label': { ja: '新しいパスワード', en: 'New password' },
  'newPassword.reason.reset': {
    ja: 'パスワードの再設定を受け付けました。新しいパスワードを1つ決めてください。',
    en: 'Your reset has been accepted. Choose a new password.',
  },
  'newPassword.reason.first': {
    ja: 'これから使うパスワードを決めてください。',
    en: 'Choose the password you will use from now on.',
  },
  'newPassword.reason.several': {
    ja: '複数のショップで別々のパスワードが使われていたため、新しいパスワードを1つ決めてください。今後はどのショップでも共通です。',
    en: 'Your shops held different passwords. Choose one; it will serve for all of them.',
  },
  'newPassword.reason.secondShop': {
    ja: 'ショップが加わるため、新しいパスワードを1つ決めてください。今後はどのショップでも共通です。',
    en: 'A shop is being added. Choose a new password; it will serve for all of them.',
  },
  'newPassword.reason.weak': {
    ja: 'これまでのパスワードは安全の基準を満たしていないため、新しいものに変更してください。',
    en: 'Your present password is below our safety level; please choose a new one.',
  },
  'newPassword.rule': {
    ja: '{minimum}文字以上。好きな言葉をいくつか並べると、覚えやすく安全です。記号や大文字は必須ではありません。',
    en: 'At least {minimum} characters. A few words in a row are easy and safe; no symbols or capitals required.',
  },
  'newPassword.strength.weak': {
    ja: '推測されやすい並びです。言葉をもう1つ足すと安全になります。',
    en: 'Easy to guess. One more word makes it safer.',
  },
  'newPassword.strength.fair': {
    ja: 'お使いいただけます。言葉をもう1つ足すと、さらに安全です。',
    en: 'This will do. One more word makes it safer still.',
  },
  'newPassword.strength.good': { ja: '推測されにくいパスワードです。', en: 'Hard to guess.' },
  'newPassword.tooShort': { ja: 'あと{n}文字必要です。', en: 'Characters still needed: {n}.' },
  'newPassword.tooLong': {
    ja: '長すぎるため設定できません。128文字以内にしてください。',
    en: 'Too long; keep it within 128 characters.',
  },
  'newPassword.common': {
    ja: 'よく使われるパスワードのため設定できません。別のものをお考えください。',
    en: 'Too common. Please think of another.',
  },
  'newPassword.context': {
    ja: 'ショップ名やメールアドレスと同じ言葉は避けてください。',
    en: "Avoid your shop's name or address.",
  },
  'newPassword.unacceptable': {
    ja: 'このパスワードは設定できません。別のものをお試しください。',
    en: 'This password cannot be used. Try another.',
  },

  'refused.title': { ja: 'ログインできません', en: 'Sign-in is not possible' },
  'refused.closed': {
    ja: 'このアカウントではログインできません。ショップの管理者またはサポートにご連絡ください。',
    en: "This account cannot sign in. Contact your shop's administrator or support.",
  },
  'link.invalid': {
    ja: 'このリンクは使用済みか、有効期限が切れています。お手数ですが、もう一度お手続きください。',
    en: 'This link has been used or has expired. Please begin again.',
  },
  'refused.invitation': {
    ja: 'この招待は期限切れか、取り消されています。ショップの管理者に再送をご依頼ください。',
    en: "This invitation has expired or was withdrawn. Ask the shop's administrator to send it again.",
  },
  'refused.restricted': {
    ja: 'このログインではお手続きいただけません。ショップの管理者またはサポートにご連絡ください。',
    en: "This sign-in is not allowed to do that. Contact your shop's administrator or support.",
  },
  'flow.expired': {
    ja: '時間がたったため、はじめからやり直してください。途中まで入力した内容は保存されていません。',
    en: 'This took too long and has ended. Please start again.',
  },
  'flow.conflict': {
    ja: '別のタブで新しいログインが始まっています。このタブではそちらの続きを表示します。',
    en: 'Another tab has started a new sign-in. This tab now shows that one.',
  },
} as const satisfies Catalogue
