/** The colours of letters, light and dark; every ink is read on the grounds named beside it. */
export const palette = {
  /** Around the sheet. */
  page: { light: '#f5f4f1', dark: '#131419' },
  sheet: { light: '#ffffff', dark: '#1c1e25' },
  line: { light: '#e1e0dd', dark: '#343844' },
  /** On the sheet, the page, the field and the tint. */
  ink: { light: '#1a1c24', dark: '#eceef4' },
  /** On the sheet and the page. */
  quiet: { light: '#585b67', dark: '#a8adbb' },
  /** Links, on the sheet and the page. */
  accent: { light: '#3144a6', dark: '#aab8ff' },
  /** Under a code. */
  field: { light: '#f5f5f7', dark: '#23262f' },
  /** Under a note. */
  tint: { light: '#edf0fb', dark: '#262b45' },
  /** Under the words of a button, and under the mark. */
  action: { light: '#3144a6', dark: '#aab8ff' },
  /** On the action. */
  onAction: { light: '#ffffff', dark: '#151b3d' },
} as const satisfies Record<string, { readonly light: string; readonly dark: string }>
