import type { Catalogue } from './catalogue.ts'

/** What is said to whoever comes from a service and is not simply signed in. */
export const interactionWords = {
  'interaction.over.title': { ja: 'このログインは終了しています', en: 'This sign-in is over' },
  'interaction.over.lead': {
    ja: '時間がたったか、別のブラウザーで始められたため、続きに進めません。サービス一覧から開くか、ショップのアドレスをもう一度開いてください。',
    en: "It took too long, or began in another browser. Go on from your services, or open the shop's address once more.",
  },
  'interaction.stuck.title': { ja: 'サービスに移動できませんでした', en: 'You were not taken to the service' },
  'interaction.stuck.lead': {
    ja: 'ログインは済んでいますが、{service}を開けませんでした。もう一度お試しください。',
    en: 'You are signed in, but {service} did not open. Please try again.',
  },
  'interaction.stuck.again': { ja: 'もう一度開く', en: 'Open it again' },

  'interaction.refused.title': { ja: 'このサービスは開けません', en: 'This service cannot be opened' },
  'interaction.not_open': {
    ja: '{shop}では、ecforce accountsでのログインがまだ始まっていません。ショップのこれまでのログイン画面をお使いください。',
    en: "{shop} does not sign in with ecforce accounts yet. Use the shop's own sign-in page.",
  },
  'interaction.not_a_member': {
    ja: '{email}は、{shop}のメンバーとして登録されていません。登録されているメールアドレスでログインするか、ショップの管理者に招待をご依頼ください。',
    en: "{email} is not registered as a member of {shop}. Sign in with the address that is, or ask the shop's administrator for an invitation.",
  },
  'interaction.suspended': {
    ja: '{shop}での{email}のご利用は、現在停止されています。ショップの管理者にご連絡ください。',
    en: "The access of {email} to {shop} is suspended at the moment. Contact the shop's administrator.",
  },
  'interaction.restricted': {
    ja: '今回のログインで開けるサービスは限られていて、{service}は含まれていません。ふだんお使いの端末からお試しいただくか、ショップの管理者にご連絡ください。',
    en: "This sign-in opens some services only, and {service} is not among them. Try from the device you usually use, or contact the shop's administrator.",
  },
  'interaction.unknown_service': {
    ja: 'お探しのサービスは登録されていないか、提供が終了しています。ショップの管理者にご連絡ください。',
    en: "There is no such service, or it is no longer offered. Contact the shop's administrator.",
  },
  'interaction.other_account': {
    ja: '{service}では別のアカウントをお使いです。{email}ではなく、そのアカウントでログインしてください。',
    en: 'You use {service} with another account. Sign in with that one in place of {email}.',
  },

  'interaction.stepUp.lead': {
    ja: '{service}を開く前に、もう一度ご本人の確認をお願いします。',
    en: 'Before {service} opens, please confirm that it is you.',
  },
  'interaction.stepUp.app': {
    ja: '{service}を開くには、認証アプリでの確認が必要です。',
    en: '{service} asks for a code of your authenticator app.',
  },
  'interaction.stepUp.ended': {
    ja: '入力できる回数を超えたか、時間がたったため、確認をやり直してください。',
    en: 'No tries are left, or this took too long. Please begin again.',
  },
  'interaction.enrol.title': { ja: '認証アプリの登録が必要です', en: 'An authenticator app is needed' },
  'interaction.enrol.lead': {
    ja: '{service}を開くには、認証アプリ（Google Authenticatorなど）での確認が必要です。プロフィール管理で登録したあと、この画面に戻ってお進みください。',
    en: '{service} asks for a code of an authenticator app (such as Google Authenticator). Set one up in your profile, then come back here.',
  },
  'interaction.enrol.go': { ja: '認証アプリを登録する', en: 'Set up an app' },

  'interaction.others': { ja: 'ほかの方法', en: 'Other ways' },
  'interaction.signedInAs': {
    ja: '{email}でログインしています。別のアカウントを使う場合は、いったんログアウトします。',
    en: 'You are signed in as {email}. To use another account, you are signed out first.',
  },
  'interaction.toPortal': { ja: 'サービス一覧を開く', en: 'Open your services' },
  'interaction.otherAccount': { ja: '別のアカウントでログイン', en: 'Sign in with another account' },
  'interaction.back': { ja: 'ショップの画面に戻る', en: 'Back to the shop' },
} as const satisfies Catalogue
