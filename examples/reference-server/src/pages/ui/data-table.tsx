import type { ComponentChildren } from 'preact'
import { useId, useState } from 'preact/hooks'
import { partWords } from '../words/parts.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { Pagination } from './pagination.tsx'
import './choices.css'
import './data-table.css'

export interface Column<Row> {
  readonly id: string
  readonly label: string
  readonly cell: (row: Row) => ComponentChildren
  /** What rows are ordered by; without it the column cannot be sorted. */
  readonly order?: (row: Row) => string | number
  /** For figures. */
  readonly alignEnd?: boolean
}

export interface Sorting {
  readonly column: string
  readonly direction: 'ascending' | 'descending'
}

/** Rows that are chosen, by their keys. Then the first cell holds no control of its own. */
export interface Selection<Row> {
  readonly selected: ReadonlySet<string>
  readonly onSelect: (selected: ReadonlySet<string>) => void
  /** Whether a row can be chosen. */
  readonly isOpen: (row: Row) => boolean
}

export interface DataTableProps<Row> {
  /** What the table lists; heard, and seen unless a heading says it already. */
  readonly caption: string
  readonly captionShown?: boolean
  /** The first one names the row. */
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** What the search looks through; without it there is no search. */
  readonly searchText?: (row: Row) => string
  readonly searchLabel?: string
  readonly initialSorting?: Sorting
  /** Default: all rows on one page. */
  readonly rowsPerPage?: number
  /** Default: rows cannot be chosen. */
  readonly selection?: Selection<Row>
  /** Shown in place of a table without rows. */
  readonly empty: ComponentChildren
}

/** Rows to search, sort and leaf through. Where it is narrow every row is a card that names its values. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, captionShown = false, columns, rows, keyOf, searchText, searchLabel, rowsPerPage, empty } = props
  const { selection } = props
  const { locale } = useWords()
  const say = useWordsOf(partWords)
  const id = useId()
  const [search, setSearch] = useState('')
  const [sorting, setSorting] = useState<Sorting | null>(props.initialSorting ?? null)
  const [page, setPage] = useState(1)

  if (rows.length === 0) return <>{empty}</>

  const needle = folded(search)
  const found = searchText && needle ? rows.filter((row) => folded(searchText(row)).includes(needle)) : rows
  const sorted = sortRows(found, columns, sorting, locale)
  const pages = rowsPerPage ? Math.max(1, Math.ceil(sorted.length / rowsPerPage)) : 1
  const current = Math.min(page, pages)
  const shown = rowsPerPage ? sorted.slice((current - 1) * rowsPerPage, current * rowsPerPage) : sorted
  const sortable = columns.filter(({ order }) => order)

  function sortBy(column: string) {
    const again = sorting?.column === column && sorting.direction === 'ascending'
    setSorting({ column, direction: again ? 'descending' : 'ascending' })
  }

  return (
    <div class="data-table">
      {searchText || sortable.length > 0 ? (
        <div class={searchText ? 'table-tools' : 'table-tools sort-only'}>
          {searchText ? (
            <div class="field table-search">
              <label for={`${id}-search`}>{searchLabel ?? say('parts.search')}</label>
              <div class="entry">
                <input
                  id={`${id}-search`}
                  type="search"
                  autocomplete="off"
                  autocapitalize="none"
                  spellcheck={false}
                  onInput={({ currentTarget }) => {
                    setSearch(currentTarget.value)
                    setPage(1)
                  }}
                />
              </div>
            </div>
          ) : null}
          {sortable.length > 0 ? (
            <div class="field table-sort">
              <label for={`${id}-sort`}>{say('parts.sortBy')}</label>
              <div class="entry">
                <select
                  id={`${id}-sort`}
                  value={sorting ? `${sorting.column} ${sorting.direction}` : ''}
                  onChange={({ currentTarget }) => setSorting(parseSorting(currentTarget.value))}
                >
                  {sorting ? null : <option value="">—</option>}
                  {sortable.flatMap((column) =>
                    (['ascending', 'descending'] as const).map((direction) => (
                      <option key={`${column.id} ${direction}`} value={`${column.id} ${direction}`}>
                        {direction === 'ascending'
                          ? say('parts.ascending', { column: column.label })
                          : say('parts.descending', { column: column.label })}
                      </option>
                    )),
                  )}
                </select>
              </div>
            </div>
          ) : null}
        </div>
      ) : null}
      {searchText ? (
        <p class="quiet" role="status">
          {needle && found.length === 0 ? say('parts.nothingFound') : say('parts.found', { n: found.length })}
        </p>
      ) : null}

      {selection && found.length > 0 ? <SelectAll rows={found} keyOf={keyOf} selection={selection} /> : null}

      {shown.length > 0 ? (
        <table>
          <caption class={captionShown ? undefined : 'visually-hidden'}>{caption}</caption>
          <thead>
            <tr>
              {columns.map(({ id: column, label, order, alignEnd }) => (
                <th
                  key={column}
                  scope="col"
                  class={alignEnd ? 'end' : undefined}
                  aria-sort={sorting?.column === column ? sorting.direction : undefined}
                >
                  {order ? (
                    <button type="button" class="sorter" onClick={() => sortBy(column)}>
                      {label}
                      <svg viewBox="0 0 12 16" aria-hidden="true">
                        <path class="up" d="M2.5 6.5L6 3l3.5 3.5" />
                        <path class="down" d="M2.5 9.5L6 13l3.5-3.5" />
                      </svg>
                    </button>
                  ) : (
                    label
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={keyOf(row)}>
                {columns.map((column, index) => {
                  const content = (
                    <>
                      <span class="cell-label">{column.label}</span>
                      <span class="cell-value">{column.cell(row)}</span>
                    </>
                  )
                  return index === 0 ? (
                    <th key={column.id} scope="row">
                      {selection ? (
                        <RowChoice name={keyOf(row)} row={row} selection={selection}>
                          {content}
                        </RowChoice>
                      ) : (
                        content
                      )}
                    </th>
                  ) : (
                    <td key={column.id} class={column.alignEnd ? 'end' : undefined}>
                      {content}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <Pagination label={caption} page={current} pages={pages} onPage={setPage} />
    </div>
  )
}

interface SelectAllProps<Row> {
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  readonly selection: Selection<Row>
}

/** Chooses all that were found, on every page, or lets them go. */
function SelectAll<Row>({ rows, keyOf, selection: { selected, onSelect, isOpen } }: SelectAllProps<Row>) {
  const say = useWordsOf(partWords)
  const open = rows.filter(isOpen).map(keyOf)
  const chosen = open.filter((key) => selected.has(key)).length
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={open.length > 0 && chosen === open.length}
        indeterminate={chosen > 0 && chosen < open.length}
        disabled={open.length === 0}
        onChange={({ currentTarget }) => {
          const others = [...selected].filter((key) => !open.includes(key))
          onSelect(new Set(currentTarget.checked ? [...others, ...open] : others))
        }}
      />
      <span>{say('parts.selectAll', { n: open.length })}</span>
    </label>
  )
}

interface RowChoiceProps<Row> {
  readonly name: string
  readonly row: Row
  readonly selection: Selection<Row>
  readonly children: ComponentChildren
}

/** The whole cell is what a finger meets. */
function RowChoice<Row>({ name, row, selection: { selected, onSelect, isOpen }, children }: RowChoiceProps<Row>) {
  return (
    <label class="row-choice">
      <input
        type="checkbox"
        checked={selected.has(name)}
        disabled={!isOpen(row)}
        onChange={({ currentTarget }) => {
          const others = [...selected].filter((key) => key !== name)
          onSelect(new Set(currentTarget.checked ? [...others, name] : others))
        }}
      />
      <span>{children}</span>
    </label>
  )
}

/** Full-width letters, capitals and kana variants are found by what people type. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim()
}

function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sorting: Sorting | null,
  locale: string,
): readonly Row[] {
  const order = columns.find(({ id }) => id === sorting?.column)?.order
  if (!sorting || !order) return rows
  const collator = new Intl.Collator(locale, { numeric: true })
  const sign = sorting.direction === 'ascending' ? 1 : -1
  return rows.toSorted((a, b) => {
    const [one, other] = [order(a), order(b)]
    const difference =
      typeof one === 'number' && typeof other === 'number' ? one - other : collator.compare(String(one), String(other))
    return sign * difference
  })
}

function parseSorting(value: string): Sorting | null {
  const [column, direction] = value.split(' ')
  if (!column || (direction !== 'ascending' && direction !== 'descending')) return null
  return { column, direction }
}
