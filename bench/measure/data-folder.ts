import { fileURLToPath } from 'node:url'

/** Where results are kept and databases live meanwhile: on the disk of the checkout, and never committed. */
export const dataFolder: string = fileURLToPath(new URL('../../.data/bench', import.meta.url))
