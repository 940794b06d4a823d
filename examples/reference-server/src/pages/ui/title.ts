import { useEffect } from 'preact/hooks'
import { useWords } from '../words-context.ts'
import { announce } from './announcer.tsx'

/** Titles the document by what the screen is about, and announces it whenever it changes. */
export function useTitle(title: string): void {
  const { say } = useWords()
  const product = say('product')
  useEffect(() => {
    document.title = title.includes(product) ? title : `${title} | ${product}`
    announce(title)
  }, [title, product])
}
