/** A page that reads as well without its style sheets: whatever is wrong, this can be shown. `content` is HTML. */
export function plainPage(content: string, styleSheets: string): string {
  return `<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>ecforce accounts</title>
${styleSheets}
</head>
<body>
<main class="card">
<h1>ecforce accounts</h1>
${content}
</main>
</body>
</html>
`
}

/** What a page says, in both languages: nobody knows yet which one is wanted. */
export function saying({ ja, en }: { readonly ja: string; readonly en: string }): string {
  return `<p>${ja}</p>\n<p lang="en">${en}</p>`
}

export const wayToSignIn = '<p><a class="button" href="/sign-in">ログイン / Sign in</a></p>'
