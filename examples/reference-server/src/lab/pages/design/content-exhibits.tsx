import { AccountsProblem } from '@ecforce-accounts/client'
import { useState } from 'preact/hooks'
import { useAttempt } from '../../../pages/ui/attempt.ts'
import { Badge } from '../../../pages/ui/badge.tsx'
import { Brand } from '../../../pages/ui/brand.tsx'
import { Button } from '../../../pages/ui/button.tsx'
import { type Column, DataTable } from '../../../pages/ui/data-table.tsx'
import { ConfirmDialog, Dialog } from '../../../pages/ui/dialog.tsx'
import { Disclosure } from '../../../pages/ui/disclosure.tsx'
import { Facts } from '../../../pages/ui/facts.tsx'
import { FormEnd } from '../../../pages/ui/form-end.tsx'
import { LanguageSwitch } from '../../../pages/ui/language-switch.tsx'
import { Note } from '../../../pages/ui/note.tsx'
import { PageFoot } from '../../../pages/ui/page-foot.tsx'
import { Pagination } from '../../../pages/ui/pagination.tsx'
import { Panel } from '../../../pages/ui/panel.tsx'
import { ProblemNote } from '../../../pages/ui/problem-note.tsx'
import { QrCode } from '../../../pages/ui/qr-code.tsx'
import { RecoveryCodes } from '../../../pages/ui/recovery-codes.tsx'
import { SectionsNav } from '../../../pages/ui/sections-nav.tsx'
import { EmptyState, ErrorState, Progress, Skeleton } from '../../../pages/ui/states.tsx'
import { SupportCode } from '../../../pages/ui/support-code.tsx'
import { Tabs } from '../../../pages/ui/tabs.tsx'
import { useSay } from '../../../pages/ui/toasts.tsx'
import { HelpLink, SupportLink } from '../../../pages/ui/ways-to-help.tsx'
import { hole, Whole } from '../../../pages/ui/whole.tsx'
import { Exhibit, useSample } from './exhibit.tsx'

const unheard = { failures: 1, doing: null, retrying: null, retry: () => undefined } as const

export function NoticeExhibits() {
  const sample = useSample()
  const attempt = useAttempt<'send'>()
  const say = useSay()
  const [open, setOpen] = useState<'dialog' | 'confirm' | 'danger' | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <Exhibit part="Note">
        <Note>{sample('12月6日に切り替わります。', 'The switch is on 6 December.')}</Note>
        <Note tone="good">{sample('招待を送りました。', 'The invitation is sent.')}</Note>
        <Note tone="caution">{sample('リカバリーコードは残り3つです。', '3 recovery codes are left.')}</Note>
        <Note tone="wrong" title={sample('保存できませんでした', 'Not saved')}>
          {sample('接続を確かめて、もう一度お試しください。', 'Check the connection and try again.')}
        </Note>
      </Exhibit>
      <Exhibit part="ProblemNote">
        <ProblemNote attempt={{ ...unheard, problem: new AccountsProblem('internal') }} />
      </Exhibit>
      <Exhibit part="FormEnd">
        <FormEnd attempt={attempt} busy={false} label={sample('続ける', 'Continue')} saidBesideField />
        <FormEnd attempt={attempt} busy label={sample('続ける', 'Continue')} saidBesideField={false} />
      </Exhibit>
      <Exhibit part="Whole">
        <p>
          <Whole
            sentence={sample(`${hole}でログインします`, `Signing in as ${hole}`)}
            fact="hiro.kato@renshu-shoes.example"
          />
        </p>
      </Exhibit>
      <Exhibit part="QrCode">
        <QrCode text="otpauth://totp/sample" label={sample('見本のQRコード', 'A sample QR code')} onFailed={() => {}} />
      </Exhibit>
      <Exhibit part="RecoveryCodes">
        <RecoveryCodes
          codes={['0-61BH-DRJV-7QF9-0QWW', '1-06XT-N42E-4KTG-0VVQ']}
          email="hiro.kato@renshu-shoes.example"
          onSaved={() => {}}
        />
      </Exhibit>
      <Exhibit part="SupportCode">
        <SupportCode code="PHA5-WYK2" />
      </Exhibit>
      <Exhibit part="Toasts">
        <div class="actions">
          <Button kind="second" onClick={() => say(sample('パスワードを変更しました。', 'Your password is changed.'))}>
            {sample('お知らせを出す', 'Say something')}
          </Button>
        </div>
      </Exhibit>
      <Exhibit part="Dialog">
        <div class="actions">
          <Button kind="second" onClick={() => setOpen('dialog')}>
            {sample('開く', 'Open')}
          </Button>
        </div>
        <Dialog open={open === 'dialog'} title={sample('リカバリーコード', 'Recovery codes')} onClose={close}>
          <p>{sample('この画面でだけ表示されます。', 'They are shown here alone.')}</p>
        </Dialog>
      </Exhibit>
      <Exhibit part="ConfirmDialog">
        <div class="actions">
          <Button kind="second" onClick={() => setOpen('confirm')}>
            {sample('確認する', 'Ask')}
          </Button>
          <Button kind="second" onClick={() => setOpen('danger')}>
            {sample('危険な操作を確認する', 'Ask before danger')}
          </Button>
        </div>
        <ConfirmDialog
          open={open === 'confirm'}
          title={sample('招待をもう一度送りますか？', 'Send the invitation again?')}
          confirmLabel={sample('送る', 'Send')}
          onConfirm={close}
          onClose={close}
        >
          <p>{sample('前のリンクは使えなくなります。', 'The former link no longer works.')}</p>
        </ConfirmDialog>
        <ConfirmDialog
          open={open === 'danger'}
          title={sample('この端末をログアウトしますか？', 'Sign this device out?')}
          confirmLabel={sample('ログアウトする', 'Sign out')}
          danger
          onConfirm={close}
          onClose={close}
        >
          <p>{sample('作業中の内容は失われることがあります。', 'Work under way there may be lost.')}</p>
        </ConfirmDialog>
      </Exhibit>
    </>
  )
}

interface Member {
  readonly email: string
  readonly name: string
  readonly state: 'active' | 'invited' | 'suspended'
  readonly devices: number
}

const members: readonly Member[] = [
  { email: 'hiro.kato@renshu-shoes.example', name: '加藤ひろ', state: 'active', devices: 2 },
  { email: 'akane.ogawa@renshu-shoes.example', name: '小川あかね', state: 'active', devices: 11 },
  { email: 'itsuki.chiba@newcomer.example', name: '千葉いつき', state: 'invited', devices: 0 },
  { email: 'ren.kubo@renshu-shoes.example', name: '久保れん', state: 'active', devices: 1 },
  { email: 'sho.nakano@renshu-shoes.example', name: '中野しょう', state: 'suspended', devices: 0 },
]

export function ListExhibits() {
  const sample = useSample()
  const [page, setPage] = useState(3)
  const [tab, setTab] = useState<'factors' | 'devices' | 'log'>('factors')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const states = {
    active: <Badge tone="good">{sample('利用中', 'Active')}</Badge>,
    invited: <Badge tone="info">{sample('招待中', 'Invited')}</Badge>,
    suspended: <Badge tone="wrong">{sample('停止中', 'Suspended')}</Badge>,
  }
  const columns: readonly Column<Member>[] = [
    { id: 'name', label: sample('お名前', 'Name'), cell: ({ name }) => name, order: ({ name }) => name },
    { id: 'email', label: sample('メールアドレス', 'E-mail'), cell: ({ email }) => email, order: ({ email }) => email },
    { id: 'state', label: sample('状態', 'State'), cell: ({ state }) => states[state] },
    {
      id: 'devices',
      label: sample('端末', 'Devices'),
      cell: ({ devices }) => devices,
      order: ({ devices }) => devices,
      alignEnd: true,
    },
  ]
  return (
    <>
      <Exhibit part="DataTable">
        <DataTable
          caption={sample('メンバー', 'Members')}
          columns={columns}
          rows={members}
          keyOf={({ email }) => email}
          searchText={({ name, email }) => `${name} ${email}`}
          searchLabel={sample('お名前・アドレスで探す', 'Find by name or address')}
          initialSorting={{ column: 'name', direction: 'ascending' }}
          rowsPerPage={4}
          empty={null}
        />
        <DataTable
          caption={sample('選べるメンバー', 'Members to choose from')}
          columns={columns}
          rows={members.slice(0, 3)}
          keyOf={({ email }) => email}
          selection={{ selected: chosen, onSelect: setChosen, isOpen: ({ email }) => email !== members[2]?.email }}
          empty={null}
        />
        <DataTable<Member>
          caption={sample('だれもいない表', 'A table of nobody')}
          columns={columns}
          rows={[]}
          keyOf={({ email }) => email}
          empty={
            <EmptyState title={sample('まだだれもいません', 'Nobody yet')}>
              {sample('最初の方を招待してください。', 'Invite the first.')}
            </EmptyState>
          }
        />
      </Exhibit>
      <Exhibit part="Pagination">
        <Pagination label={sample('見本', 'samples')} page={page} pages={9} onPage={setPage} />
      </Exhibit>
      <Exhibit part="Facts">
        <Facts
          facts={[
            { term: sample('メールアドレス', 'E-mail'), detail: 'hiro.kato@renshu-shoes.example' },
            {
              term: sample('認証方法', 'Verified by'),
              detail: sample('メール、認証アプリ', 'E-mail, authenticator app'),
            },
          ]}
        />
      </Exhibit>
      <Exhibit part="Badge">
        <div class="actions">
          <Badge>{sample('告知前', 'Before')}</Badge>
          <Badge tone="info">{sample('並行期間', 'Side by side')}</Badge>
          <Badge tone="good">{sample('切り替え済み', 'Switched')}</Badge>
          <Badge tone="caution">{sample('期限間近', 'Due soon')}</Badge>
          <Badge tone="wrong">{sample('停止中', 'Suspended')}</Badge>
        </div>
      </Exhibit>
      <Exhibit part="Tabs">
        <Tabs
          label={sample('プロフィール', 'Profile')}
          selected={tab}
          onSelect={setTab}
          tabs={[
            {
              id: 'factors',
              label: sample('認証方法', 'Verification'),
              panel: () => sample('メールと認証アプリ', 'E-mail and app'),
            },
            { id: 'devices', label: sample('端末', 'Devices'), panel: () => sample('この端末', 'This device') },
            { id: 'log', label: sample('記録', 'Log'), disabled: true, panel: () => null },
          ]}
        />
      </Exhibit>
      <Exhibit part="SectionsNav">
        <SectionsNav
          label={sample('見本のメニュー', 'Sample sections')}
          current="#part-SectionsNav"
          sections={[
            { href: '#part-SectionsNav', label: sample('サービス一覧', 'Services') },
            { href: '#part-Tabs', label: sample('プロフィール管理', 'Profile') },
            { href: '#part-Facts', label: sample('メンバーの招待', 'Invite members') },
          ]}
        />
      </Exhibit>
      <Exhibit part="Disclosure">
        <Disclosure summary={sample('コードが届かないときは', 'The code does not arrive')}>
          <p>{sample('迷惑メールフォルダーをご確認ください。', 'Look in the spam folder.')}</p>
        </Disclosure>
        <Disclosure open summary={sample('開いた状態', 'Opened')}>
          <p>{sample('くわしい説明がここに入ります。', 'More stands here.')}</p>
        </Disclosure>
      </Exhibit>
      <Exhibit part="Panel">
        <Panel
          title={sample('パスワード', 'Password')}
          lead={sample('最後の変更：11月22日(日)', 'Changed on Sun 22 Nov')}
        >
          <div class="actions">
            <Button kind="second">{sample('変更する', 'Change')}</Button>
          </div>
        </Panel>
      </Exhibit>
    </>
  )
}

export function StateExhibits() {
  const sample = useSample()
  return (
    <>
      <Exhibit part="EmptyState">
        <EmptyState
          title={sample('招待はまだありません', 'No invitation yet')}
          action={<Button kind="primary">{sample('招待する', 'Invite')}</Button>}
        >
          {sample('招待した方がここに並びます。', 'Whom you invite is listed here.')}
        </EmptyState>
      </Exhibit>
      <Exhibit part="ErrorState">
        <ErrorState
          title={sample('読み込めませんでした', 'That could not be loaded')}
          supportCode="PHA5-WYK2"
          onRetry={() => undefined}
        >
          {sample('時間をおいて、もう一度お試しください。', 'Wait a little, then try again.')}
        </ErrorState>
      </Exhibit>
      <Exhibit part="Skeleton">
        <Skeleton />
      </Exhibit>
      <Exhibit part="Progress">
        <Progress
          label={sample('登録が済んだ方', 'Set up')}
          value={68}
          max={120}
          text={sample('120名のうち68名', '68 of 120')}
        />
        <Progress label={sample('取り込んでいます', 'Importing')} value={null} />
      </Exhibit>
    </>
  )
}

export function PageExhibits() {
  const sample = useSample()
  return (
    <>
      <Exhibit part="Brand">
        <Brand />
      </Exhibit>
      <Exhibit part="LanguageSwitch">
        <LanguageSwitch />
      </Exhibit>
      <Exhibit part="HelpLink">
        <p>
          <HelpLink newTab>{sample('はじめての方へ', 'For newcomers')}</HelpLink>
        </p>
      </Exhibit>
      <Exhibit part="SupportLink">
        <p class="quiet">
          {sample('問い合わせ先が設定されているときだけ表示されます。', 'Shown where a support address is set.')}{' '}
          <SupportLink />
        </p>
      </Exhibit>
      <Exhibit part="PageFoot">
        <PageFoot />
      </Exhibit>
      <Exhibit part="Frame">
        <p class="quiet">{sample('このページ全体の枠です。', 'This page stands in one.')}</p>
      </Exhibit>
      <Exhibit part="Announcer">
        <p class="quiet">
          {sample('読み上げのためだけにあり、このページにも1つあります。', 'To be heard alone; this page has one.')}
        </p>
      </Exhibit>
      <Exhibit part="Card">
        <p>
          <a href="/lab/design/card">{sample('1枚のカードの画面', 'A screen with one card')}</a>
        </p>
      </Exhibit>
      <Exhibit part="Loading">
        <p>
          <a href="/lab/design/loading">{sample('読み込み中の画面', 'A screen that is loading')}</a>
        </p>
      </Exhibit>
    </>
  )
}
