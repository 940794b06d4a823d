/** The middle of some figures, and the quarters beside it. */
export interface Quartiles {
  readonly median: number
  readonly lower: number
  readonly upper: number
}

export function quartilesOf(figures: readonly number[]): Quartiles {
  const sorted = figures.toSorted((a, b) => a - b)
  return { median: quantileAt(sorted, 0.5), lower: quantileAt(sorted, 0.25), upper: quantileAt(sorted, 0.75) }
}

/** Below which `share` of the figures lie, by linear interpolation; `NaN` for no figures at all. */
export function quantileOf(figures: readonly number[], share: number): number {
  return quantileAt(
    figures.toSorted((a, b) => a - b),
    share,
  )
}

function quantileAt(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] ?? Number.NaN
  const above = sorted[Math.ceil(place)] ?? Number.NaN
  return below + (above - below) * (place - Math.floor(place))
}

/** As `1.08 (1.02–1.15)`: the median with its quartiles. */
export function said({ median, lower, upper }: Quartiles): string {
  return `${rounded(median)} (${rounded(lower)}–${rounded(upper)})`
}

/** Three digits, or as many as a whole number has. */
export function rounded(figure: number): string {
  if (Math.abs(figure) >= 1000) return Math.round(figure).toLocaleString('en')
  return figure.toFixed(Math.abs(figure) >= 100 ? 0 : Math.abs(figure) >= 10 ? 1 : 2)
}
