import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ImportUnreadableError } from '../../../src/rooms/migration/import-unreadable.ts'
import { type ReadRow, type ReadRowsOptions, readRows } from '../../../src/rooms/migration/read-rows.ts'

const header = 'shop_id,legacy_id,email,name'

async function* chunked(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(
  file: string | Uint8Array,
  format: 'csv' | 'jsonl' = 'csv',
  chunkBytes = 65_536,
  options: ReadRowsOptions = {},
): Promise<ReadRow[]> {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file
  const rows: ReadRow[] = []
  for await (const row of readRows(chunked(bytes, chunkBytes), format, options)) rows.push(row)
  return rows
}

/** One line per row: where it begins and what it is. */
function outline(rows: readonly ReadRow[]): string[] {
  return rows.map((row) => {
    if ('fields' in row) return `${row.line} ${row.fields.legacy_id}`
    return 'problem' in row
      ? `${row.line} ${row.problem.code}`
      : `${row.line} ${row.warning.code} ${row.warning.column}`
  })
}

const names = (rows: readonly ReadRow[]) => rows.flatMap((row) => ('fields' in row ? [row.fields.name] : []))

describe('a CSV file', () => {
  it('gives every row with its line, whatever ends the lines', async () => {
    const lines = [header, 's,1,a@x.jp,甲', 's,2,b@x.jp,', 's,3,c@x.jp,丙']
    for (const end of ['\n', '\r\n']) {
      for (const last of ['', end, end + end + end, '\r']) {
        const rows = await read(lines.join(end) + last)
        expect(rows).toEqual([
          { line: 2, fields: { shop_id: 's', legacy_id: '1', email: 'a@x.jp', name: '甲' } },
          { line: 3, fields: { shop_id: 's', legacy_id: '2', email: 'b@x.jp', name: '' } },
          { line: 4, fields: { shop_id: 's', legacy_id: '3', email: 'c@x.jp', name: '丙' } },
        ])
      }
    }
  })

  it('may quote anything: commas, quotes, line breaks', async () => {
    const rows = await read(`${header}\r\n"s","1",a@x.jp,"山田, ""太郎""\r\n様"\r\ns,2,b@x.jp,""\r\n`)
    expect(outline(rows)).toEqual(['2 1', '4 2'])
    expect(names(rows)).toEqual(['山田, "太郎"\r\n様', ''])
  })

  it('leaves a column that the file lacks absent', async () => {
    const [row] = await read('email,shop_id,legacy_id\na@x.jp,s,1')
    expect(row).toEqual({ line: 2, fields: { shop_id: 's', legacy_id: '1', email: 'a@x.jp' } })
  })

  it('warns once of each column it does not read, and of none without a name', async () => {
    const rows = await read(`${header},メモ,note,,メモ\ns,1,a@x.jp,n,m,o,,\ns,2,b@x.jp,n,m,o,,`)
    expect(outline(rows)).toEqual(['1 unknown_column メモ', '1 unknown_column note', '2 1', '3 2'])
  })

  it('skips blank lines and what spreadsheets leave of deleted rows', async () => {
    const rows = await read(`\n${header}\n\ns,1,a@x.jp,n\n,,,\n\n , ,,\ns,2,b@x.jp,n\n,,,\n`)
    expect(outline(rows)).toEqual(['4 1', '8 2'])
  })

  it.each([
    { fault: 'no bytes', file: '', reason: 'empty', columns: [] },
    { fault: 'blank lines only', file: '\r\n\r\n', reason: 'empty', columns: [] },
    {
      fault: 'a required column less',
      file: 'shop_id,name,email\ns,n,a@x.jp',
      reason: 'missing_columns',
      columns: ['legacy_id'],
    },
    { fault: 'no header', file: 's,1,a@x.jp,n', reason: 'missing_columns', columns: ['shop_id', 'legacy_id', 'email'] },
    {
      fault: 'semicolons',
      file: 'shop_id;legacy_id;email\ns;1;a',
      reason: 'missing_columns',
      columns: ['shop_id', 'legacy_id', 'email'],
    },
    { fault: 'a column twice', file: `${header},name\ns,1,a@x.jp,n,n`, reason: 'repeated_columns', columns: ['name'] },
    { fault: 'a broken header', file: `shop_id,"legacy_id,email\ns,1,a`, reason: 'header', columns: [] },
    { fault: 'UTF-16', file: Uint8Array.of(0xff, 0xfe, 0x73, 0), reason: 'encoding', columns: [] },
  ])('with $fault is refused before the first row', async ({ file, reason, columns }) => {
    const refusal = await read(file).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ImportUnreadableError)
    expect(refusal).toMatchObject({ code: 'import_unreadable', reason, columns })
  })

  it.each([
    { fault: 'a field too few', bad: 's,9,x@x.jp', problem: 'wrong_field_count' },
    { fault: 'a field too many', bad: 's,9,x@x.jp,n,n', problem: 'wrong_field_count' },
    { fault: 'a quote inside a bare value', bad: 's,9,x@x.jp,5"', problem: 'quote_unclosed' },
    { fault: 'two quotes inside a bare value', bad: 's,9,x@x.jp,5" 6"', problem: 'quote_misplaced' },
    { fault: 'text after a closing quote', bad: 's,9,x@x.jp,"n" n', problem: 'quote_misplaced' },
    { fault: 'a value of 65,536 characters', bad: `s,9,x@x.jp,${'n'.repeat(65_536)}`, problem: 'row_too_long' },
    { fault: 'a value of two megabytes', bad: `s,9,x@x.jp,${'n'.repeat(2_097_152)}`, problem: 'row_too_long' },
  ])('reports $fault and loses no other row', async ({ bad, problem }) => {
    const rows = await read([header, 's,1,a@x.jp,n', bad, 's,2,b@x.jp,"n"', 's,3,c@x.jp,n'].join('\n'))
    expect(outline(rows)).toEqual(['2 1', `3 ${problem}`, '4 2', '5 3'])
  })

  it('takes a record of exactly 65,536 characters', async () => {
    const start = 's,1,a@x.jp,'
    const rows = await read(
      `${header}\n${start}${'n'.repeat(65_536 - start.length)}\n${start}${'n'.repeat(65_537 - start.length)}`,
    )
    expect(outline(rows)).toEqual(['2 1', '3 row_too_long'])
  })

  it.each([
    { where: 'with no other quote in the file', after: [] },
    { where: 'with quoted rows behind it', after: ['s,7,g@x.jp,"n"', 's,8,h@x.jp,n', 's,9,i@x.jp,"n, n"'] },
  ])('reports a quote that never closes, $where, and loses no other row', async ({ after }) => {
    const many = Array.from({ length: 500 }, (_, n) => `s,${n + 100},a${n}@x.jp,n`)
    const rows = await read([header, 's,1,a@x.jp,"n', ...many, ...after].join('\n'), 'csv', 1000)
    const [first, ...others] = outline(rows)
    expect(first).toMatch(/^2 quote_(?:unclosed|misplaced)$/)
    expect(others.length).toBe(many.length + after.length)
    expect(others.every((row) => /^[0-9]+ [0-9]+$/.test(row))).toBe(true)
  })

  it('gives up an unclosed quote after a megabyte and goes back to the second line', async () => {
    const many = Array.from({ length: 60_000 }, (_, n) => `s,${n},a${n}@example.jp,n`)
    const rows = await read([header, 's,x,a@x.jp,"n', ...many].join('\n'))
    expect(outline(rows).slice(0, 3)).toEqual(['2 quote_unclosed', '3 0', '4 1'])
    expect(rows.length).toBe(1 + many.length)
  })

  it('never takes a line inside a well-quoted value for a row, even of a record too long to be read', async () => {
    const inside = 's,666,evil@x.jp,n\n'
    const rows = await read(`${header}\ns,1,a@x.jp,"${inside.repeat(5_000)}"\ns,2,b@x.jp,n\n`)
    expect(outline(rows)).toEqual(['2 row_too_long', '5003 2'])
  })

  it('stops reading its source when its reader stops', async () => {
    let closed = false
    async function* source() {
      try {
        for (let n = 0; ; n++) yield new TextEncoder().encode(n === 0 ? `${header}\n` : `s,${n},a@x.jp,n\n`.repeat(300))
      } finally {
        closed = true
      }
    }
    for await (const row of readRows(source(), 'csv')) {
      if (row.line > 10) break
    }
    expect(closed).toBe(true)
  })
})

describe('the encoding', () => {
  // 山田太郎, 髙橋 (IBM extension), ①, ～, and half-width ﾔﾏﾀﾞ, as Excel for Windows saves them.
  const excel = Uint8Array.of(
    ...[0x8e, 0x52, 0x93, 0x63, 0x91, 0xbe, 0x98, 0x59],
    ...[0xfb, 0xfc, 0x8b, 0xb4, 0x87, 0x40, 0x81, 0x60, 0xd4, 0xcf, 0xc0, 0xde],
  )
  const ascii = (text: string) => Buffer.from(text, 'latin1')
  const shiftJis = Buffer.concat([
    ascii(`${header}\r\ns,1,a@x.jp,`),
    excel,
    ascii('\r\ns,2,b@x.jp,"'),
    excel,
    ascii('"\r\n'),
  ])

  it.each([1, 2, 3, 7, 64, 65_536])('CP932 is read as Excel writes it, in chunks of %i bytes', async (size) => {
    expect(names(await read(shiftJis, 'csv', size))).toEqual(['山田太郎髙橋①～ﾔﾏﾀﾞ', '山田太郎髙橋①～ﾔﾏﾀﾞ'])
  })

  it('CP932 may use bytes for a second half that mean something in CSV and JSON', async () => {
    // 表 is 0x95 0x5c and ソ is 0x83 0x5c: the second byte is a backslash; ポ is 0x83 0x7c.
    const file = Buffer.concat([
      ascii(`${header}\ns,1,a@x.jp,"`),
      Uint8Array.of(0x95, 0x5c, 0x83, 0x5c, 0x83, 0x7c),
      ascii('"\n'),
    ])
    expect(names(await read(file))).toEqual(['表ソポ'])
  })

  it.each([1, 2, 3, 7, 64, 65_536])('UTF-8 is read with and without its mark, in chunks of %i bytes', async (size) => {
    const text = `${header}\ns,1,a@x.jp,髙橋𠮷野家\ns,2,b@x.jp,\ufeffé`
    for (const mark of ['', '\ufeff']) {
      expect(names(await read(mark + text, 'csv', size))).toEqual(['髙橋𠮷野家', '\ufeffé'])
    }
  })

  it.each(['utf-8', 'cp932'] as const)('%s is told where it first shows, far into the file', async (encoding) => {
    const plain = `s,1,a@x.jp,n\n`.repeat(20_000)
    const last = encoding === 'cp932' ? excel.subarray(0, 8) : new TextEncoder().encode('山田太郎')
    const rows = await read(Buffer.concat([ascii(`${header}\n${plain}s,2,b@x.jp,`), last]))
    expect(names(rows).at(-1)).toBe('山田太郎')
    expect(rows.length).toBe(20_001)
  })

  it('one damaged byte spoils its own value and no other', async () => {
    const good = new TextEncoder().encode(`${header}\ns,1,a@x.jp,山田\ns,2,b@x.jp,佐`)
    const file = Buffer.concat([good, Uint8Array.of(0x80), new TextEncoder().encode('藤\ns,3,c@x.jp,高橋')])
    expect(names(await read(file))).toEqual(['山田', '佐\ufffd藤', '高橋'])
  })

  it('can be said instead of told', async () => {
    // Half-width katakana that happen to be UTF-8 too.
    const file = Buffer.concat([ascii(`${header}\ns,1,a@x.jp,`), Uint8Array.of(0xc3, 0xb1)])
    expect(names(await read(file))).toEqual(['ñ'])
    expect(names(await read(file, 'csv', 100, { encoding: 'cp932' }))).toEqual(['ﾃｱ'])
    expect(names(await read(file, 'csv', 100, { encoding: 'utf-8' }))).toEqual(['ñ'])
  })
})

describe('JSON Lines', () => {
  it('give text, null, numbers of ids and flags, and what is absent stays absent', async () => {
    const rows = await read(
      [
        '{"shop_id":"s","legacy_id":12,"email":"a@x.jp","two_factor_enabled":true,"last_sign_in_at":null}',
        '',
        '{"email":"b@x.jp","legacy_id":"13","shop_id":"s","two_factor_enabled":0}\r',
      ].join('\n'),
      'jsonl',
    )
    expect(rows).toEqual([
      {
        line: 1,
        fields: { shop_id: 's', legacy_id: '12', email: 'a@x.jp', two_factor_enabled: 'true', last_sign_in_at: null },
      },
      { line: 3, fields: { shop_id: 's', legacy_id: '13', email: 'b@x.jp', two_factor_enabled: '0' } },
    ])
  })

  it.each([
    { fault: 'no JSON', bad: '{"shop_id":', problem: 'invalid_json' },
    { fault: 'no object', bad: '["s"]', problem: 'invalid_json' },
    { fault: 'null', bad: 'null', problem: 'invalid_json' },
    { fault: 'deep nesting', bad: '['.repeat(60_000), problem: 'invalid_json' },
    { fault: 'an object for a value', bad: '{"email":{}}', problem: 'wrong_type' },
    { fault: 'a number for an address', bad: '{"email":1}', problem: 'wrong_type' },
    { fault: 'an id that lost digits', bad: '{"legacy_id":9007199254740993}', problem: 'wrong_type' },
    { fault: 'a line too long', bad: `{"name":"${'n'.repeat(65_536)}"}`, problem: 'row_too_long' },
    { fault: 'a line of two megabytes', bad: `{"name":"${'n'.repeat(2_097_152)}"}`, problem: 'row_too_long' },
  ])('report $fault and lose no other row', async ({ bad, problem }) => {
    const rows = await read(['{"legacy_id":"1"}', bad, '{"legacy_id":"2"}'].join('\n'), 'jsonl')
    expect(outline(rows)).toEqual(['1 1', `2 ${problem}`, '3 2'])
  })

  it('warn once of each unknown name, of fifty at most, and take none for more than a name', async () => {
    const lines = Array.from({ length: 80 }, (_, n) => `{"legacy_id":"${n}","__proto__":{"email":"x"},"extra${n}":1}`)
    const rows = await read(lines.join('\n'), 'jsonl')
    expect(rows.filter((row) => 'warning' in row).length).toBe(50)
    expect(outline(rows)[0]).toBe('1 unknown_column __proto__')
    expect(rows.flatMap((row) => ('fields' in row ? [row.fields.email] : []))).toEqual(lines.map(() => undefined))
  })
})

describe('reading', () => {
  it('keeps a hundred thousand rows and none of their memory', { timeout: 60_000 }, async () => {
    const rows = 100_000
    async function* source() {
      yield new TextEncoder().encode(`${header}\n`)
      for (let n = 0; n < rows; n += 500) {
        const lines = Array.from(
          { length: 500 },
          (_, m) => `s,${n + m},member${n + m}@shop.example.jp,"会員 ${n + m}"\r\n`,
        )
        yield new TextEncoder().encode(lines.join(''))
      }
    }
    let seen = 0
    let early = 0
    let most = 0
    for await (const row of readRows(source(), 'csv')) {
      expect('fields' in row).toBe(true)
      seen++
      if (seen % 10_000 !== 0) continue
      await new Promise((resolve) => setImmediate(resolve))
      const { heapUsed } = process.memoryUsage()
      if (seen === 20_000) early = heapUsed
      if (seen > 20_000) most = Math.max(most, heapUsed)
    }
    expect(seen).toBe(rows)
    // The file is 6 MB of text, about 30 MB as rows; the rest is what the collector has not looked at yet.
    expect(most - early).toBeLessThan(48 * 1_048_576)
  })

  it('never throws for any bytes below a header, and gives the same for any chunks', async () => {
    const piece = fc.constantFrom(
      's',
      ',',
      '"',
      '""',
      '\n',
      '\r\n',
      '\r',
      '"\n',
      ',"',
      'a@x.jp',
      '山',
      '\0',
      '\ufeff',
      's,1,a@x.jp,n\n',
      '{"email":"a"}\n',
    )
    const text = fc.array(piece, { maxLength: 60 }).map((pieces) => new TextEncoder().encode(pieces.join('')))
    const bytes = fc.oneof(text, fc.uint8Array({ maxLength: 200 }))
    await fc.assert(
      fc.asyncProperty(
        bytes,
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom('csv', 'jsonl'),
        async (body, size, format) => {
          const file = format === 'csv' ? Buffer.concat([Buffer.from(`${header}\n`), body]) : body
          if (format === 'jsonl' && ((body[0] === 0xff && body[1] === 0xfe) || (body[0] === 0xfe && body[1] === 0xff)))
            return
          expect(await read(file, format, size)).toEqual(await read(file, format))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('finds every good row between bad ones', async () => {
    const good = fc.constant('good')
    const bad = fc.constantFrom(
      's,x',
      's,x,a@x.jp,"n',
      's,x,a@x.jp,n"',
      's,x,"a@x.jp,n',
      's,x,a@x.jp,"n"n',
      '"',
      '"s',
      'x"y',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(good, bad), { maxLength: 30 }), async (kinds) => {
        // Two stray quotes that together happen to make a record of the right width are one, by RFC 4180.
        const lines = kinds.map((kind, n) => (kind === 'good' ? `s,${n},a${n}@x.jp,"n",1,2` : kind))
        const rows = await read([`${header},role,password_scheme`, ...lines].join('\n'))
        const found = new Set(rows.flatMap((row) => ('fields' in row ? [row.line] : [])))
        const expected = kinds.flatMap((kind, n) => (kind === 'good' ? [n + 2] : []))
        expect(expected.filter((line) => !found.has(line))).toEqual([])
      }),
      { numRuns: 500 },
    )
  })
})
