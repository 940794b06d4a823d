import { robotWords } from './gate-answers.ts'
import type { GatePage, PageForm, PageLink } from './gate-pages.ts'

/** The gate's own pages. `again`: where a person begins to sign in anew. */
export const pages = {
  /** The answer belongs to a sign-in that this browser has not begun, or does not remember. */
  otherBrowser: (again: string): GatePage => ({
    status: 400,
    title: { ja: 'ログインを確認できませんでした', en: 'This sign-in could not be confirmed' },
    words: {
      ja: 'ログインを始めたブラウザーと異なるか、Cookieが無効になっています。このブラウザーでもう一度ログインしてください。',
      en: 'It was begun in another browser, or cookies are switched off. Please sign in again in this one.',
    },
    links: [signInAgain(again)],
  }),

  tookTooLong: (again: string): GatePage => ({
    status: 400,
    title: { ja: 'ログインの時間が過ぎました', en: 'The sign-in took too long' },
    words: { ja: 'お手数ですが、もう一度ログインしてください。', en: 'Please sign in again.' },
    links: [signInAgain(again)],
  }),

  spent: (again: string): GatePage => ({
    status: 400,
    title: { ja: 'このログインは使用済みです', en: 'This sign-in was used before' },
    words: { ja: 'お手数ですが、もう一度ログインしてください。', en: 'Please sign in again.' },
    links: [signInAgain(again)],
  }),

  denied: (again: string, issuer: string): GatePage => ({
    status: 403,
    title: { ja: 'ログインできませんでした', en: 'You were not signed in' },
    words: {
      ja: 'ログインが取り消されたか、このアカウントではショップの管理画面をご利用いただけません。別のアカウントでログインするか、ショップの管理者にご連絡ください。',
      en: 'The sign-in was cancelled, or this account may not enter the shop’s admin. Use another account or contact the shop’s administrator.',
    },
    links: [signInAgain(again), openAccounts(issuer)],
  }),

  notBelieved: (again: string): GatePage => ({
    status: 502,
    title: { ja: 'ログインを確認できませんでした', en: 'This sign-in could not be confirmed' },
    words: {
      ja: 'もう一度お試しください。繰り返し表示される場合は、ショップの管理者にご連絡ください。',
      en: 'Please try again. If this comes again, contact the shop’s administrator.',
    },
    links: [signInAgain(again)],
  }),

  unreachable: (again: string): GatePage => ({
    status: 503,
    title: { ja: 'ecforce accountsに接続できません', en: 'ecforce accounts cannot be reached' },
    words: { ja: 'しばらくしてからもう一度お試しください。', en: 'Please try again in a while.' },
    links: [signInAgain(again)],
  }),

  tooWeak: (again: string): GatePage => ({
    status: 403,
    title: { ja: '本人確認が足りません', en: 'That was not enough' },
    words: {
      ja: 'この画面を開くには、認証アプリなど、より確かな方法での確認が必要です。',
      en: 'This page asks for a stronger way to confirm that it is you, such as an authenticator app.',
    },
    links: [signInAgain(again)],
  }),

  unknownHere: (again: string, issuer: string): GatePage => ({
    status: 403,
    title: { ja: 'このショップではご利用いただけません', en: 'This shop does not know you' },
    words: {
      ja: 'ショップのメンバーとして登録できませんでした。ショップの管理者にご連絡ください。',
      en: 'You could not be added to the shop’s members. Please contact the shop’s administrator.',
    },
    links: [signInAgain(again), openAccounts(issuer)],
  }),

  /** Who has just come back is sent there again. */
  notKept: (again: string): GatePage => ({
    status: 400,
    title: { ja: 'ログインを保持できませんでした', en: 'The sign-in was not kept' },
    words: {
      ja: 'ログインは完了しましたが、このブラウザーに保存されませんでした。Cookieが有効かどうかご確認ください。',
      en: 'You signed in, but this browser has not kept it. Please check whether cookies are allowed.',
    },
    links: [signInAgain(again)],
  }),

  otherIssuer: (again: string): GatePage => ({
    status: 400,
    title: { ja: 'このリンクは使えません', en: 'This link does not work here' },
    words: {
      ja: 'このショップのログイン先ではありません。',
      en: 'It names another place than this shop signs in with.',
    },
    links: [signInAgain(again)],
  }),

  otherPage: (top: string): GatePage => ({
    status: 403,
    title: { ja: 'この操作は受け付けられません', en: 'This was not accepted' },
    words: { ja: '管理画面からもう一度操作してください。', en: 'Please do it again from the admin.' },
    links: [toTop(top)],
  }),

  signedIn: (top: string): GatePage => ({
    status: 200,
    title: { ja: 'ログインしました', en: 'You are signed in' },
    words: {
      ja: 'このタブを閉じ、元のタブに戻って「もう一度送信する」を押してください。',
      en: 'Close this tab, go back to the one you came from, and press “Send again”.',
    },
    links: [toTop(top)],
  }),

  signedOut: (again: string): GatePage => ({
    status: 200,
    title: { ja: 'ログアウトしました', en: 'You are signed out' },
    words: {
      ja: '続けるには、もう一度ログインしてください。',
      en: 'To go on, sign in again.',
    },
    links: [signInAgain(again)],
  }),

  signedOutEverywhere: (again: string): GatePage => ({
    status: 200,
    title: { ja: 'ログアウトしました', en: 'You are signed out' },
    words: {
      ja: 'ecforce accountsでログインしていたほかのショップやサービスからも、ログアウトしました。続けるには、もう一度ログインしてください。',
      en: 'You are signed out of the other shops and services of ecforce accounts as well. To go on, sign in again.',
    },
    links: [signInAgain(again)],
  }),

  signedOutHere: (again: string, issuer: string): GatePage => ({
    status: 503,
    title: { ja: 'この管理画面からログアウトしました', en: 'You are signed out of this admin' },
    words: {
      ja: 'ecforce accountsに接続できないため、ほかのサービスからはまだログアウトしていません。',
      en: 'ecforce accounts cannot be reached, so you are still signed in to everything else.',
    },
    links: [openAccounts(issuer), signInAgain(again)],
  }),

  signingOut: (onTo: string): GatePage => ({
    status: 200,
    title: { ja: 'ログアウトしています', en: 'Signing out' },
    words: {
      ja: '画面が変わらないときは、下のボタンを押してください。',
      en: 'If nothing happens, press the button below.',
    },
    links: [{ href: onTo, label: { ja: 'ログアウトを続ける', en: 'Go on' } }],
    onTo,
  }),

  keptForm: (signIn: string, form: Omit<PageForm, 'label'>): GatePage => ({
    status: 401,
    title: { ja: '入力内容はまだ送信されていません', en: 'What you entered was not sent yet' },
    words: {
      ja: 'ログインの有効期限が切れていました。（1）新しいタブでログインする （2）このタブに戻り「もう一度送信する」を押す、の順に操作してください。入力内容はこのページに残っています。',
      en: 'Your session was over. (1) Sign in in a new tab. (2) Come back to this one and press “Send again”. This page keeps what you entered.',
    },
    more: {
      ja: '送信できるのは、入力した方ご本人だけです。',
      en: 'Only the person who entered it can send it.',
    },
    links: [{ ...signInAgain(signIn), opensTab: true }],
    form: { ...form, label: { ja: 'もう一度送信する', en: 'Send again' } },
  }),

  typeAgain: (signIn: string): GatePage => ({
    status: 401,
    title: { ja: '入力内容は送信されませんでした', en: 'What you entered was not sent' },
    words: {
      ja: 'ログインの有効期限が切れていました。新しいタブでログインしてから、ブラウザーの「戻る」で入力画面に戻り、もう一度送信してください。ファイルは選び直しが必要です。',
      en: 'Your session was over. Sign in in a new tab, go back to the form with your browser’s “Back”, and send it again. Files have to be chosen again.',
    },
    links: [{ ...signInAgain(signIn), opensTab: true }],
  }),

  otherMember: (top: string): GatePage => ({
    status: 409,
    title: { ja: '別の方がログインしているため送信しませんでした', en: 'Not sent: somebody else is signed in' },
    words: {
      ja: 'この内容は、別のメンバーが入力したものです。入力した方がログインし、はじめから操作してください。',
      en: 'This was entered by another member. Whoever entered it has to sign in and begin again.',
    },
    links: [toTop(top)],
  }),

  robot: (top: string): GatePage => ({
    status: 403,
    title: { ja: 'この操作はできません', en: 'This is not possible' },
    words: robotWords,
    links: [toTop(top)],
  }),

  stepUp: (stepUp: string): GatePage => ({
    status: 401,
    title: { ja: 'あらためてご本人の確認が必要です', en: 'Please confirm that it is you' },
    words: {
      ja: '新しいタブで確認してから、ブラウザーの「戻る」で入力画面に戻り、もう一度送信してください。',
      en: 'Confirm it in a new tab, go back to the form with your browser’s “Back”, and send it again.',
    },
    links: [{ href: stepUp, label: { ja: '本人確認に進む', en: 'Confirm' }, opensTab: true }],
  }),
}

function signInAgain(href: string): PageLink {
  return { href, label: { ja: 'ログインする', en: 'Sign in' } }
}

function openAccounts(issuer: string): PageLink {
  return { href: issuer, label: { ja: 'ecforce accountsを開く', en: 'Open ecforce accounts' } }
}

function toTop(href: string): PageLink {
  return { href, label: { ja: '管理画面のトップへ', en: 'To the admin’s first page' } }
}
