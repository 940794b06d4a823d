import type { Instant } from '@ecforce-accounts/core'
import { oneLine } from './letter.ts'

/** An instant to be noted, for the reader's calendar. */
export interface CalendarNote {
  /** The same for every note about the same thing, so that a later one takes the place of an earlier. */
  readonly uid: string
  /** Of two notes with one `uid` the one of the higher number stands. */
  readonly sequence: number
  readonly writtenAt: Instant
  readonly at: Instant
  readonly title: string
  readonly text: string
  readonly url: string
}

/** A file that goes along with a mail. */
export interface Attachment {
  readonly name: string
  readonly type: string
  readonly content: string
}

/** The note as a file of iCalendar (RFC 5545): a quarter of an hour, reminded of a day before. */
export function calendarFile(note: CalendarNote): Attachment {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//ecforce accounts//switch//JA',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${escaped(note.uid)}`,
    `SEQUENCE:${note.sequence}`,
    `DTSTAMP:${stamp(note.writtenAt)}`,
    `DTSTART:${stamp(note.at)}`,
    `DTEND:${stamp(note.at + 15 * 60_000)}`,
    `SUMMARY:${escaped(note.title)}`,
    `DESCRIPTION:${escaped(note.text)}`,
    `URL:${note.url}`,
    'TRANSP:TRANSPARENT',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${escaped(note.title)}`,
    'TRIGGER:-P1D',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return {
    name: 'ecforce-accounts.ics',
    type: 'text/calendar; charset=utf-8; method=PUBLISH',
    content: `${lines.map(folded).join('\r\n')}\r\n`,
  }
}

function stamp(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}

/** Section 3.3.11. */
function escaped(text: string): string {
  return oneLine(text).replaceAll(/[\\;,]/g, (character) => `\\${character}`)
}

/** Section 3.1: lines of 75 octets at the most, none of them broken inside a character. */
function folded(line: string): string {
  const lines: string[] = []
  let current = ''
  for (const character of line) {
    const room = lines.length === 0 ? 75 : 74
    if (Buffer.byteLength(current) + Buffer.byteLength(character) > room) {
      lines.push(current)
      current = ''
    }
    current += character
  }
  return [...lines, current].join('\r\n ')
}
