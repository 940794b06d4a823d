import { Router } from 'express'
import { inScheme, sendMailDocument } from './mail-document.ts'
import { refuse } from './own-machine.ts'
import type { SampleMail } from './sample-mails.ts'

/** One of every mail there is, in a language. */
export type SampleMails = (locale: 'ja' | 'en') => readonly SampleMail[]

/** `GET /mails/:locale` → the samples as JSON; `GET /mails/:locale/:name?scheme=` → the HTML of one. */
export function mailPreviewRoutes(sampleMails: SampleMails): Router {
  const router = Router()
  router.get('/mails/:locale', (req, res, next) => {
    const { locale } = req.params
    if (locale === 'ja' || locale === 'en') res.json(sampleMails(locale))
    else next()
  })
  router.get('/mails/:locale/:name', (req, res, next) => {
    const { locale, name } = req.params
    if (locale !== 'ja' && locale !== 'en') return next()
    const mail = sampleMails(locale).find((sample) => sample.name === name)
    const { scheme } = req.query
    if (!mail) return refuse(res, 404, 'sample_not_found', 'There is no such sample.')
    sendMailDocument(res, scheme === 'light' || scheme === 'dark' ? inScheme(mail.html, scheme) : mail.html)
  })
  return router
}
