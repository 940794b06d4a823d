import type { Catalogue } from './catalogue.ts'

/** Of accounts that several people use: who asked for one of their own, and how to come to one each. */
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

  'shared.badge': { ja: '共有', en: 'Shared' },
  'shared.hint': { ja: '複数の方で使われている可能性があります', en: 'Several people may be using it' },
  'shared.hint.of': {
    ja: '{member}：複数の方で使われている可能性があります',
    en: '{member}: several people may be using it',
  },
  'shared.row.owner': { ja: '責任者：{name}', en: 'Responsible: {name}' },
  'shared.row.reminder': { ja: '次の確認：{day}', en: 'Next check: {day}' },
  'shared.row.retires': { ja: '{day}に終了', en: 'Ends {day}' },
  'shared.open': { ja: '1人1アカウントにする', en: 'One account each' },

  'shared.title': { ja: '1人1アカウントにする', en: 'One account each' },
  'shared.found': {
    ja: 'このアカウントは複数の方で使われている可能性があります。1人1アカウントにすると、誰がいつ操作したかがわかります。',
    en: 'Several people may be using this account. With one each, you can see who did what.',
  },
  'shared.back': { ja: 'メンバー一覧に戻る', en: 'Back to the members' },
  'shared.nobody.title': { ja: 'このアカウントは選べません', en: 'This account cannot be chosen' },
  'shared.nobody': {
    ja: '利用中のメンバーではありません。メンバー一覧から選び直してください。',
    en: 'It is not an active member. Choose one from the members.',
  },
  'shared.step': { ja: '手順{n}/{of}', en: 'Step {n} of {of}' },
  'shared.step1': { ja: '使っている方のメールアドレスを入力', en: "Enter the people's addresses" },
  'shared.step2': { ja: '招待メールを送信', en: 'Send invitations' },
  'shared.step3': { ja: '共有アカウントの終了日を決める', en: 'Choose when the shared sign-in ends' },
  'shared.people': { ja: '使っている方', en: 'People' },
  'shared.people.help': {
    ja: '1行に1名ずつ、ご本人だけが読めるメールアドレスを入力してください。続けてコンマと氏名も入力できます（例：name@shop.example,山田はな）。',
    en: 'One person a line: an address that only they can read; a comma and the name may follow (name@shop.example, Hana Yamada).',
  },
  'shared.people.none': {
    ja: '招待できるメールアドレスがありません。形の正しい、共有のアドレスではないメールアドレスを入力してください。',
    en: 'There is nobody to invite yet. Enter an address in the right form that is not the shared one.',
  },
  'shared.wishes': {
    ja: '招待の依頼が{n}件届いています。お心当たりのある方だけ招待してください。',
    en: 'Asked for an invitation: {n}. Invite only people you know.',
  },
  'shared.wishes.add': { ja: '依頼した方を追加する', en: 'Add who has asked' },
  'shared.next': { ja: '次へ', en: 'Next' },
  'shared.skip': { ja: '招待は済んでいる（終了日を決める）', en: 'Everybody is invited: choose the day' },
  'shared.invite.lead': { ja: '次の{n}名を招待します。', en: 'To be invited: {n}' },
  'shared.invite.others': { ja: '次のアドレスには送信しません：{list}', en: 'Not invited: {list}' },
  'shared.person': { ja: '{name}（{email}）', en: '{name} ({email})' },
  'shared.role.help': {
    ja: '全員に同じ権限がつきます。あとから1名ずつ変更できます。',
    en: 'For all of them; you can change it one by one later.',
  },
  'shared.invite': { ja: '{n}名に招待メールを送る', en: 'Invite {n}' },
  'shared.toDay': { ja: '次へ（終了日を決める）', en: 'Next: choose the day' },
  'shared.correct': { ja: '送れなかった方を直す', en: 'Correct the others' },
  'shared.day': { ja: '終了日', en: 'Day' },
  'shared.day.lead': {
    ja: 'この日から、共有のアカウントでは{shop}に入れなくなります。招待した方には、それまでに登録をお願いしてください。',
    en: 'From this day on the shared account does not open {shop}. Ask everybody you invited to register before.',
  },
  'shared.day.help': {
    ja: '日本時間の0時に切り替わります。前日まで取り消せます。',
    en: 'At midnight, Japan time. Until then you can take it back.',
  },
  'shared.day.missing': { ja: '終了日を選んでください。', en: 'Choose a day.' },
  'shared.day.choose': { ja: '終了日を決める', en: 'Set the day' },
  'shared.day.set': { ja: '共有アカウントの終了日を{day}にしました。', en: 'The shared sign-in ends on {day}.' },
  'shared.day.is': { ja: '終了日：{day}', en: 'Ends on {day}' },
  'shared.day.then': {
    ja: 'この日から、共有のアカウントでは{shop}に入れません。招待した方が登録を済ませているか、メンバー一覧でご確認ください。',
    en: 'From this day on the shared account does not open {shop}. See in the list of members who has registered.',
  },
  'shared.day.withdraw': { ja: '終了日を取り消す', en: 'Take it back' },
  'shared.day.withdrawn': { ja: '終了日を取り消しました。', en: 'The shared sign-in goes on.' },
  'shared.invitations': { ja: '招待の状況を見る', en: 'See who has registered' },

  'shared.cannot.title': { ja: '人数分のアカウントを用意できない場合', en: 'If you cannot make one account each' },
  'shared.cannot': {
    ja: '人数分のアカウントを用意できない場合は、メールでコードを受け取れます（推奨しません）。共有の方全員がそのメールを読めるように、メールソフト側で設定してください（設定方法はサポートの対象外です）。',
    en: 'If you cannot make one account each, codes can go to the shared mailbox (not recommended). Everyone must be able to read it; setting up the mail software is outside our support.',
  },
  'shared.owner': { ja: '責任者', en: 'Person responsible' },
  'shared.owner.help': {
    ja: '誰が使っているかを把握し、使う方が変わったらパスワードを変更する方です。',
    en: 'Who knows who uses it, and changes the password when somebody leaves.',
  },
  'shared.owner.choose': { ja: '選んでください', en: 'Choose' },
  'shared.owner.missing': { ja: '責任者を選んでください。', en: 'Choose who is responsible.' },
  'shared.owner.gone': { ja: '（退職などで不在）', en: '(has left)' },
  'shared.reminder': { ja: '次の確認', en: 'Next reminder' },
  'shared.mark': { ja: '共有のまま使う', en: 'Keep it shared' },
  'shared.marked': { ja: '共有のアカウントとして登録しました。', en: 'It is listed as shared.' },
  'shared.unmark': { ja: '共有の登録をやめる', en: 'It is not shared any more' },
  'shared.unmarked': { ja: '共有の登録をやめました。', en: 'It is not listed as shared any more.' },
} as const satisfies Catalogue
