import { usePath } from '../router.ts'
import { consolePlaceAt } from './console-paths.ts'
import { ProgressPage } from './progress/progress-page.tsx'
import { ShopProgressPage } from './progress/shop-progress-page.tsx'
import { ReadinessPage } from './readiness/readiness-page.tsx'
import { ShopReadinessPage } from './readiness/shop-readiness-page.tsx'
import { ServicesPage } from './services/services-page.tsx'
import { OperatorSignInPage } from './sign-in-page.tsx'
import './console.css'

/** The operators' part. */
export function ConsolePage() {
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
    case undefined:
      return null
  }
}
