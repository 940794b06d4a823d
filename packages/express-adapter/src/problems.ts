import type { Bilingual, Instant, Locale } from '@ecforce-accounts/core'
import type { Problem, problemCodes, stepAnswer } from '@ecforce-accounts/core/wire'
import { bypassRefusalWords } from './bypass-words.ts'

export type ProblemCode = (typeof problemCodes)[number]
/** The problem as it is sent. */
export type ProblemAnswer = ReturnType<(typeof Problem)['parse']>

type Reason = NonNullable<ProblemAnswer['reason']>

/** What is known of a problem; status, title and words follow from it. */
export interface ProblemFacts {
  readonly code: ProblemCode
  readonly supportCode?: string
  readonly retryAfterSeconds?: number
  /** From when on a restricted session may; `null` when not at all. */
  readonly until?: Instant | null
  readonly reason?: Reason
  /** The work to do before the same request is sent again. */
  readonly proof?: NonNullable<ProblemAnswer['proof']>
  /** Where the flow stands; `null` when it has ended. */
  readonly step?: ReturnType<typeof stepAnswer> | null
  readonly errors?: ReadonlyArray<{
    readonly pointer: string
    readonly messages: Bilingual
    readonly reason?: string
    readonly suggestion?: string
  }>
  /** How many more characters a password needs. */
  readonly missingCharacters?: number
}

interface ProblemKind {
  readonly status: number
  readonly title: string
  readonly words: Bilingual | ((facts: ProblemFacts) => Bilingual)
}

/** Every problem: its status, its title for developers, its words for people. */
export const problems: Readonly<Record<ProblemCode, ProblemKind>> = {
  request_invalid: {
    status: 400,
    title: 'The request is not as described',
    words: {
      ja: '送信された内容を読み取れませんでした。入力内容をご確認のうえ、もう一度お試しください。',
      en: 'What was sent could not be read. Please check what you entered and try again.',
    },
  },
  host_refused: {
    status: 400,
    title: 'This host is not served here',
    words: {
      ja: 'このアドレスではご利用いただけません。アドレス欄をご確認ください。',
      en: 'This address does not serve ecforce accounts. Please check the address bar.',
    },
  },
  credentials_rejected: {
    status: 401,
    title: 'The credentials are not right',
    words: {
      ja: 'メールアドレスまたはパスワードが正しくありません。',
      en: 'The e-mail address or the password is not right.',
    },
  },
  operator_rejected: {
    status: 401,
    title: 'The name, the password or the code is not right',
    words: {
      ja: 'オペレーター名、パスワード、またはコードが正しくありません。コードは新しいものを入力してください。',
      en: 'The name, the password or the code is not right. Please use a new code.',
    },
  },
  operator_code_rejected: {
    status: 403,
    title: "The code of the operator's app is not right",
    words: ({ reason }) =>
      reason === 'too_many'
        ? {
            ja: '誤ったコードが続いたため、しばらく受け付けられません。時間をおいてお試しください。',
            en: 'Too many wrong codes. Please wait a while.',
          }
        : {
            ja: 'コードが正しくありません。認証アプリの新しいコードを入力してください。',
            en: 'The code is not right. Please enter a new one of your app.',
          },
  },
  operator_required: {
    status: 401,
    title: "An operator's session is required",
    words: {
      ja: 'オペレーターとしてログインしていません。ログインしてからお進みください。',
      en: 'You are not signed in as an operator. Please sign in first.',
    },
  },
  code_rejected: { status: 401, title: 'The code was not accepted', words: codeWords },
  service_rejected: {
    status: 401,
    title: 'No service has this id and secret',
    words: {
      ja: 'サービスのIDまたはシークレットが正しくありません。設定をご確認ください。',
      en: 'The id or the secret of the service is not right. Please check its settings.',
    },
  },
  session_required: {
    status: 401,
    title: 'A session is required',
    words: {
      ja: 'ログインしていません。ログインしてからお進みください。',
      en: 'You are not signed in. Please sign in first.',
    },
  },
  session_restricted: {
    status: 403,
    title: 'This session may not do that',
    words: ({ until }) =>
      until === null || until === undefined
        ? {
            ja: 'このログインではこの操作はできません。',
            en: 'This sign-in is not allowed to do that.',
          }
        : {
            ja: 'パスワードを再設定したため、この操作はまだできません。しばらくたってからお試しください。',
            en: 'After a password reset this has to wait. Please try again later.',
          },
  },
  step_up_required: {
    status: 403,
    title: 'A factor has to be proven again',
    words: {
      ja: '大切な設定のため、もう一度ご本人の確認をお願いします。',
      en: 'This is a sensitive setting; please confirm it is you.',
    },
  },
  origin_refused: {
    status: 403,
    title: 'The request does not come from a page of this server',
    words: {
      ja: 'ほかのサイトからの操作は受け付けていません。ログイン画面を開き直してお試しください。',
      en: 'Requests from other sites are not accepted. Please open the sign-in page again.',
    },
  },
  flow_not_found: {
    status: 404,
    title: 'No such flow is open',
    words: {
      ja: '時間がたったため、はじめからやり直してください。途中まで入力した内容は保存されていません。',
      en: 'This took too long and has ended. Please start again.',
    },
  },
  not_found: {
    status: 404,
    title: 'There is nothing at this path',
    words: {
      ja: 'お探しのものは見つかりません。アドレスをご確認ください。',
      en: 'There is nothing here. Please check the address.',
    },
  },
  link_unusable: {
    status: 410,
    title: 'The link cannot be used, or not any more',
    words: {
      ja: 'このリンクは使用済みか、有効期限が切れています。お手数ですが、もう一度お手続きください。',
      en: 'This link has been used or has expired. Please begin again.',
    },
  },
  method_not_allowed: {
    status: 405,
    title: 'This path does not know the method',
    words: {
      ja: 'この操作は受け付けていません。画面を開き直してお試しください。',
      en: 'This cannot be done here. Please open the page again.',
    },
  },
  flow_conflict: {
    status: 409,
    title: 'The flow stands elsewhere',
    words: {
      ja: '別のタブで新しいログインが始まっています。このタブではそちらの続きを表示します。',
      en: 'Another tab has started a new sign-in. This tab now shows that one.',
    },
  },
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    words: {
      ja: '入力内容が長すぎます。短くしてからお試しください。',
      en: 'That is too long. Please shorten it and try again.',
    },
  },
  unsupported_media_type: {
    status: 415,
    title: 'The body is not plain application/json in UTF-8',
    words: {
      ja: '送信された形式には対応していません。画面を開き直してお試しください。',
      en: 'This form of request is not understood. Please open the page again.',
    },
  },
  password_unacceptable: { status: 422, title: 'The password cannot be taken', words: passwordWords },
  readiness_refused: {
    status: 409,
    title: 'The members cannot be marked',
    words: ({ reason }) =>
      reason === 'announced'
        ? {
            ja: 'すでに告知されているため、変更できません。画面を読み込み直してください。',
            en: 'The shop has been announced, so this cannot be changed any more. Please reload the page.',
          }
        : {
            ja: 'ほかの人の操作と重なりました。画面を読み込み直してから、もう一度お試しください。',
            en: 'Somebody else changed them at the same time. Please reload the page and try again.',
          },
  },
  bypass_invalid: {
    status: 422,
    title: 'The exemption cannot be asked for so',
    words: {
      ja: '申請の内容をご確認ください。',
      en: 'Please check what is asked for.',
    },
  },
  bypass_refused: {
    status: 409,
    title: 'Nothing was changed about the exemption',
    words: ({ reason }) => bypassRefusalWords[reason as keyof typeof bypassRefusalWords] ?? bypassRefusalWords.conflict,
  },
  member_refused: { status: 409, title: 'That cannot be done with this member', words: memberWords },
  factor_refused: { status: 409, title: 'The factors cannot be changed so', words: factorWords },
  proof_required: {
    status: 428,
    title: 'A proof of work is required first',
    words: {
      ja: '安全のための確認に時間がかかっています。入力内容はそのままで、もう一度お試しください。',
      en: 'A safety check is taking a moment. What you typed is kept; please try again.',
    },
  },
  throttled: {
    status: 429,
    title: 'Too many attempts',
    words: ({ retryAfterSeconds = 60 }) => {
      const minutes = Math.max(1, Math.ceil(retryAfterSeconds / 60))
      return {
        ja: `続けて失敗したため、いったん受け付けを止めています。${minutes}分後にもう一度お試しください。`,
        en: `Too many attempts. Please try again in ${minutes} min.`,
      }
    },
  },
  internal: {
    status: 500,
    title: 'Something went wrong here',
    words: {
      ja: '処理を完了できませんでした。時間をおいてもう一度お試しください。',
      en: 'This could not be completed. Please try again in a while.',
    },
  },
  overloaded: {
    status: 503,
    title: 'There is more work than room',
    words: ({ retryAfterSeconds = 1 }) => ({
      ja: `ただいま混み合っています。入力内容はそのままで、${retryAfterSeconds}秒後に自動でもう一度送信します。`,
      en: `We are busy. What you typed is kept; trying again in ${retryAfterSeconds} s.`,
    }),
  },
  unavailable: {
    status: 503,
    title: 'The service cannot answer at the moment',
    words: {
      ja: 'ただいまご利用いただけません。少し待ってからもう一度お試しください。',
      en: 'The service is not available at the moment. Please try again shortly.',
    },
  },
}

/** The problem as RFC 9457 says it, in the words of `locale`. */
export function problemAnswer(facts: ProblemFacts, locale: Locale): ProblemAnswer {
  const { code, supportCode, retryAfterSeconds, until, reason, proof, step, errors } = facts
  const { status, title, words } = problems[code]
  const messages = typeof words === 'function' ? words(facts) : words
  return {
    type: `urn:ecforce:problem:${code}`,
    title,
    status,
    code,
    detail: messages[locale],
    messages: { ...messages },
    ...(supportCode === undefined ? {} : { supportCode }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(until === undefined ? {} : { until: until === null ? null : new Date(until).toISOString() }),
    ...(proof === undefined ? {} : { proof }),
    ...(reason === undefined ? {} : { reason }),
    ...(step === undefined ? {} : { step }),
    ...(errors === undefined ? {} : { errors: errors.map((error) => ({ ...error, messages: { ...error.messages } })) }),
  }
}

function codeWords({ reason, step }: ProblemFacts): Bilingual {
  switch (reason) {
    case 'expired':
      return {
        ja: 'コードの有効期限が切れました。「コードを再送する」を押してください。',
        en: 'The code has expired. Press "Send again".',
      }
    case 'exhausted':
      return {
        ja: '入力できる回数を超えました。安全のため、パスワードの入力からやり直してください。',
        en: 'No tries left. For safety, start again from the password.',
      }
    case 'replayed':
      return {
        ja: 'このコードはすでに使われています。「コードを再送する」を押してください。',
        en: 'This code has been used already. Press "Send again".',
      }
    case 'not_asked':
      return {
        ja: 'コードはまだ送られていません。「コードを再送する」を押してください。',
        en: 'No code has been sent yet. Press "Send again".',
      }
    default:
      return mismatchWords(step)
  }
}

function mismatchWords(step: ProblemFacts['step']): Bilingual {
  if (step?.step !== 'code' || step.reference === null) {
    return {
      ja: 'コードが一致しません。もう一度お確かめください。',
      en: 'That code does not match. Please check it again.',
    }
  }
  const { reference, attemptsLeft } = step
  return {
    ja: `コードが一致しません。照合記号${reference}のメールの番号か確かめてください（あと${attemptsLeft}回）。`,
    en: `That code does not match. Check that it is from the mail marked ${reference} (${attemptsLeft} tries left).`,
  }
}

function memberWords({ reason }: ProblemFacts): Bilingual {
  switch (reason) {
    case 'last_administrator':
      return {
        ja: '最後の管理者のため、変更できません。先にほかの方を管理者にしてください。',
        en: 'This is the last administrator. Make somebody else an administrator first.',
      }
    case 'oneself':
      return {
        ja: 'ご自身を停止することはできません。ほかの管理者にご依頼ください。',
        en: 'You cannot suspend yourself. Please ask another administrator.',
      }
    case 'invitation_over':
      return {
        ja: 'この招待は終了しています。もう一度招待してください。',
        en: 'This invitation is over. Please invite once more.',
      }
    case 'sent_too_often':
      return {
        ja: 'この招待は再送の回数を超えました。取り消してから、もう一度招待してください。',
        en: 'This invitation was sent too often. Please revoke it and invite once more.',
      }
    case 'own_password_first':
      return {
        ja: 'ショップを追加する前に、プロフィールで新しいパスワードを設定してください。',
        en: 'Please choose a new password in your profile before you join another shop.',
      }
    case 'responsible_unusable':
      return {
        ja: '責任者には、利用中のほかのメンバーを選んでください。',
        en: 'Choose another member who is active as the person responsible.',
      }
    case 'day_unusable':
      return {
        ja: '終了日は、明日から90日以内の日を選んでください。',
        en: 'Choose a day from tomorrow on and within ninety days.',
      }
    case 'conflict':
      return {
        ja: 'ほかの人の操作と重なりました。画面を読み込み直してから、もう一度お試しください。',
        en: 'Somebody else changed this at the same time. Please reload the page and try again.',
      }
    default:
      return {
        ja: 'このメンバーの状態では、その操作はできません。画面を読み込み直してご確認ください。',
        en: 'That cannot be done as this member stands. Please reload the page and look again.',
      }
  }
}

function factorWords({ reason }: ProblemFacts): Bilingual {
  switch (reason) {
    case 'last_factor':
      return {
        ja: '最後の1つは解除できません。先に別の方法を登録してください。',
        en: 'The last one cannot be removed. Add another first.',
      }
    case 'required_by_policy':
      return {
        ja: 'ショップの設定で認証アプリが必要なため、解除できません。',
        en: 'One of your shops asks for an authenticator app, so it cannot be removed.',
      }
    case 'barred_by_policy':
      return {
        ja: 'ショップの設定により、メールでのコードの受け取りは使えません。',
        en: 'One of your shops does not allow codes by mail.',
      }
    case 'enrolled':
      return { ja: 'すでに有効になっています。', en: 'It is switched on already.' }
    case 'not_begun':
      return {
        ja: '時間がたったため、QRコードの表示からやり直してください。',
        en: 'This took too long. Please begin again with a new QR code.',
      }
    default:
      return {
        ja: 'その認証方法は登録されていません。画面を開き直してご確認ください。',
        en: 'That way of verifying is not set up. Please open the page again.',
      }
  }
}

function passwordWords({ reason, missingCharacters }: ProblemFacts): Bilingual {
  switch (reason) {
    case 'too_long':
      return {
        ja: 'パスワードが長すぎます。128文字までにしてください。',
        en: 'Too long. Please use at most 128 characters.',
      }
    case 'common':
      return {
        ja: 'よく使われるパスワードのため設定できません。別のパスワードをお考えください。',
        en: 'Too common. Please choose another one.',
      }
    case 'context':
      return {
        ja: 'ショップ名やメールアドレスと同じ言葉は避けてください。',
        en: "Avoid your shop's name or address.",
      }
    default:
      return missingCharacters === undefined
        ? {
            ja: 'パスワードが短すぎます。12文字以上にしてください。',
            en: 'Too short. Please use at least 12 characters.',
          }
        : { ja: `あと${missingCharacters}文字必要です。`, en: `${missingCharacters} more characters needed.` }
  }
}
