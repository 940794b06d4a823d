import type { Catalogue } from './catalogue.ts'

/** What the portal says to whoever finds a robot signed in. Fetched with its content. */
export const robotNoteWords = {
  'portal.robot.title': { ja: 'RPAのログインです', en: 'A robot is signed in' },
  'portal.robot': {
    ja: 'ワンタイムコードを省略してログインしているため、{shop}のサービスだけを使えます。15分使わないか、2時間たつと終わります。プロフィールの変更などは、コードでログインすると行えます。',
    en: 'No code was asked for, so this opens the services of {shop} and nothing else. It ends after 15 minutes without use, and after two hours. For the profile and the rest, sign in with a code.',
  },
  'portal.robot.code': { ja: 'コードでログイン', en: 'Sign in with a code' },
} as const satisfies Catalogue
