import type { Along, AuditEvent, NewDevice, OutboxMail } from '@ecforce-accounts/core'
import type { Insertable } from 'kysely'
import type { Transaction } from '../database.ts'
import { type AuditEventRow, keyIdOf, type NewDeviceRow, type OutboxRow } from '../tables.ts'

/** Writes what belongs to a decision into its transaction. */
export async function writeAlong(transaction: Transaction, along: Along): Promise<void> {
  if (along.mails && along.mails.length > 0) await transaction.insertAll('outbox', along.mails.map(mailRow))
  for (const device of along.newDevices ?? []) {
    await transaction.db.insertInto('new_devices').values(newDeviceRow(device)).execute()
  }
  if (along.events && along.events.length > 0) await transaction.insertAll('audit_events', along.events.map(eventRow))
}

function mailRow(mail: OutboxMail): OutboxRow {
  return {
    id: mail.id,
    message_id: mail.messageId,
    kind: mail.kind,
    sealed: mail.sealed,
    sealed_kid: mail.sealed === null ? null : keyIdOf(mail.sealed, '.'),
    queued_at: mail.queuedAt,
    useful_until: mail.usefulUntil,
    state: 'waiting',
    due_at: mail.dueAt ?? mail.queuedAt,
    leased_until: null,
    attempts: 0,
    doubts: 0,
    settled_at: null,
    last_error: null,
  }
}

function eventRow(event: AuditEvent): Insertable<AuditEventRow> {
  return {
    id: event.id,
    at: event.at,
    name: event.name,
    outcome: event.outcome,
    reason: event.reason,
    support_code: event.supportCode,
    actor: event.actor,
    subject: event.subject,
    shop_id: event.shopId,
    address: event.address,
    user_agent: event.userAgent,
    request_id: event.requestId,
    details: JSON.stringify(event.details),
  }
}

function newDeviceRow({ id, accountId, at, userAgent, address }: NewDevice): NewDeviceRow {
  return { id, account_id: accountId, at, user_agent: userAgent, address }
}
