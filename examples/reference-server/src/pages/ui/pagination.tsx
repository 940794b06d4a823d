import { Button } from './button.tsx'
import { usePartWords } from './part-words.ts'
import './pagination.css'

export interface PaginationProps {
  /** From 1. */
  readonly page: number
  readonly pages: number
  readonly onPage: (page: number) => void
}

/** The pages of a long list; nothing when there is one. */
export function Pagination({ page, pages, onPage }: PaginationProps) {
  const words = usePartWords()
  if (pages < 2) return null
  return (
    <nav class="pagination" aria-label={words.pages}>
      <Button kind="second" small disabled={page <= 1} onClick={() => onPage(page - 1)}>
        {words.previous}
      </Button>
      <p aria-live="polite">{words.page(page, pages)}</p>
      <Button kind="second" small disabled={page >= pages} onClick={() => onPage(page + 1)}>
        {words.next}
      </Button>
    </nav>
  )
}
