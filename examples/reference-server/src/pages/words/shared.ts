import type { Catalogue } from './catalogue.ts'

/** Of who shares an account and asked for one of their own. Fetched with the page of members. */
export const sharedWords = {
  'wishes.title': { ja: '招待の依頼：{n}件', en: 'Asked for an invitation: {n}' },
  'wishes.lead': {
    ja: '共有のアカウントのログイン画面から届いた依頼です。氏名とメールアドレスはまだ確認されていません。お心当たりのある方だけ招待してください。',
    en: 'Asked at the sign-in of a shared account. Nobody has checked the name or the address: invite only people you know.',
  },
  'wishes.asked': { ja: '依頼：{time}', en: 'Asked {time}' },
  'wishes.invite': { ja: '招待する', en: 'Invite' },
  'wishes.invite.of': { ja: '{member}さんを招待する', en: 'Invite {member}' },
  'wishes.dismiss': { ja: '見送る', en: 'Dismiss' },
  'wishes.dismiss.of': { ja: '{member}さんの依頼を見送る', en: 'Dismiss {member}' },
  'wishes.dismissed': { ja: '{member}さんの依頼を見送りました。', en: 'The request of {member} is dismissed.' },
} as const satisfies Catalogue
