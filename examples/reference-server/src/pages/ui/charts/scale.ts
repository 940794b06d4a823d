/** Round marks from 0 that hold `largest`, about four of them: `[0, 20, 40, 60]`. */
export function marksUpTo(largest: number): readonly number[] {
  if (largest <= 0) return [0, 1]
  const rough = largest / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power)
  const count = Math.ceil(largest / step)
  return Array.from({ length: count + 1 }, (_, index) => index * step)
}

/** Which of `count` labels are written so that each has `pixels` for itself: every one, every second, … */
export function everyNth(count: number, width: number, pixels: number): number {
  return Math.max(1, Math.ceil((count * pixels) / Math.max(1, width)))
}
