import { consoleRobotWords } from '../../words/console-robots.ts'
import { useWordsOf } from '../../words-context.ts'
import { robotPages } from '../console-paths.ts'

const names = { queue: 'desk.queue.back', grants: 'desk.queue.toGrants', doctor: 'desk.queue.toDoctor' } as const

/** From one page about robots to the others. */
export function RobotLinks({ current }: { readonly current: keyof typeof robotPages }) {
  const say = useWordsOf(consoleRobotWords)
  const others = (Object.keys(robotPages) as (keyof typeof robotPages)[]).filter((page) => page !== current)
  return (
    <ul class="robot-links">
      {others.map((page) => (
        <li key={page}>
          <a href={robotPages[page]}>{say(names[page])}</a>
        </li>
      ))}
    </ul>
  )
}
