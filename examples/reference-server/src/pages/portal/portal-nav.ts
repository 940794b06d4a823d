import type { SectionsNavProps } from '../ui/sections-nav.tsx'
import { useWords } from '../words-context.ts'

/** The pages of somebody signed in; those of members and robots for who manages any. */
export function usePortalNav(current: string, managesMembers: boolean): SectionsNavProps {
  const { say } = useWords()
  return {
    label: say('portal.nav'),
    sections: [
      { href: '/portal/apps', label: say('portal.title') },
      ...(managesMembers
        ? [
            { href: '/portal/members', label: say('members.title') },
            { href: '/portal/robots', label: say('robots.title') },
          ]
        : []),
      { href: '/portal/profile', label: say('profile.title') },
    ],
    current,
  }
}
