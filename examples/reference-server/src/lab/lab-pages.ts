import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import express, { type RequestHandler } from 'express'

// Sources lie two floors below the package, the bundle one.
const candidates = [new URL('../../dist/lab-pages/', import.meta.url), new URL('../dist/lab-pages/', import.meta.url)]

/** Where the two halves of the lab are; `null`: that half does not run. */
export interface LabAddresses {
  readonly accounts: string | null
  readonly mailbox: string | null
}

export interface LabPages {
  /** Answers with the one document of the lab; which page it shows is the address's affair. */
  readonly document: RequestHandler
  /** What the document loads, at `/lab/assets`. */
  readonly assets: RequestHandler
}

/** The lab's pages as they were built. Until they are, every page says how. */
export function readLabPages({ accounts, mailbox }: LabAddresses): LabPages {
  const folder = candidates.find((candidate) => existsSync(new URL('index.html', candidate)))
  if (!folder) {
    const unbuilt: RequestHandler = (_req, res) => {
      res.status(503).type('text').send('The pages of the lab have not been built: npm run build:server\n')
    }
    return { document: unbuilt, assets: unbuilt }
  }

  const document = readFileSync(new URL('index.html', folder), 'utf8').replace(
    '<div id="page"',
    `<div id="page" data-accounts="${accounts ?? ''}" data-mailbox="${mailbox ?? ''}"`,
  )
  return {
    document: (_req, res) => {
      res.type('html').send(document)
    },
    assets: express.static(fileURLToPath(new URL('assets/', folder)), {
      index: false,
      redirect: false,
      dotfiles: 'ignore',
      cacheControl: false,
      setHeaders: (res) => res.setHeader('Cache-Control', 'public, max-age=31536000, immutable'),
    }),
  }
}
