/** Stands in a sentence for what `Whole` puts there. */
export const hole = '\uE000'

export interface WholeProps {
  /** With a `hole` where the fact belongs. */
  readonly sentence: string
  readonly fact: string
}

/**
 * A sentence with a fact that is not broken over two lines, as an address or a date, unless it is longer than one. Then
 * an address breaks where its parts meet.
 */
export function Whole({ sentence, fact }: WholeProps) {
  const [before, after = ''] = sentence.split(hole)
  return (
    <>
      {before}
      <span class="whole">
        {fact.split(/(?<=@)/).map((part) => (
          <span class="whole" key={part}>
            {part}
          </span>
        ))}
      </span>
      {after}
    </>
  )
}
