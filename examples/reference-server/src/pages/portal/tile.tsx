/** What a service is known by at a glance: its own picture, or the first letter of its name. Says nothing more. */
export function Tile({ icon, name }: { readonly icon: string | null; readonly name: string }) {
  if (icon !== null) return <img class="tile" src={icon} alt="" width={40} height={40} />
  return (
    <span class="tile" data-tint={tintOf(name)} aria-hidden="true">
      {firstLetter(name)}
    </span>
  )
}

function firstLetter(name: string): string {
  const [first = ''] = name.trim()
  return first.toUpperCase()
}

/** The same for the same name. */
function tintOf(name: string): number {
  return Array.from(name).reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 4
}
