import { Panel } from '../ui/panel.tsx'
import { robotWords } from '../words/robots.ts'
import { useWordsOf } from '../words-context.ts'

const ways = [
  { title: 'better.api.title', text: 'better.api' },
  { title: 'better.totp.title', text: 'better.totp' },
  { title: 'better.waive.title', text: 'better.waive' },
] as const

/** What is better than an exemption, before one is asked for. */
export function BetterWays() {
  const say = useWordsOf(robotWords)
  return (
    <Panel title={say('better.title')} lead={say('better.lead')}>
      <ol class="better-ways">
        {ways.map(({ title, text }) => (
          <li key={title}>
            <strong>{say(title)}</strong>
            <p class="quiet">{say(text)}</p>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
