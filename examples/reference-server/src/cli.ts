import process from 'node:process'
import { Command, CommanderError } from 'commander'
import type { AdministratorOptions } from './cli/administrators.ts'
import type { BypassOptions, GrantAct } from './cli/bypass.ts'
import type { DoctorOptions } from './cli/doctor.ts'

import type { LiftOptions } from './cli/factor-lifts.ts'
import type { ImportOptions } from './cli/import.ts'
import type { NoticeOptions } from './cli/notices.ts'
import type { OperatorOptions } from './cli/operators.ts'
import type { ProgressOptions } from './cli/progress.ts'
import type { MarkOptions, ReadinessCliOptions } from './cli/readiness.ts'
import type { ActName, RolloutOptions } from './cli/rollout-options.ts'
import type { ServiceOptions } from './cli/services.ts'
import type { ShopOptions } from './cli/shops.ts'
import type { CommonOptions, ExitCode, Tool } from './cli/tool.ts'

const COULD_NOT_RUN: ExitCode = 2

/** The command line of accounts; what a command needs is loaded when it runs. */
function commands(): Command {
  const program = new Command('accounts')
    .description('ecforce accounts: shops, their members and their switch. Settings come from the environment.')
    .exitOverride()

  leaf(program, 'import <file>', 'import members from CSV or JSON Lines (- for the standard input)')
    .requiredOption('--shop <id>', 'a shop the file may speak of; repeatable, made when new', collect)
    .option('--format <name>', 'csv or jsonl; by default told by the name of the file')
    .option('--dry-run', 'check and count everything, write nothing')
    .option('--remove-missing', 'remove claims of these shops that the file does not list')
    .option('--report <file>', 'write every bad row there, as CSV or JSON Lines')
    .action(async (file: string, options: ImportOptions) => {
      const { importFile } = await import('./cli/import.ts')
      await run(options, (tool) => importFile(tool, file, options))
    })

  addRolloutCommands(program)
  addServiceCommands(program)
  addBypassCommands(program)

  const shops = program.command('shop').description('shops')
  leaf(shops, 'set <shop>', 'make a shop, or change what is given of it')
    .option('--name <name>', 'what its members call it')
    .option('--admin-url <url>', "where its members work; '' for nowhere yet")
    .option('--factors <policy>', 'what its members prove besides the password: email-first or app-first')
    .option('--invitation-days <days>', 'how long its invitations are good for unless somebody says: 1 to 30')
    .action(async (shop: string, options: ShopOptions) => {
      const { setShop } = await import('./cli/shops.ts')
      await run(options, (tool) => setShop(tool, shop, options))
    })
  leaf(shops, 'list', 'all shops').action(async (options: CommonOptions) => {
    const { listShops } = await import('./cli/shops.ts')
    await run(options, (tool) => listShops(tool, options))
  })

  const member = program.command('member').description("a shop's members")
  leaf(member, 'confirm <shop> <legacy-id>', 'confirm that a member held as long unused is still wanted').action(
    async (shop: string, legacyId: string, options: CommonOptions) => {
      const { confirmMember } = await import('./cli/shops.ts')
      await run(options, (tool) => confirmMember(tool, shop, legacyId, options))
    },
  )

  const administrator = leaf(member, 'administrator <shop> <address>', 'make somebody an administrator; two operators')
  byTwo(administrator)
    .option('--name <text>', 'how they are called, where an invitation is needed')
    .option('--role <role>', 'one that administers the shop; default administrator')
    .action(async (shop: string, address: string, options: AdministratorOptions) => {
      const { addAdministrator } = await import('./cli/administrators.ts')
      await run(options, (tool) => addAdministrator(tool, shop, address, options))
    })

  leaf(member, 'mark <shop>', 'before the announcement: hold, remove or invite members in bulk, or take that back')
    .requiredOption('--as <mark>', 'hold, remove, invite or none')
    .option('--finding <code>', 'whoever has this finding of the readiness report; repeatable', collect)
    .option('--legacy-id <id>', 'this member; repeatable', collect)
    .action(async (shop: string, options: MarkOptions) => {
      const { markMembers } = await import('./cli/readiness.ts')
      await run(options, (tool) => markMembers(tool, shop, options))
    })
  leaf(program, 'readiness', 'what should be looked at before a shop is announced; changes nothing')
    .option('--shop <id>', 'one shop, with its members; by default all shops in numbers')
    .option('--stale-days <number>', 'unused for so long is stale; default 180')
    .option('--csv', 'every member as a line of CSV')
    .action(async (options: ReadinessCliOptions) => {
      const { reportReadiness } = await import('./cli/readiness.ts')
      await run(options, (tool) => reportReadiness(tool, options))
    })

  leaf(program, 'notices <shop>', 'what members were told of the switch, and whom no mail reached (then 1)')
    .option('--members', 'every member')
    .action(async (shop: string, options: NoticeOptions) => {
      const { showNotices } = await import('./cli/notices.ts')
      await run(options, (tool) => showNotices(tool, shop, options))
    })

  leaf(program, 'progress <shop>', 'how many members have set up, by day, and who has not')
    .option('--members', 'everybody who has not')
    .option('--csv', 'every member as a line of CSV')
    .action(async (shop: string, options: ProgressOptions) => {
      const { showProgress } = await import('./cli/progress.ts')
      await run(options, (tool) => showProgress(tool, shop, options))
    })

  const operators = program.command('operator').description('staff of the platform, each with a password and an app')
  leaf(operators, 'add <name>', 'make an operator: asks for a password, shows a QR code, asks for a code of the app')
    .requiredOption('--role <role>', 'support or engineer')
    .action(async (name: string, options: OperatorOptions) => {
      const { addOperator } = await import('./cli/operators.ts')
      await run(options, (tool) => addOperator(tool, name, options))
    })
  leaf(operators, 'password <name>', 'give an operator another password, which ends its sessions').action(
    async (name: string, options: CommonOptions) => {
      const { setOperatorPassword } = await import('./cli/operators.ts')
      await run(options, (tool) => setOperatorPassword(tool, name, options))
    },
  )
  leaf(operators, 'list', 'all operators').action(async (options: CommonOptions) => {
    const { listOperators } = await import('./cli/operators.ts')
    await run(options, (tool) => listOperators(tool, options))
  })
  leaf(operators, 'remove <name>', 'take an operator away').action(async (name: string, options: CommonOptions) => {
    const { removeOperator } = await import('./cli/operators.ts')
    await run(options, (tool) => removeOperator(tool, name, options))
  })

  const factors = program.command('factor').description('lifting the factor of a member who has lost it')
  const lift = (name: string, description: string) =>
    leaf(factors, name, description)
      .requiredOption('--operator <name>', 'who does it, by a code of the own app')
      .option('--code <code>', 'that code; asked for when it is not given')
  lift('lift <case-or-email>', 'ask for a lift')
    .requiredOption('--factor <kind>', 'totp')
    .action(async (whose: string, options: LiftOptions) => {
      const { askForLift } = await import('./cli/factor-lifts.ts')
      await run(options, (tool) => askForLift(tool, whose, options))
    })
  lift('approve <case>', 'approve what another operator asked for; it is carried out a day later').action(
    async (number: string, options: LiftOptions) => {
      const { approveLift } = await import('./cli/factor-lifts.ts')
      await run(options, (tool) => approveLift(tool, number, options))
    },
  )
  lift('cancel <case>', 'cancel a lift').action(async (number: string, options: LiftOptions) => {
    const { cancelLift } = await import('./cli/factor-lifts.ts')
    await run(options, (tool) => cancelLift(tool, number, options))
  })
  leaf(factors, 'list', 'lifts that are asked or approved').action(async (options: CommonOptions) => {
    const { listLifts } = await import('./cli/factor-lifts.ts')
    await run(options, (tool) => listLifts(tool, options))
  })

  const doctor = program.command('doctor').description('what the server would make of something')
  leaf(doctor, 'ip', 'where a request would be taken to come from, and what an exemption says to that')
    .requiredOption('--peer <address>', 'at the other end of the socket')
    .option('--forwarded-for <chain>', 'X-Forwarded-For, as the server receives it')
    .option('--member <shop/legacy-id>', 'whose exemption to look at')
    .action(async (options: DoctorOptions) => {
      const { examineAddress } = await import('./cli/doctor.ts')
      await run(options, (tool) => examineAddress(tool, options))
    })

  leaf(program, 'support-code <code>', 'what a refusal was about').action(
    async (code: string, options: CommonOptions) => {
      const { explainSupportCode } = await import('./cli/support-code.ts')
      await run(options, (tool) => explainSupportCode(tool, code, options))
    },
  )

  program
    .command('gate')
    .description('the gate of a shop that is not Node, beside its proxy; set GATE_SHOP and the like')
    .action(async () => {
      const { runGate } = await import('./cli/gate.ts')
      await runGate()
    })
  leaf(program, 'migrate', 'bring the database up to date').action(async (options: CommonOptions) => {
    const { migrateDatabase } = await import('./cli/migrate.ts')
    process.exitCode = await migrateDatabase(options)
  })
  return program
}

/** A shop's switch: what operators do with it, and what that would mean. */
function addRolloutCommands(program: Command): void {
  const rollout = program.command('rollout').description("a shop's switch")
  const act = (command: Command, name: ActName) =>
    command.action(async (shop: string, options: RolloutOptions) => {
      const { moveRollout } = await import('./cli/rollouts.ts')
      await run(options, (tool) => moveRollout(tool, name, shop, options))
    })
  const schedule = planned(leaf(rollout, 'schedule <shop>', 'announce the switch at a later time, by itself'))
  act(
    schedule.option('--at <time>', 'when; Japan without a zone').option('--cancel', 'announce it no more'),
    'schedule',
  )
  planned(
    leaf(rollout, 'announce <shop>', 'announce the switch now: two weeks later accounts is the only way in'),
  ).action(async (shop: string, options: RolloutOptions) => {
    const { announceShop } = await import('./cli/rollouts.ts')
    await run(options, (tool) => announceShop(tool, shop, options))
  })
  const postpone = leaf(rollout, 'postpone <shop>', 'move the announcement, or once announced the cut, to a later time')
  act(because(postpone.requiredOption('--to <time>', 'when; Japan without a zone')), 'postpone')
  const extend = leaf(rollout, 'extend <shop>', 'keep both ways open for longer')
  act(because(extend.requiredOption('--days <number>', 'how many days')), 'extend')
  act(because(leaf(rollout, 'pause <shop>', 'keep both ways open until further notice')), 'pause')
  act(because(leaf(rollout, 'resume <shop>', 'go on where it was paused')), 'resume')
  const rollback = leaf(rollout, 'rollback <shop>', 'open the former way again, paused; two operators stand behind it')
  act(byTwo(because(rollback)), 'rollback')
  leaf(rollout, 'show <shop>', 'where the switch stands').action(async (shop: string, options: CommonOptions) => {
    const { showRollout } = await import('./cli/rollouts.ts')
    await run(options, (tool) => showRollout(tool, shop, options))
  })
  planned(leaf(rollout, 'preview <shop> <act>', 'what schedule, announce, postpone, … would mean; changes nothing'))
    .option('--at <time>')
    .option('--to <time>')
    .option('--days <number>')
    .option('--members', 'every member, not numbers alone')
    .action(async (shop: string, name: string, options: RolloutOptions) => {
      const { previewRollout } = await import('./cli/rollouts.ts')
      await run(options, (tool) => previewRollout(tool, shop, name, options))
    })
}

/** The services of the shops. */
function addServiceCommands(program: Command): void {
  const services = program
    .command('service')
    .description('what works in the name of a shop, by an id and a secret: its back end, and what its members enter')
  const add = leaf(services, 'add <id>', "add a shop's service and show its secret; two operators from its second on")
  entered(byTwo(add))
    .requiredOption('--shop <shop>', 'the shop whose it is')
    .option('--name <name>', 'what people call it; by default its id')
    .action(async (id: string, options: ServiceOptions) => {
      const { addService } = await import('./cli/services.ts')
      await run(options, (tool) => addService(tool, id, options))
    })
  const set = leaf(services, 'set <id>', 'say where its members enter it; what is left out stays as it was')
  entered(byTwo(set))
    .option('--back-end-only', 'they enter it nowhere any more')
    .action(async (id: string, options: ServiceOptions) => {
      const { setService } = await import('./cli/services.ts')
      await run(options, (tool) => setService(tool, id, options))
    })
  leaf(services, 'list', 'all of them, with the instants at which their secrets were issued, and their addresses')
    .option('--shop <shop>', 'of one shop')
    .action(async (options: ServiceOptions) => {
      const { listServices } = await import('./cli/services.ts')
      await run(options, (tool) => listServices(tool, options))
    })
  leaf(services, 'deliveries', 'how telling them of sign-outs went, and which were given up (then 1)')
    .option('--shop <shop>', 'of one shop')
    .action(async (options: ServiceOptions) => {
      const { showDeliveries } = await import('./cli/services.ts')
      await run(options, (tool) => showDeliveries(tool, options))
    })
  byTwo(leaf(services, 'rotate-secret <id>', 'add a second secret and show it; both are good')).action(
    async (id: string, options: ServiceOptions) => {
      const { rotateSecret } = await import('./cli/services.ts')
      await run(options, (tool) => rotateSecret(tool, id, options))
    },
  )
  byTwo(leaf(services, 'retire-secret <id>', 'end the older of two secrets')).action(
    async (id: string, options: ServiceOptions) => {
      const { retireSecret } = await import('./cli/services.ts')
      await run(options, (tool) => retireSecret(tool, id, options))
    },
  )
  byTwo(leaf(services, 'remove <id>', 'end a service')).action(async (id: string, options: ServiceOptions) => {
    const { removeService } = await import('./cli/services.ts')
    await run(options, (tool) => removeService(tool, id, options))
  })
}

/** Robots' exemptions, as operators decide them. */
function addBypassCommands(program: Command): void {
  const bypass = program.command('bypass').description("robots' exemptions from the code, by address")
  const act = (name: string, description: string) =>
    leaf(bypass, name, description)
      .requiredOption('--operator <name>', 'who does it, by a code of the own app')
      .option('--code <code>', 'that code; asked for when it is not given')
  leaf(bypass, 'list', 'what waits, what is due first, first (1 when something is overdue)')
    .option('--shop <shop>', 'everything of one shop')
    .option('--grants', 'the exemptions, not the requests')
    .action(async (options: BypassOptions) => {
      const { listBypasses } = await import('./cli/bypass.ts')
      await run(options, (tool) => listBypasses(tool, options))
    })
  leaf(bypass, 'show <id>', 'a request, or an exemption').action(async (id: string, options: BypassOptions) => {
    const { showBypass } = await import('./cli/bypass.ts')
    await run(options, (tool) => showBypass(tool, id, options))
  })
  act('approve <request>', 'approve what was seen; wide ranges take two engineers')
    .requiredOption('--seen <version>', 'the version that was seen')
    .action(async (id: string, options: BypassOptions) => {
      const { approveBypass } = await import('./cli/bypass.ts')
      await run(options, (tool) => approveBypass(tool, id, options))
    })
  act('reject <request>', 'reject what was seen')
    .requiredOption('--seen <version>', 'the version that was seen')
    .requiredOption('--reason <text>', 'what the shop is told')
    .action(async (id: string, options: BypassOptions) => {
      const { rejectBypass } = await import('./cli/bypass.ts')
      await run(options, (tool) => rejectBypass(tool, id, options))
    })
  const grantActs: readonly (readonly [GrantAct, string])[] = [
    ['suspend', 'suspend an exemption, and end the sessions it gave'],
    ['resume', 'let a suspended one go on'],
    ['revoke', 'end one for good'],
  ]
  for (const [name, description] of grantActs) {
    act(`${name} <grant>`, description).action(async (id: string, options: BypassOptions) => {
      const { moveGrant } = await import('./cli/bypass.ts')
      await run(options, (tool) => moveGrant(tool, name, id, options))
    })
  }
  act('stop', 'suspend every active exemption of a shop, or of all')
    .option('--shop <shop>', 'of one shop')
    .option('--all', 'of all')
    .action(async (options: BypassOptions) => {
      const { stopBypasses } = await import('./cli/bypass.ts')
      await run(options, (tool) => stopBypasses(tool, options))
    })
}

function planned(command: Command): Command {
  return byTwo(command)
    .option('--window-days <number>', 'how long both ways work at least; less than 14 takes two operators')
    .option('--cut-hour <hour>', 'at which hour in Japan the former way ends, 0 to 23, or any')
    .option('--avoid <days>', 'on which days it does not end: weekends,holidays or none')
    .option('--sale-day <day>', 'nor on this day, such as 2026-12-01; repeatable', collect)
    .option('--reason <text>', 'why, for the audit log')
}

/** Where a service is entered, and left. */
function entered(command: Command): Command {
  return command
    .option('--start-url <url>', 'where the portal leads: begins a sign-in there')
    .option('--redirect-uri <url>', 'where a code may be sent; repeatable', collect)
    .option('--post-logout-uri <url>', "where a browser may go after signing out; repeatable, '' for none", collect)
    .option('--back-channel-logout-url <url>', "is told that somebody has signed out; '' for nobody")
    .option('--icon <file>', "a PNG of 12 KB at the most; '' for none")
}

function because(command: Command): Command {
  return command.requiredOption('--reason <text>', 'why, for the audit log')
}

function byTwo(command: Command): Command {
  return command
    .option('--operator <name>', 'an operator, by a code of the own app')
    .option('--code <code>', 'that code; asked for when it is not given')
    .option('--second-operator <name>', 'another operator; one of the two is an engineer')
    .option('--second-code <code>', 'that code')
}

function leaf(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .option('--json', 'answer in JSON')
    .option('--actor <name>', 'who does it, for the audit log; by default the user of this machine')
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

async function run(options: CommonOptions, work: (tool: Tool) => Promise<ExitCode>): Promise<void> {
  const { withTool } = await import('./cli/tool.ts')
  process.exitCode = await withTool(options, work)
}

async function sentenceOf(error: unknown): Promise<string> {
  const { UsageError } = await import('./cli/tool.ts')
  if (error instanceof UsageError) return error.message
  const { describeStartFailure } = await import('./start-failure.ts')
  return describeStartFailure(error).sentence
}

try {
  await commands().parseAsync()
} catch (error) {
  // What commander throws it has said already; asking for help is no failure.
  const isSaid = error instanceof CommanderError
  if (!isSaid) process.stderr.write(`${await sentenceOf(error)}\n`)
  process.exitCode = isSaid && error.exitCode === 0 ? 0 : COULD_NOT_RUN
}
