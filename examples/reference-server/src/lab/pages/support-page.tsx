import { LabFrame } from './lab-frame.tsx'
import { useLabWords } from './lab-words.ts'

/** What stands in the place of the support desk that a deployment has. */
export function SupportPage() {
  const { support } = useLabWords()
  return (
    <LabFrame name="support">
      <p>{support.code}</p>
      <p>
        <code translate={false}>npm run accounts -- support-code ABCD-1234</code>
      </p>
    </LabFrame>
  )
}
