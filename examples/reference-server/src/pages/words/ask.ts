import type { Catalogue } from './catalogue.ts'

/** What is said to who asks, at the sign-in of an account that several people use, for one of their own. */
export const askWords = {
  'ask.lead': {
    ja: 'このアカウントを設定した方とショップの管理者に、あなた専用のアカウントへの招待を依頼します。',
    en: 'We ask the person who set this up, and the administrators of the shop, to invite you to an account of your own.',
  },
  'ask.name': { ja: 'あなたの氏名', en: 'Your name' },
  'ask.name.missing': { ja: '氏名を入力してください。', en: 'Enter your name.' },
  'ask.email': { ja: 'あなたのメールアドレス', en: 'Your own e-mail address' },
  'ask.email.help': {
    ja: '共有のアドレスではなく、ご自身だけが読めるアドレスを入力してください。',
    en: 'Not the shared one: an address that only you can read.',
  },
  'ask.submit': { ja: '招待を依頼する', en: 'Ask for an invitation' },
} as const satisfies Catalogue
