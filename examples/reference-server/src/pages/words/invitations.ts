import type { Catalogue } from './catalogue.ts'

/** What is said to whoever was invited, on the page of the mailed link and in the sign-in. Fetched with them. */
export const invitationWords = {
  'invite.page.title': { ja: '招待の確認', en: 'Your invitation' },
  'invite.to': { ja: '{shop}への招待', en: 'Invitation to {shop}' },
  'invite.lead': {
    ja: '{shop}のメンバーとして招待されています。内容をご確認ください。',
    en: 'You are invited to be a member of {shop}. Please check that this is right.',
  },
  'invite.shop': { ja: 'ショップ', en: 'Shop' },
  'invite.role': { ja: '権限', en: 'Role' },
  'invite.inviter': { ja: '招待した方', en: 'Invited by' },
  'invite.whom': { ja: '宛先', en: 'Sent to' },
  'invite.until': { ja: '有効期限', en: 'Valid until' },
  'invite.next.new': {
    ja: '参加するには、このメールアドレスに届くコードでご本人を確認します。はじめての方は、続けてアカウントを作成します。',
    en: 'To join, you prove this mailbox by a code. If you are new here, your account is created on the way.',
  },
  'invite.next.existing': {
    ja: '{email}のアカウントでログインしています。ご本人を確認すると、{shop}が追加されます。',
    en: 'You are signed in as {email}. Once you have confirmed it is you, {shop} is added.',
  },
  'invite.accept': { ja: '招待を受ける', en: 'Accept' },
  'invite.decline': { ja: '辞退する', en: 'Decline' },
  'invite.decline.title': { ja: '招待を辞退しますか？', en: 'Decline this invitation?' },
  'invite.decline.ask': {
    ja: '辞退すると、この招待は使えなくなります。あとから参加するには、{shop}の管理者にもう一度招待をご依頼ください。',
    en: 'The invitation then opens nothing any more. To join later, ask the administrator of {shop} to invite you again.',
  },
  'invite.declined.title': { ja: '招待を辞退しました', en: 'You have declined' },
  'invite.declined': {
    ja: '{shop}には参加していません。ほかのショップのご利用は変わりません。',
    en: 'You have not joined {shop}. Nothing else has changed.',
  },
  'invite.declined.later': {
    ja: '間違えて辞退した場合は、ショップの管理者にもう一度招待をご依頼ください。',
    en: "Was it a mistake? Ask the shop's administrator to invite you again.",
  },
  'invite.close': { ja: 'この画面は閉じてかまいません。', en: 'You can close this page.' },
  'invite.other': {
    ja: '現在{current}でログインしています。招待は{masked}宛てです。切り替えてお進みください。',
    en: 'You are signed in as {current}; this invitation is for {masked}. Switch accounts to go on.',
  },
  'invite.other.nothing': {
    ja: '切り替えると、このブラウザーではログアウトします。2つのアカウントが混ざることはありません。',
    en: 'Switching signs you out in this browser. The two accounts are never mixed.',
  },
  'invite.other.switch': { ja: 'ログアウトして招待を受ける', en: 'Sign out and accept' },
  'invite.other.stay': { ja: 'いまのアカウントのまま、サービス一覧へ', en: 'Stay, and go to your services' },
  'invite.ended.title': { ja: 'この招待は使えません', en: 'This invitation cannot be used' },
  'invite.ended': {
    ja: '期限切れ、使用済み、取り消しなどの理由で、ここからは進めません。',
    en: 'It was used already, has expired, or was withdrawn.',
  },
  'invite.ended.accepted': {
    ja: '登録が済んでいる方：そのままログインしてください。',
    en: 'If you have joined already, just sign in.',
  },
  'invite.ended.newest': {
    ja: 'まだの方：いちばん新しい招待メールのリンクを開いてください。',
    en: 'If not, open the link in your newest invitation mail.',
  },
  'invite.ended.ask': {
    ja: '新しいメールがない方：ショップの管理者に招待の再送をご依頼ください。',
    en: "No newer mail? Ask the shop's administrator to send the invitation again.",
  },
  'invite.ended.later': {
    ja: '切り替えのお知らせがまだの方：お知らせが届いてからお試しください。',
    en: 'If the shop has not announced its switch yet, try again once it has.',
  },
  'invite.ended.signIn': { ja: 'ログイン画面へ進む', en: 'Go to the sign-in page' },
  'invite.broken': {
    ja: 'リンクの一部が欠けています。メールのリンクをもう一度開くか、メールに書かれた6桁の番号を入力してください。',
    en: 'Part of the link is missing. Open it from the mail again, or enter the 6-digit number in the mail.',
  },
  'invite.code.title': { ja: 'リンクが開けないとき', en: 'If the link does not open' },
  'invite.code.lead': {
    ja: '招待メールが届いたメールアドレスと、メールに書かれた6桁の番号を入力してください。別の端末からでも進めます。',
    en: 'Enter the address that was invited and the 6-digit number in the mail. This works from another device too.',
  },
  'invite.code.address': { ja: '招待されたメールアドレス', en: 'Invited address' },
  'invite.code.number': { ja: '招待の番号', en: 'Number of the invitation' },
  'invite.code.submit': { ja: '招待を確認する', en: 'See the invitation' },
  'invite.code.wrong': {
    ja: 'メールアドレスか番号が違うか、招待が終了しています。いちばん新しい招待メールをご確認ください。5回間違えると、その招待は使えなくなります。',
    en: 'The address or the number is another, or the invitation has ended. Look at the newest mail: after five wrong tries an invitation opens nothing.',
  },
  'invite.code.use': { ja: '番号を入力する', en: 'Enter the number' },

  'invite.account.title': { ja: 'アカウントの作成', en: 'Create your account' },
  'invite.account.lead': {
    ja: '氏名とパスワードを設定して、アカウントを作成してください。',
    en: 'Set your name and a password to create your account.',
  },
  'invite.account.name': { ja: '氏名', en: 'Name' },
  'invite.account.name.missing': { ja: '氏名を入力してください。', en: 'Enter your name.' },
  'invite.accept.lead': {
    ja: '{email}のアカウントに、{shop}が追加されます。',
    en: '{shop} is added to the account of {email}.',
  },
  'invite.accept.join': { ja: '参加する', en: 'Join' },

  'role.administrator': { ja: '管理者', en: 'Administrator' },
  'role.staff': { ja: 'スタッフ', en: 'Staff' },
} as const satisfies Catalogue
