import { useSample } from './exhibit.tsx'

const pairs = [
  ['ink', 'page'],
  ['ink', 'card'],
  ['quiet', 'page'],
  ['quiet', 'card'],
  ['quiet', 'sunken'],
  ['accent', 'page'],
  ['accent', 'card'],
  ['accent', 'tint'],
  ['accent', 'sunken'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['ink', 'tint'],
  ['good', 'good-tint'],
  ['ink', 'good-tint'],
  ['caution', 'caution-tint'],
  ['ink', 'caution-tint'],
  ['wrong', 'wrong-tint'],
  ['ink', 'wrong-tint'],
  ['wrong', 'card'],
  ['on-wrong', 'wrong'],
] as const

/** Every pair of letters and ground that is used: whoever measures contrast measures these. */
export function Colours() {
  const sample = useSample()
  return (
    <ul class="colours">
      {pairs.map(([ink, ground]) => (
        <li key={`${ink} ${ground}`} class={`ink-${ink} on-${ground}`}>
          <b>{sample('文字', 'Letters')}</b>
          <span translate={false}>
            {ink} / {ground}
          </span>
        </li>
      ))}
    </ul>
  )
}
