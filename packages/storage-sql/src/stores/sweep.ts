/** How many rows one sweep erases, so that no sweep holds anybody up for long. */
export const SWEEP_LIMIT = 1000
