import type { Catalogue } from './catalogue.ts'

/** What is said in the portal of shops that wait for an answer. Fetched beside the services. */
export const waitingShopWords = {
  'waiting.title': { ja: '{shop}への参加', en: 'Join {shop}?' },
  'waiting.lead': {
    ja: '{shop}のメンバー一覧に、あなたのメールアドレスが登録されています。参加すると、サービス一覧に追加されます。お返事をいただくまで、あなたのアカウントのことはショップに伝わりません。',
    en: '{shop} has your address in its member list. If you join, it is added to your services. Until you answer, the shop learns nothing of your account.',
  },
  'waiting.role': { ja: '権限：{role}', en: 'Role: {role}' },
  'waiting.inviter': { ja: '招待した方：{name}', en: 'Invited by {name}' },
  'waiting.until': { ja: '{time}まで', en: 'Until {time}' },
  'waiting.accept': { ja: '参加する', en: 'Join' },
  'waiting.accept.of': { ja: '{shop}に参加する', en: 'Join {shop}' },
  'waiting.decline': { ja: '辞退する', en: 'Decline' },
  'waiting.decline.of': { ja: '{shop}への参加を辞退する', en: 'Decline {shop}' },
  'waiting.decline.title': { ja: '{shop}への参加を辞退しますか？', en: 'Decline to join {shop}?' },
  'waiting.decline.ask': {
    ja: 'あとから参加するには、{shop}の管理者に招待をご依頼ください。ほかのショップのご利用は変わりません。',
    en: 'To join later, ask the administrator of {shop} to invite you. Nothing else changes.',
  },
  'waiting.joined': { ja: '{shop}に参加しました。', en: 'You have joined {shop}.' },
  'waiting.declined': { ja: '{shop}への参加を辞退しました。', en: 'You have declined {shop}.' },
} as const satisfies Catalogue
