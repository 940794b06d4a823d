/** Controls, line separators, the marks that turn the direction of what follows, and halves of characters. */
export function hasControlCharacter(text: string): boolean {
  return /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text)
}

/** Whether `text` is something written in one line of at most `longest` UTF-16 code units, with no space around it. */
export function isPlainText(text: string, longest: number): boolean {
  return text !== '' && text.length <= longest && text.trim() === text && !hasControlCharacter(text)
}

/**
 * Whether a mail program may make a link of a part of the text: a web or mail address, or the name of a host such as
 * `shop.example`. Initials with dots are none.
 */
export function readsAsLink(text: string): boolean {
  return /:\/\/|[^\s.]{2}\.[^\s.]{2}|[^\s.]\.[^\s./]{2,}\//.test(text)
}
