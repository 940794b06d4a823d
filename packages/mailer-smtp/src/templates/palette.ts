/** The colours of letters, light and dark; every ink is read on the grounds named beside it. */
export const palette = {
  /** Around the sheet. */
  page: { light: '#f4f5f7', dark: '#14161a' },
  sheet: { light: '#ffffff', dark: '#1d2026' },
  line: { light: '#dcdfe5', dark: '#343943' },
  /** On the sheet, the page, the field and the tint. */
  ink: { light: '#1c2028', dark: '#eceef2' },
  /** On the sheet and the page. */
  quiet: { light: '#565d69', dark: '#a9b0bc' },
  /** Links, on the sheet and the page. */
  accent: { light: '#1f5fbf', dark: '#8ab4ff' },
  /** Under a code. */
  field: { light: '#eef1f6', dark: '#2a2f38' },
  /** Under a note. */
  tint: { light: '#eaf1fc', dark: '#223048' },
  /** Under the words of a button. */
  action: { light: '#1f5fbf', dark: '#8ab4ff' },
  /** On the action. */
  onAction: { light: '#ffffff', dark: '#10213d' },
} as const satisfies Record<string, { readonly light: string; readonly dark: string }>
