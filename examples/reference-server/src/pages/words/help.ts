import type { Catalogue } from './catalogue.ts'

/** The help for members. Fetched with its page. */
export const helpWords = {
  'help.title': { ja: 'ヘルプ', en: 'Help' },
  'help.contents': { ja: '目次', en: 'Contents' },
  'help.toSignIn': { ja: 'ログイン画面へ', en: 'To the sign-in page' },

  'help.about.title': { ja: 'ecforce accountsとは', en: 'What ecforce accounts is' },
  'help.about.what': {
    ja: 'ecforceの各サービスに、1つのアカウントでログインするための共通の入り口です。複数のショップを担当している方も、メールアドレスとパスワードは1組で済みます。',
    en: 'One way into every ecforce service, with one account per person. If you work for several shops, one address and one password serve for all of them.',
  },
  'help.about.why': {
    ja: 'パスワードに加えて、メールで届くワンタイムコード、または認証アプリのコードで本人を確認します（二要素認証）。パスワードが漏れても、それだけではログインできません。',
    en: 'Besides the password it asks for a one-time code, mailed to you or shown by an authenticator app (two-step verification). A password that leaked opens nothing by itself.',
  },
  'help.about.when': {
    ja: '切り替えはショップごとに行います。お知らせから切り替え日までは、従来のログイン画面も使えます。切り替え日は、ショップから移動してきたログイン画面と、はじめてログインした直後のサービス一覧に表示されます。',
    en: 'Each shop switches on its own date. From the announcement until that date, its former sign-in page works as well. The date is shown on the sign-in page when you come from the shop, and in your services right after your first sign-in.',
  },
  'help.about.genuine': {
    ja: '本物の画面かどうかは、アドレス欄でご確認ください。{issuerHost}であれば本物です。サポートがパスワードやワンタイムコードをお尋ねすることはありません。',
    en: 'To be sure that a page is genuine, look at the address bar: it says {issuerHost}. Support never asks for your password or a code.',
  },

  'help.first.title': { ja: 'はじめてのログイン', en: 'Your first sign-in' },
  'help.first.address': {
    ja: 'ecforceのメンバー管理に登録されているメールアドレスを入力します。',
    en: "Enter the address registered for you in your shop's member list.",
  },
  'help.first.password': {
    ja: 'これまでのecforceのパスワードを入力します。',
    en: 'Enter your present ecforce password.',
  },
  'help.first.code': {
    ja: 'メールで届く6桁のワンタイムコードを入力します。画面とメールの照合記号が同じことをご確認ください。',
    en: 'Enter the 6-digit code that we mail you. The reference on the screen and in the mail should be the same.',
  },
  'help.first.newPassword': {
    ja: 'これまでのパスワードが短い場合や、ショップごとに違うパスワードをお使いの場合は、新しいパスワードを1つ決めます。12文字以上であれば、記号や大文字は必須ではありません。',
    en: 'If your present password is short, or your shops hold different ones, choose a new one: 12 characters or more, no symbols or capitals required.',
  },
  'help.first.done': {
    ja: 'サービス一覧が表示されたら完了です。次回からは、ショップの管理画面のアドレスをブックマークして開いてください。',
    en: "When your services appear, you are done. From then on, bookmark the address of your shop's admin.",
  },
  'help.first.refused': {
    ja: '入力が正しいのにログインできないときは、パスワードの再設定をお試しください。届いたメールにリンクがない場合は、その理由が書かれています。ショップがまだ切り替え前か、メンバーの登録が確認待ちの可能性があります。ショップの管理者にご確認ください。',
    en: "If you are sure of what you typed and still cannot get in, try to reset your password: where that mail has no link, it says why. The shop may not have been announced yet, or your membership waits to be confirmed. Ask your shop's administrator.",
  },

  'help.invited.title': { ja: '招待メールが届いたとき', en: 'If you were invited' },
  'help.invited.link': {
    ja: '招待メールのリンクを開き、ショップ、権限、招待した方を確認します。開いただけでは何も始まりません。リンクが開けないときは、{issuerHost}/invitationsでメールの6桁の番号を入力します。',
    en: 'Open the link in the mail, and check the shop, the role and who invites. Opening it begins nothing. If it does not open, enter the 6-digit number of the mail at {issuerHost}/invitations.',
  },
  'help.invited.accept': {
    ja: '「招待を受ける」を押します。はじめての方は、メールで届くコードを入力し、氏名とパスワードを設定します。アカウントをお持ちの方は、いつものようにログインして「参加する」を押します。',
    en: 'Accept. If you are new, enter the code that we mail you, then set your name and a password. If you have an account, sign in as always, and join.',
  },
  'help.invited.ended': {
    ja: '招待が使えないときは、期限切れや取り消しなどで終了しています。いちばん新しい招待メールをお使いになるか、ショップの管理者に再送をご依頼ください。',
    en: "If an invitation cannot be used it has ended. Use the newest mail, or ask the shop's administrator to send it again.",
  },

  'help.code.title': { ja: 'コードが届かないとき', en: 'If the code does not arrive' },
  'help.code.wait': {
    ja: '1、2分待ってから、迷惑メールフォルダーと「プロモーション」などの振り分け先をご確認ください。',
    en: 'Wait a minute or two, then look in the spam folder and in any tab or folder that mail is sorted into.',
  },
  'help.code.allow': {
    ja: '受信を制限している場合は、{senderDomain}からのメールを許可してください。会社のメールの場合は、システム担当の方にご依頼ください。',
    en: 'If your mailbox restricts senders, allow mail from {senderDomain}. For a company mailbox, ask whoever runs it.',
  },
  'help.code.resend': {
    ja: '「コードを再送する」を押すと、新しいコードが届きます。前のコードは使えなくなるため、いちばん新しいメールのコードを入力してください。',
    en: 'Press "Send again" for a new code. The former one then no longer works: use the newest mail.',
  },
  'help.code.address': {
    ja: '画面に表示される宛先に心当たりがない場合は、メールアドレスの入力からやり直してください。',
    en: 'If you do not recognise the destination that is shown, start again from the address.',
  },
  'help.code.valid': {
    ja: 'コードは10分間有効です。5回続けて違うコードを入力すると、パスワードの入力からやり直しになります。',
    en: 'A code is valid for 10 minutes. After five wrong ones you start again from the password.',
  },

  'help.reset.title': { ja: 'パスワードを忘れたとき', en: 'If you forgot your password' },
  'help.reset.ask': {
    ja: 'ログイン画面でメールアドレスを入力し、次の画面の「{forgot}」を選びます。',
    en: 'On the sign-in page enter your address, then choose "{forgot}".',
  },
  'help.reset.link': {
    ja: 'メールで届くリンクを30分以内に開き、新しいパスワードを設定します。',
    en: 'Open the link that we mail you within 30 minutes, and choose a new password.',
  },
  'help.reset.signIn': {
    ja: '新しいパスワードでログインします。ほかの端末はすべてログアウトしています。',
    en: 'Sign in with the new password. All other devices have been signed out.',
  },
  'help.reset.reasons': {
    ja: '再設定できない場合は、リンクの代わりに、その理由をメールでお知らせします。まだ一度もログインしていない方も、ショップの切り替えのお知らせのあとであれば再設定できます。',
    en: 'If it cannot be reset, the mail tells you why instead. It works before your first sign-in too, once your shop has been announced.',
  },
  'help.reset.held': {
    ja: '安全のため、再設定から24時間は、認証方法の変更などができません。認証アプリを登録している場合は、次のログインで認証アプリかリカバリーコードが必要です。',
    en: 'For safety, some changes, such as those of how you verify, wait for 24 hours after a reset. If you have an authenticator app, the next sign-in asks for it or for a recovery code.',
  },

  'help.phone.title': { ja: 'スマートフォンを替えたとき', en: 'A new phone' },
  'help.phone.mail': {
    ja: 'ワンタイムコードをメールで受け取っている方は、アカウントの手続きは必要ありません。新しいスマートフォンで、登録しているメールアドレスのメールを読めるようにしてください。',
    en: 'If your codes come by mail, there is nothing to change in your account. Make sure that the new phone can read the mailbox you are registered with.',
  },
  'help.phone.app': {
    ja: '認証アプリをお使いの方は、前のスマートフォンがお手元にあるうちに、「プロフィール管理」の「二要素認証」で新しいスマートフォンの認証アプリを登録してください。前のスマートフォンがない場合は、保存しておいたリカバリーコードでログインしてから登録します。',
    en: 'If you use an authenticator app, set it up on the new phone under "Profile", "Two-step verification" while you still have the old one. Without the old one, sign in by a saved recovery code first.',
  },
  'help.phone.none': {
    ja: 'リカバリーコードもない場合は、コードの入力画面の「どの方法も使えない」を押してください。ご相談先と、お伝えいただく番号が表示されます。',
    en: 'Without a recovery code either, press "I cannot use any of these" where the code is asked for. It says whom to ask, and the number to quote.',
  },
  'help.phone.lost': {
    ja: 'なくした場合は、第三者がメールを読めないように、メールのパスワードを変更してください。そのあとここでのパスワードを再設定すると、なくした端末を含むすべての端末からログアウトします。',
    en: 'If you lost it, change the password of your mailbox so that nobody else can read it. Then reset your password here: that signs out every device, the lost one too.',
  },

  'help.shared.title': { ja: '1つのアカウントを複数の方でお使いの場合', en: 'If several people share one account' },
  'help.shared.who': {
    ja: 'ワンタイムコードは、登録されているメールアドレスか、登録した端末の認証アプリだけで受け取れます。どちらもお手元にない方はログインできません。',
    en: 'The code goes to the registered address, or is shown by the app on the registered device. Who has neither cannot sign in.',
  },
  'help.shared.each': {
    ja: '1人1アカウントにすると、誰がいつ操作したかがわかり、退職された方だけを止められます。ショップの管理者に、ご自身のメンバー登録をご依頼ください。',
    en: "With one account each, you can see who did what, and stop one person's access alone. Ask your shop's administrator to add you as a member.",
  },

  'help.robots.title': { ja: 'RPAやAPIをお使いの場合', en: 'Robots (RPA) and APIs' },
  'help.robots.rpa': {
    ja: 'RPAもワンタイムコードの入力が必要です。RPA専用のメンバーに限り、登録したIPアドレスからのログインでコードを省略できます。ショップの管理者が、サービス一覧の上の「RPA」から、切り替え日の前に申請してください（2営業日以内に対応します）。',
    en: "Robots are asked for a code as well. For a robot's own member it can be waived from addresses that are registered: an administrator of the shop asks for it under Robots, above the services, before the date of the switch (two business days).",
  },
  'help.robots.api': {
    ja: 'APIの連携には影響しません。APIの認証情報はそのままお使いいただけます。',
    en: 'API integrations are not affected. Their credentials go on working as they are.',
  },

  'help.contact.title': { ja: 'お問い合わせ先', en: 'Whom to ask' },
  'help.contact.administrator': {
    ja: 'メンバーの登録、メールアドレスの変更、利用の停止については、ショップの管理者にご連絡ください。',
    en: "About memberships, a change of address or a suspension: your shop's administrator.",
  },
  'help.contact.support': {
    ja: 'それ以外で困ったときは、サポートにご連絡ください。画面に「お問い合わせ番号」が表示されている場合は、あわせてお伝えください。',
    en: 'About anything else: support. If the screen shows a support code, please quote it.',
  },
} as const satisfies Catalogue
