import type { Bilingual, BypassActRefusal, BypassProblem } from '@ecforce-accounts/core'

/** What is wrong with one row of a request, and what to do about it. */
export function bypassProblemWords(problem: BypassProblem): Bilingual {
  const { field, reason, typed, suggestion, other } = problem
  const ip = typed.trim()
  const write: Bilingual =
    suggestion === null
      ? { ja: '', en: '' }
      : { ja: `「${suggestion}」と入力してください。`, en: ` Write it as ${suggestion}.` }
  switch (reason) {
    case 'unreadable':
      return {
        ja: 'IPアドレスの形式をご確認ください（例：203.0.113.10、203.0.113.8/29）。',
        en: 'Check the form of the address, e.g. 203.0.113.10 or 203.0.113.8/29.',
      }
    case 'leading-zeros':
      return {
        ja: `${ip}は先頭の0のため読み方が定まりません。0を付けずに入力してください。`,
        en: `${ip} can be read in two ways; write it without leading zeros.`,
      }
    case 'zone':
      return {
        ja: `${ip}はネットワーク内だけのアドレスのため登録できません。`,
        en: `${ip} is an address of one network alone and cannot be registered.`,
      }
    case 'mapped':
      return suggestion === null
        ? { ja: 'IPv4の形式で入力してください。', en: 'Write it as IPv4.' }
        : { ja: `IPv4の形式で${write.ja}`, en: `Write it as IPv4: ${suggestion}.` }
    case 'not-canonical':
      return { ja: `表記をそろえるため、${write.ja}`, en: `There is one way to write it.${write.en}` }
    case 'host-bits':
      return {
        ja: `${ip}は範囲の先頭のアドレスではありません。${write.ja}`,
        en: `${ip} is not the first address of its range.${write.en}`,
      }
    case 'too-wide':
      return ip.includes(':')
        ? {
            ja: `${ip}は範囲が広すぎます。IPv6は/64までの範囲で入力してください。`,
            en: `${ip} is too wide: IPv6 ranges are /64 or narrower.`,
          }
        : {
            ja: `${ip}は範囲が広すぎます。IPv4は/24までの範囲で入力してください（/28より広い場合は、2名で確認します）。`,
            en: `${ip} is too wide: IPv4 ranges are /24 or narrower; those wider than /28 take two approvals.`,
          }
    case 'private':
    case 'loopback':
    case 'link-local':
    case 'carrier-nat':
      return {
        ja: `${ip}は社内用のアドレスのため登録できません。インターネット側のIPアドレスを入力してください。`,
        en: `${ip} is an internal address. Enter the one seen from the internet.`,
      }
    case 'documentation':
      return {
        ja: `${ip}は例示用のアドレスのため登録できません。実際のIPアドレスを入力してください。`,
        en: `${ip} stands in documents only. Enter the real one.`,
      }
    case 'multicast':
    case 'reserved':
      return {
        ja: `${ip}はインターネットからの接続に使われないアドレスのため登録できません。`,
        en: `${ip} is no address that anybody comes from.`,
      }
    case 'embeds-ipv4':
      return {
        ja: `${ip}はIPv4を含む特殊なアドレスのため登録できません。IPv4の形式で入力してください。`,
        en: `${ip} has an IPv4 address inside. Enter that IPv4 address.`,
      }
    case 'duplicate':
      return { ja: `${rowOf(other).ja}と同じです。`, en: `The same as ${rowOf(other).en}.` }
    case 'overlap':
      return { ja: `${rowOf(other).ja}と範囲が重なっています。`, en: `Overlaps with ${rowOf(other).en}.` }
    case 'too-many':
      return field === 'ranges'
        ? {
            ja: 'IPアドレスが多すぎます。1件の申請につき合計64個まで（2名で確認する場合は256個まで）にしてください。',
            en: 'Too many addresses: 64 together in one request, or 256 where two approve it.',
          }
        : { ja: 'メンバーは1件の申請につき20名までにしてください。', en: 'At most 20 members in one request.' }
    case 'missing':
      return { ja: '入力してください。', en: 'Please fill this in.' }
    case 'too-long':
      return { ja: '長すぎます。短くしてください。', en: 'This is too long. Please shorten it.' }
    case 'not-plain':
      return { ja: '使えない文字が含まれています。', en: 'There are characters that cannot be used.' }
    case 'unknown':
      return { ja: 'このメンバーはショップにいません。', en: 'The shop has no such member.' }
    case 'administrator':
      return {
        ja: '管理者は対象外です。RPA専用のメンバーを選んでください。',
        en: 'Administrators cannot be robots. Choose a member of the robot’s own.',
      }
    case 'out-of-bounds':
      return { ja: '期間は1日から180日までにしてください。', en: 'Between 1 and 180 days.' }
  }
}

/** Why nothing was changed, and what to do about it. */
export const bypassRefusalWords: Readonly<Record<Exclude<BypassActRefusal, 'invalid'>, Bilingual>> = {
  wrong_state: {
    ja: '現在の状態では、その操作はできません。画面を読み込み直してご確認ください。',
    en: 'That cannot be done as it stands. Please reload the page and look again.',
  },
  conflict: {
    ja: '内容が変更されています。画面を読み込み直して、新しい内容をご確認ください。',
    en: 'It has been changed. Please reload the page and look at it again.',
  },
  not_engineer: {
    ja: 'この操作はエンジニアのみが行えます。',
    en: 'Only an engineer can do that.',
  },
  self_approval: {
    ja: '申請した本人は承認できません。ほかの担当者が承認してください。',
    en: 'Whoever asked cannot approve. Another engineer has to.',
  },
  same_operator: {
    ja: '1人目の承認は完了しています。ほかのエンジニアが承認してください。',
    en: 'You have approved it. Another engineer has to approve it, too.',
  },
  text_missing: {
    ja: '内容を入力してください。',
    en: 'Please write something.',
  },
  robot_administrator: {
    ja: '管理者はRPA専用にできません。RPA専用のメンバーを別に用意してください。',
    en: 'An administrator cannot be a robot. Make a member of the robot’s own.',
  },
  robot_other_membership: {
    ja: 'ほかのショップにも所属しているため、RPA専用にできません。',
    en: 'This account belongs to another shop, too, so it cannot be a robot’s.',
  },
  robot_password: {
    ja: '先に、15文字以上の新しいパスワードを設定してください。',
    en: 'First choose a new password of at least 15 characters.',
  },
}

function rowOf(other: number | null): Bilingual {
  const number = (other ?? 0) + 1
  return { ja: `${number}行目`, en: `row ${number}` }
}
