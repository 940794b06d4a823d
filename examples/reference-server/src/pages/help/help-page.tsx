import { useEffect } from 'preact/hooks'
import { pageSettings } from '../told-settings.ts'
import { Frame } from '../ui/frame.tsx'
import { SupportLink } from '../ui/ways-to-help.tsx'
import type { Say } from '../words/catalogue.ts'
import { helpWords } from '../words/help.ts'
import { useWords, useWordsOf, type Words } from '../words-context.ts'
import './help.css'

interface Topic {
  /** Where links from other pages lead. */
  readonly id: string
  readonly title: string
  /** What is done in this order; before the rest. */
  readonly steps?: readonly string[]
  readonly paragraphs: readonly string[]
}

/** What members ask, with an anchor for each. */
export function HelpPage() {
  const say = useWordsOf(helpWords)
  const { say: sayHere } = useWords()
  useEffect(() => {
    // The browser looked for the anchor before this page was there.
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView()
  }, [])

  const topics = topicsIn(say, sayHere)
  return (
    <Frame
      title={say('help.title')}
      aside={
        <a class="second small" href="/sign-in">
          {say('help.toSignIn')}
        </a>
      }
    >
      <nav aria-label={say('help.contents')}>
        <ul class="help-contents">
          {topics.map(({ id, title }) => (
            <li key={id}>
              <a href={`#${id}`}>{title}</a>
            </li>
          ))}
        </ul>
      </nav>
      {topics.map((topic) => (
        <TopicCard key={topic.id} {...topic} />
      ))}
    </Frame>
  )
}

function TopicCard({ id, title, steps = [], paragraphs }: Topic) {
  return (
    <section class="panel help-topic" aria-labelledby={id}>
      <h2 id={id} tabIndex={-1}>
        {title}
      </h2>
      {steps.length > 0 ? (
        <ol class="help-steps">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      ) : null}
      {paragraphs.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      {id === 'contact' ? (
        <p>
          <SupportLink />
        </p>
      ) : null}
    </section>
  )
}

function topicsIn(say: Say<typeof helpWords>, sayHere: Words['say']): readonly Topic[] {
  return [
    {
      id: 'about',
      title: say('help.about.title'),
      paragraphs: [
        say('help.about.what'),
        say('help.about.why'),
        say('help.about.when'),
        say('help.about.genuine', { issuerHost: location.host }),
      ],
    },
    {
      id: 'first',
      title: say('help.first.title'),
      steps: [
        say('help.first.address'),
        say('help.first.password'),
        say('help.first.code'),
        say('help.first.newPassword'),
        say('help.first.done'),
      ],
      paragraphs: [say('help.first.refused')],
    },
    {
      id: 'invited',
      title: say('help.invited.title'),
      steps: [say('help.invited.link', { issuerHost: location.host }), say('help.invited.accept')],
      paragraphs: [say('help.invited.ended')],
    },
    {
      id: 'code',
      title: say('help.code.title'),
      steps: [
        say('help.code.wait'),
        say('help.code.allow', { senderDomain: pageSettings.senderDomain }),
        say('help.code.resend'),
        say('help.code.address'),
      ],
      paragraphs: [say('help.code.valid')],
    },
    {
      id: 'reset',
      title: say('help.reset.title'),
      steps: [
        say('help.reset.ask', { forgot: sayHere('password.forgot') }),
        say('help.reset.link'),
        say('help.reset.signIn'),
      ],
      paragraphs: [say('help.reset.reasons'), say('help.reset.held')],
    },
    {
      id: 'phone',
      title: say('help.phone.title'),
      paragraphs: [say('help.phone.mail'), say('help.phone.app'), say('help.phone.none'), say('help.phone.lost')],
    },
    { id: 'shared', title: say('help.shared.title'), paragraphs: [say('help.shared.who'), say('help.shared.each')] },
    { id: 'robots', title: say('help.robots.title'), paragraphs: [say('help.robots.rpa'), say('help.robots.api')] },
    {
      id: 'contact',
      title: say('help.contact.title'),
      paragraphs: [say('help.contact.administrator'), say('help.contact.support')],
    },
  ]
}
