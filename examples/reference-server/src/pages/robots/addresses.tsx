import './robots.css'

/** Ranges one under the other, as they are read out to somebody. */
export function Addresses({ ranges }: { readonly ranges: readonly string[] }) {
  return (
    <ul class="robot-addresses">
      {ranges.map((range) => (
        <li key={range}>
          <code translate={false}>{range.replace(/\/(32|128)$/, '')}</code>
        </li>
      ))}
    </ul>
  )
}
