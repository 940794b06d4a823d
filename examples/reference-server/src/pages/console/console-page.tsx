import type { VNode } from 'preact'
import { usePath } from '../router.ts'
import { consolePlaceAt } from './console-paths.ts'
import { ProgressPage } from './progress/progress-page.tsx'
import { ShopProgressPage } from './progress/shop-progress-page.tsx'
import { ReadinessPage } from './readiness/readiness-page.tsx'
import { ShopReadinessPage } from './readiness/shop-readiness-page.tsx'
import { DoctorPage } from './robots/doctor-page.tsx'
import { GrantsPage } from './robots/grants-page.tsx'
import { QueuePage } from './robots/queue-page.tsx'
import { RequestPage } from './robots/request-page.tsx'
import { ServicesPage } from './services/services-page.tsx'
import { OperatorSignInPage } from './sign-in-page.tsx'
import './console.css'

export interface ConsolePageProps {
  /** Shown where the console has nothing. */
  readonly otherwise: VNode
}

/** The operators' part. */
export function ConsolePage({ otherwise }: ConsolePageProps) {
  const place = consolePlaceAt(usePath())
  switch (place?.page) {
    case 'signIn':
      return <OperatorSignInPage />
    case 'readiness':
      return place.shop === null ? <ReadinessPage /> : <ShopReadinessPage key={place.shop} shop={place.shop} />
    case 'progress':
      return place.shop === null ? <ProgressPage /> : <ShopProgressPage key={place.shop} shop={place.shop} />
    case 'services':
      return <ServicesPage />
    case 'robots':
      if (place.show === 'queue') return <QueuePage />
      if (place.show === 'grants') return <GrantsPage />
      if (place.show === 'doctor') return <DoctorPage />
      return <RequestPage key={place.show.request} id={place.show.request} />
    case undefined:
      return otherwise
  }
}
