import type { SectionsNavProps } from '../ui/sections-nav.tsx'
import { useWords } from '../words-context.ts'

/** The pages of somebody signed in. */
export function usePortalNav(current: string): SectionsNavProps {
  const { say } = useWords()
  return {
    label: say('portal.nav'),
    sections: [
      { href: '/portal/apps', label: say('portal.title') },
      { href: '/portal/profile', label: say('profile.title') },
    ],
    current,
  }
}
