import type { Catalogue } from './catalogue.ts'

/** What the page of the own account says. */
export const accountWords = {
  'profile.wayBack': {
    ja: '認証アプリを登録すると、もとの画面の続きに進めます。',
    en: 'Once you have set up an authenticator app, you can go on where you came from.',
  },
  'profile.wayBack.go': { ja: 'もとの画面に戻る', en: 'Back to where you came from' },
  'profile.lead': {
    ja: 'お名前、パスワード、二要素認証、ログイン中の端末を管理します。',
    en: 'Your name, password, two-step verification and signed-in devices.',
  },
  'profile.recovered': {
    ja: 'パスワードを再設定したため、{time}までは招待や認証方法の変更ができません。サービスの利用はできます。',
    en: 'After a reset, invitations and factor changes wait until {time}. You can use your services meanwhile.',
  },
  'profile.lift.asked': {
    ja: '認証アプリの解除のお申し込みを受け付けています（受付番号：{caseNumber}）。お心当たりがない場合は、取り消してください。',
    en: 'Somebody asked to remove your authenticator app (case {caseNumber}). If it was not you, cancel it.',
  },
  'profile.lift.approved': {
    ja: '認証アプリは{time}に解除されます（受付番号：{caseNumber}）。お心当たりがない場合は、取り消してください。',
    en: 'Your authenticator app will be removed at {time} (case {caseNumber}). If you did not ask for it, cancel it.',
  },
  'profile.lift.cancel': { ja: '解除を取り消す', en: 'Keep the app' },
  'profile.lift.cancelled': { ja: '解除を取り消しました。', en: 'The app stays.' },

  'profile.details': { ja: '登録内容', en: 'Your details' },
  'profile.email': { ja: 'メールアドレス', en: 'E-mail address' },
  'profile.since': { ja: '登録日時', en: 'Member since' },
  'profile.name': { ja: '氏名', en: 'Name' },
  'profile.name.missing': { ja: '氏名を入力してください。', en: 'Enter your name.' },
  'profile.name.unfit': { ja: '氏名は100文字以内で入力してください。', en: 'Keep the name within 100 characters.' },
  'profile.language': { ja: 'メールの言語', en: 'Language of mails' },
  'profile.language.help': {
    ja: '画面の言語は、ページの下で切り替えられます。',
    en: 'The language of the pages is chosen at the foot of the page.',
  },
  'profile.save': { ja: '保存する', en: 'Save' },
  'profile.saved': { ja: '保存しました。', en: 'Saved.' },

  'profile.password': { ja: 'パスワード', en: 'Password' },
  'profile.password.lead': {
    ja: '変更すると、ほかの端末はすべてログアウトします。',
    en: 'Changing it signs out all other devices.',
  },
  'profile.password.change': { ja: 'パスワードを変更', en: 'Change password' },
  'profile.password.present': { ja: '現在のパスワード', en: 'Present password' },
  'profile.password.wrong': {
    ja: '現在のパスワードが正しくありません。お忘れの場合は、いったんログアウトして再設定してください。',
    en: 'That is not your present password. If you forgot it, sign out and reset it.',
  },
  'profile.password.submit': { ja: '変更する', en: 'Change' },
  'profile.password.changed': {
    ja: 'パスワードを変更し、ほかの端末をすべてログアウトしました。',
    en: 'Your password is changed and all other devices are signed out.',
  },

  'profile.factors': { ja: '二要素認証', en: 'Two-step verification' },
  'profile.factors.lead': {
    ja: 'ログインのとき、パスワードのあとにご本人を確かめる方法です。変更すると、ほかの端末はすべてログアウトします。',
    en: 'How you prove yourself after the password. A change signs out all other devices.',
  },
  'profile.app': { ja: '認証アプリ', en: 'Authenticator app' },
  'profile.mail': { ja: 'メール通知', en: 'Codes by mail' },
  'profile.codes': { ja: 'リカバリーコード', en: 'Recovery codes' },
  'profile.on': { ja: '有効', en: 'On' },
  'profile.off': { ja: '未設定', en: 'Off' },
  'profile.locked': { ja: '停止中', en: 'Locked' },
  'profile.locked.why': {
    ja: '誤ったコードが続いたため、停止しています。サポートにご連絡ください。',
    en: 'Too many wrong codes: it is locked. Please contact support.',
  },
  'profile.onSince': { ja: '{date}から', en: 'since {date}' },
  'profile.lastUsed': { ja: '最終利用：{date}', en: 'last used {date}' },
  'profile.neverUsed': { ja: 'まだ使われていません', en: 'never used yet' },
  'profile.codes.left': { ja: '残り{n}個', en: '{n} left' },
  'profile.codes.low': {
    ja: '残りが少なくなっています。新しいコードを作成してください。',
    en: 'Few are left. Please make new ones.',
  },
  'profile.setUp': { ja: '設定', en: 'Set up' },
  'profile.setUp.of': { ja: '{what}を設定', en: 'Set up: {what}' },
  'profile.turnOff': { ja: '解除', en: 'Turn off' },
  'profile.turnOff.of': { ja: '{what}を解除', en: 'Turn off: {what}' },
  'profile.app.replace': { ja: '登録し直す', en: 'Set up again' },
  'profile.app.replace.of': { ja: '認証アプリを登録し直す', en: 'Set up again: authenticator app' },
  'profile.codes.make': { ja: '新しく作成', en: 'Make new ones' },
  'profile.codes.make.of': { ja: 'リカバリーコードを新しく作成', en: 'Make new ones: recovery codes' },
  'profile.lastFactor': {
    ja: '最後の1つは解除できません。先に別の方法を登録してください。',
    en: 'The last one cannot be removed. Add another first.',
  },
  'profile.app.required': {
    ja: 'ショップの設定で必要なため、解除できません。',
    en: 'One of your shops asks for it, so it cannot be removed.',
  },
  'profile.mail.barred': {
    ja: 'ショップの設定により、使えません。',
    en: 'One of your shops does not allow it.',
  },
  'profile.mail.prove': {
    ja: '設定には認証アプリのコードが必要です。アプリに表示された6桁の数字を入力してください。',
    en: 'To switch this on, enter the 6 digits from your authenticator app.',
  },
  'profile.mail.warning': {
    ja: 'このメールを読める人は全員、コードを受け取れます。',
    en: 'Everybody who can read this mailbox can receive the codes.',
  },
  'profile.mail.done': {
    ja: 'メール通知を有効にしました。ログイン時に「別の方法を試す」から「メール」を選べます。',
    en: 'Done. At sign-in, choose "Try another way", then "E-mail".',
  },
  'profile.app.done': {
    ja: '認証アプリを登録しました。次回から、ログインのときにアプリのコードを入力してください。',
    en: 'Your authenticator app is set up. From now on, sign in with its codes.',
  },
  'profile.codes.done': {
    ja: '新しいリカバリーコードを作成しました。前のコードは使えません。',
    en: 'New recovery codes are made. The former ones no longer work.',
  },
  'profile.removed': { ja: '「{what}」を解除しました。', en: 'Turned off: {what}.' },
  'profile.remove.title': { ja: '「{what}」を解除しますか？', en: 'Turn off: {what}?' },
  'profile.remove.app': {
    ja: 'リカバリーコードも使えなくなります。これからのログインでは、メールのコードを入力します。',
    en: 'Your recovery codes stop working too. From now on you sign in with codes by mail.',
  },
  'profile.remove.mail': {
    ja: 'ログインできるのは、認証アプリの端末かリカバリーコードがあるときだけになります。',
    en: 'You can then sign in only with the device of your app or a recovery code.',
  },
  'profile.app.scanAgain': {
    ja: 'このQRコードは有効期限が切れました。アプリの古い登録を削除して、新しいQRコードを読み取ってください。',
    en: 'This QR code has expired. Delete the old entry in the app and scan a new one.',
  },
  'profile.app.newQr': { ja: '新しいQRコードを表示', en: 'Show a new QR code' },
  'profile.code.rejected': {
    ja: 'コードが一致しません。スマートフォンの時刻が自動設定になっているかご確認のうえ、次に表示される番号をお試しください。',
    en: 'That code does not match. Check that the phone sets its time automatically, then use the next number.',
  },
  'profile.app.replaceWarning': {
    ja: '新しい登録が済むまで、いまのアプリがそのまま使えます。済むと、いまのアプリとリカバリーコードは使えなくなります。',
    en: 'Your present app works until the new one is set up; then it and its recovery codes no longer do.',
  },

  'profile.devices': { ja: 'ログイン中の端末', en: 'Signed-in devices' },
  'profile.device': { ja: '端末', en: 'Device' },
  'profile.device.this': { ja: 'この端末', en: 'This device' },
  'profile.device.unknown': { ja: '不明な端末', en: 'Unknown device' },
  'profile.device.both': { ja: '{system}の{name}', en: '{name} on {system}' },
  'profile.place': { ja: 'IPアドレス', en: 'IP address' },
  'profile.place.unknown': { ja: '不明', en: 'Unknown' },
  'profile.signedInAt': { ja: 'ログイン', en: 'Signed in' },
  'profile.lastSeen': { ja: '最終利用', en: 'Last seen' },
  'profile.now': { ja: '利用中', en: 'Now' },
  'profile.end': { ja: 'ログアウト', en: 'Sign out' },
  'profile.end.of': { ja: '{device}をログアウト', en: 'Sign out {device}' },
  'profile.ended': { ja: '{device}をログアウトしました。', en: 'Signed out: {device}.' },
  'profile.endOthers': { ja: 'ほかの端末をすべてログアウト', en: 'Sign out all other devices' },
  'profile.endOthers.ask': {
    ja: 'この端末を除いて、すべてログアウトします。開いたままの画面は、次の操作のときにログイン画面に戻ります。',
    en: 'Every device but this one is signed out. Pages left open lead back to the sign-in at the next click.',
  },
  'profile.othersEnded': { ja: 'ほかの端末をすべてログアウトしました。', en: 'All other devices are signed out.' },
  'profile.onlyThis': {
    ja: 'ログインしているのは、この端末だけです。',
    en: 'You are signed in on this device alone.',
  },

  'profile.events': { ja: 'セキュリティの記録', en: 'Security log' },
  'profile.events.lead': {
    ja: 'お心当たりのないものがあるときは、すぐにパスワードを変更し、サポートにご連絡ください。',
    en: 'If you see something that was not you, change your password at once and contact support.',
  },
  'profile.events.when': { ja: '日時', en: 'When' },
  'profile.events.what': { ja: '内容', en: 'What' },
  'profile.events.more': { ja: 'もっと見る', en: 'Show more' },
  'profile.events.none': { ja: '記録はまだありません', en: 'Nothing yet' },
  'profile.events.none.lead': {
    ja: 'ログインや変更があると、ここに表示されます。',
    en: 'Sign-ins and changes appear here.',
  },

  'event.account.activated': { ja: 'アカウントを作成しました', en: 'The account was made' },
  'event.account.joined': { ja: 'ショップのメンバーになりました', en: 'The account joined a shop' },
  'event.account.joined.shop': { ja: '{shop}のメンバーになりました', en: 'The account joined {shop}' },
  'event.account.password_changed': { ja: 'パスワードを変更しました', en: 'The password was changed' },
  'event.account.password_reset_asked': {
    ja: 'パスワードの再設定のお申し込みがありました',
    en: 'Somebody asked to reset the password',
  },
  'event.account.password_reset': {
    ja: 'メールのリンクからパスワードを再設定しました',
    en: 'The password was reset by a mailed link',
  },
  'event.account.address_change_asked': {
    ja: 'メールアドレスの変更のお申し込み',
    en: 'A change of address was asked for',
  },
  'event.account.address_change_withdrawn': {
    ja: 'メールアドレスの変更の取り消し',
    en: 'A change of address was withdrawn',
  },
  'event.account.address_changed': { ja: 'メールアドレスの変更', en: 'The address was changed' },
  'event.account.address_reverted': {
    ja: '元のメールアドレスへの取り戻し',
    en: 'The former address was taken back',
  },
  'event.account.factors_changed': { ja: '認証方法を変更しました', en: 'Two-step verification was changed' },
  'event.factors.added': { ja: '「{factors}」を登録しました', en: 'Set up: {factors}' },
  'event.factors.removed': { ja: '「{factors}」を解除しました', en: 'Turned off: {factors}' },
  'event.factors.renewed': { ja: '「{factors}」を新しくしました', en: 'Renewed: {factors}' },
  'event.account.profile_changed': { ja: '登録内容を変更しました', en: 'Your details were changed' },
  'event.account.recovery_code_used': { ja: 'リカバリーコードを使いました', en: 'A recovery code was used' },
  'event.authn.signed_in': { ja: 'ログインしました', en: 'Signed in' },
  'event.authn.signed_in.new': { ja: '新しい端末からログインしました', en: 'Signed in from a new device' },
  'event.authn.stepped_up': { ja: 'ご本人の確認をしました', en: 'Confirmed it was you' },
  'event.authn.wrong_code': { ja: '誤ったコードが入力されました', en: 'A wrong code was entered' },
  'event.authn.factor_locked': {
    ja: '誤ったコードが続いたため、認証方法を停止しました',
    en: 'Too many wrong codes: a way of verifying was locked',
  },
  'event.authn.codes_stopped': {
    ja: '誤ったコードが多かったため、コードの受け付けを一時停止しました',
    en: 'Many wrong codes: codes were not accepted for a while',
  },
  'event.authn.factor_lost': {
    ja: '「どの方法も使えない」のお申し出がありました',
    en: 'Somebody reported that none of the ways could be used',
  },
  'event.session.ended': { ja: 'ログアウトしました', en: 'Signed out' },
  'event.session.others_ended': { ja: 'ほかの端末をログアウトしました', en: 'Other devices were signed out' },
  'event.session.evicted': { ja: 'いちばん古いログインを終了しました', en: 'The oldest sign-in was ended' },
  'event.factor.lift_asked': {
    ja: '認証方法の解除のお申し込みがありました',
    en: 'Somebody asked to remove a way of verifying',
  },
  'event.factor.lift_approved': {
    ja: '認証方法の解除が承認されました',
    en: 'Removing a way of verifying was approved',
  },
  'event.factor.lift_cancelled': {
    ja: '認証方法の解除を取り消しました',
    en: 'Removing a way of verifying was cancelled',
  },
  'event.factor.lifted': {
    ja: 'サポートの手続きで、認証方法を解除しました',
    en: 'Support removed a way of verifying',
  },
  'event.with': { ja: '{what}（{factors}）', en: '{what} ({factors})' },
  'event.list': { ja: '{first}、{rest}', en: '{first}, {rest}' },
  'event.alsoSo': { ja: '{first}。{rest}', en: '{first}. {rest}' },

  'robot.title': { ja: 'RPA専用アカウント', en: "A robot's account" },
  'robot.is': { ja: 'このアカウントはRPA専用です', en: 'This account is for a robot' },
  'robot.question': { ja: 'RPAが使うアカウントですか', en: 'Does a robot use this account?' },
  'robot.what': { ja: 'RPA専用とは', en: 'What that means' },
  'robot.lead': {
    ja: '{shop}の管理者が申請し、承認されたIPアドレスからのログインに限り、ワンタイムコードを省略します。人が使うアカウントには設定しないでください。',
    en: 'From addresses that an administrator of {shop} has asked for and that were approved, no code is asked for. Never say so of an account that a person uses.',
  },
  'robot.needs.password': {
    ja: 'パスワードは、ここで決めた15文字以上のもの',
    en: 'The password was chosen here, and has 15 or more characters',
  },
  'robot.needs.alone': {
    ja: '1つのショップだけのメンバーで、管理者ではないこと',
    en: 'It is a member of one shop, and no administrator',
  },
  'robot.needs.grant': {
    ja: 'パスワード、メールアドレス、二要素認証を変えると、確認が済むまで省略は止まります',
    en: 'Whenever its password, address or factors change, codes are asked for again until that was looked at',
  },
  'robot.flag': { ja: 'RPA専用にする', en: 'Make it a robot’s' },
  'robot.flag.ask': { ja: 'このアカウントをRPA専用にしますか', en: 'Make this account a robot’s?' },
  'robot.flag.after': {
    ja: '承認済みの申請があれば、登録したIPアドレスからのログインでコードが不要になります。',
    en: 'Where a request was approved, no code is asked for from its addresses from now on.',
  },
  'robot.flagged': { ja: 'RPA専用にしました。', en: 'It is a robot’s now.' },
  'robot.unflag': { ja: 'RPA専用をやめる', en: 'Take that back' },
  'robot.unflag.ask': { ja: 'RPA専用をやめますか', en: 'Take it back that this account is a robot’s?' },
  'robot.unflag.after': {
    ja: 'いまのRPAのログインは終わり、次からワンタイムコードが必要になります。',
    en: 'Where the robot is signed in now it is signed out, and codes are asked for again.',
  },
  'robot.unflagged': { ja: 'RPA専用をやめました。', en: 'It is no robot’s any more.' },
} as const satisfies Catalogue
