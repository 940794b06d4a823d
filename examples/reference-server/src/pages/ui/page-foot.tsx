import { useWords } from '../words-context.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { HelpLink, SupportLink } from './ways-to-help.tsx'

/** What stands under every page: the language, and where to turn. */
export function PageFoot({ leaving = false }: { readonly leaving?: boolean }) {
  const { say } = useWords()
  return (
    <footer class="foot">
      <LanguageSwitch />
      <p class="foot-links">
        <HelpLink newTab={leaving}>{say('help.link')}</HelpLink>
        <SupportLink />
      </p>
    </footer>
  )
}
