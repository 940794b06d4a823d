import { accountScenes } from './account-scenes.ts'
import { consoleScenes } from './console-scenes.ts'
import { factorScenes } from './factor-scenes.ts'
import { interactionScenes } from './interaction-scenes.ts'
import { labScenes } from './lab-scenes.ts'
import { mailScenes } from './mail-scenes.ts'
import { mailedLinkScenes } from './mailed-link-scenes.ts'
import { memberScenes } from './member-scenes.ts'
import { pageScenes } from './page-scenes.ts'
import { portalScenes } from './portal-scenes.ts'
import { robotScenes } from './robot-scenes.ts'
import type { Scene } from './scene.ts'
import { signInScenes } from './sign-in-scenes.ts'

/** Every page in every state. */
export const allScenes: readonly Scene[] = [
  ...signInScenes,
  ...factorScenes,
  ...interactionScenes,
  ...portalScenes,
  ...accountScenes,
  ...mailedLinkScenes,
  ...memberScenes,
  ...robotScenes,
  ...consoleScenes,
  ...pageScenes,
  ...labScenes,
  ...mailScenes,
]
