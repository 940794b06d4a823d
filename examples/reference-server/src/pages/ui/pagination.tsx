import { partWords } from '../words/parts.ts'
import { useWordsOf } from '../words-context.ts'
import { Button } from './button.tsx'
import './pagination.css'

export interface PaginationProps {
  /** Of what. */
  readonly label: string
  /** From 1. */
  readonly page: number
  readonly pages: number
  readonly onPage: (page: number) => void
}

/** The pages of a long list; nothing when there is one. */
export function Pagination({ label, page, pages, onPage }: PaginationProps) {
  const say = useWordsOf(partWords)
  if (pages < 2) return null
  return (
    <nav class="pagination" aria-label={say('parts.pages', { of: label })}>
      <Button kind="second" small disabled={page <= 1} onClick={() => onPage(page - 1)}>
        {say('parts.previous')}
      </Button>
      <p aria-live="polite">{say('parts.page', { page, pages })}</p>
      <Button kind="second" small disabled={page >= pages} onClick={() => onPage(page + 1)}>
        {say('parts.next')}
      </Button>
    </nav>
  )
}
