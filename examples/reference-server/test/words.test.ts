import { globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it, onTestFinished } from 'vitest'
import { accountWords } from '../src/pages/words/account.ts'
import { type Catalogue, placeholdersOf, sayFrom } from '../src/pages/words/catalogue.ts'
import { commonWords } from '../src/pages/words/common.ts'
import { consoleWords } from '../src/pages/words/console.ts'
import { helpWords } from '../src/pages/words/help.ts'
import { interactionWords } from '../src/pages/words/interaction.ts'
import { invitationWords } from '../src/pages/words/invitations.ts'
import { mailedLinkWords } from '../src/pages/words/mailed-link.ts'
import { memberWords } from '../src/pages/words/members.ts'
import { partWords } from '../src/pages/words/parts.ts'
import { portalWords } from '../src/pages/words/portal.ts'
import { recoveryCodeWords } from '../src/pages/words/recovery-codes.ts'
import { signInWords } from '../src/pages/words/sign-in.ts'
import { stepUpWords } from '../src/pages/words/step-up.ts'
import { waitingShopWords } from '../src/pages/words/waiting-shops.ts'
import { pageTexts, readWordsFile } from '../src/words-file.ts'

const pages = join(import.meta.dirname, '../src/pages')
const sources = globSync('**/*.{ts,tsx}', { cwd: pages, exclude: ['words/**'] }).map((file) => ({
  file,
  tree: ts.createSourceFile(file, readFileSync(join(pages, file), 'utf8'), ts.ScriptTarget.Latest, true),
}))

const texts = Object.entries(pageTexts)
const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u
const letter = /\p{L}/u

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node)
  node.forEachChild((child) => visit(child, look))
}

/** Every text that a literal of the source holds, with the literal. */
function literalsOf(tree: ts.SourceFile): { readonly text: string; readonly node: ts.Node }[] {
  const found: { text: string; node: ts.Node }[] = []
  visit(tree, (node) => {
    if (ts.isStringLiteralLike(node)) found.push({ text: node.text, node })
    if (ts.isTemplateExpression(node)) {
      found.push({ text: [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' '), node })
    }
  })
  return found
}

/** Whether a literal is read by people as a child of an element: `{busy ? 'Wait' : label}`, but not `say('wait')`. */
function isChildText(node: ts.Node): boolean {
  for (let { parent } = node; parent; parent = parent.parent) {
    if (ts.isJsxAttribute(parent) || ts.isCallExpression(parent) || ts.isBinaryExpression(parent)) return false
    if (ts.isElementAccessExpression(parent) || ts.isFunctionLike(parent)) return false
    if (ts.isJsxExpression(parent)) return !ts.isJsxAttribute(parent.parent)
  }
  return false
}

describe('the words of the pages', () => {
  it('have each key once', () => {
    const pages = [accountWords, consoleWords, helpWords, interactionWords, mailedLinkWords, partWords, stepUpWords]
    const ofMembers = [invitationWords, memberWords, waitingShopWords]
    const sizes = [commonWords, signInWords, recoveryCodeWords, portalWords, ...pages, ...ofMembers].map(
      (words) => Object.keys(words).length,
    )
    expect(texts.length).toBe(sizes.reduce((sum, size) => sum + size, 0))
    expect(texts.length).toBeGreaterThan(100)
  })

  it.each(texts)('put the same facts into both languages: %s', (_key, { ja, en }) => {
    expect(ja.trim()).not.toBe('')
    expect(en.trim()).not.toBe('')
    expect(placeholdersOf(en)).toEqual(placeholdersOf(ja))
  })

  it('are all used', () => {
    const literals = new Set(sources.flatMap(({ tree }) => literalsOf(tree).map(({ text }) => text)))
    expect(texts.map(([key]) => key).filter((key) => !literals.has(key))).toEqual([])
  })

  it('are the only words: no component has a text of its own', () => {
    const spoken = new Set(['aria-label', 'aria-description', 'title', 'alt', 'placeholder', 'label', 'help'])
    const own: string[] = []
    for (const { file, tree } of sources) {
      visit(tree, (node) => {
        if (ts.isJsxText(node) && letter.test(node.text)) own.push(`${file}: ${node.text.trim()}`)
        if (!ts.isJsxAttribute(node) || !node.initializer || !ts.isStringLiteral(node.initializer)) return
        if (spoken.has(node.name.getText()) && node.initializer.text !== '') own.push(`${file}: ${node.getText()}`)
      })
      for (const { text, node } of literalsOf(tree)) {
        if (japanese.test(text) || (isChildText(node) && letter.test(text))) own.push(`${file}: ${text}`)
      }
    }
    expect(own).toEqual([])
  })

  it('would be missed where a component had a text of its own', () => {
    const tree = ts.createSourceFile(
      'x.tsx',
      "const a = <p>{busy ? 'Wait' : say('wait')}</p>",
      99,
      true,
      ts.ScriptKind.TSX,
    )
    expect(
      literalsOf(tree)
        .filter(({ node }) => isChildText(node))
        .map(({ text }) => text),
    ).toEqual(['Wait'])
  })
})

describe('the Japanese', () => {
  // What facts are put in has another width, dates keep their own brackets, and one question its own mark.
  const sentences = texts
    .map(([key, { ja }]) => [key, ja] as const)
    .filter(([key]) => key !== 'time.japan' && key !== 'password.forgot')

  it.each([
    ['has full-width brackets, colons, question and exclamation marks', /[():?!]/],
    ['has no full-width letters and digits', /[Ａ-Ｚａ-ｚ０-９]/],
    ['has no space between Japanese and other letters', /[^\x20-\x7e…] (?=.)|. (?=[^\x20-\x7e…])/],
    ['says 二要素認証', /2要素|二段階|２要素/],
    ['says ワンタイムコード', /認証番号|ワンタイムパスワード|認証コード/],
    ['says メールアドレス, never ID', /\bID\b/],
    ['writes auxiliary verbs in kana', /て下さい|て頂|(?<!一)致し|出来/],
  ])('%s', (_rule, broken) => {
    expect(sentences.filter(([, ja]) => broken.test(ja.replaceAll(/\{[a-zA-Z]+\}/g, '例')))).toEqual([])
  })

  it('ends its sentences like sentences', () => {
    const rude = sentences.filter(([, ja]) => /(?:だ|である|しろ)。/.test(ja))
    expect(rude).toEqual([])
  })
})

describe('facts', () => {
  const catalogue = { 'a.b': { ja: '{shop}は{date}から', en: 'From {date}, {shop}' } } as const satisfies Catalogue

  it('are put in wherever they stand, and are never read as placeholders themselves', () => {
    const say = sayFrom(catalogue, 'en', {})
    expect(say('a.b', { shop: '{date}', date: '$&' })).toBe('From $&, {date}')
  })
})

describe("a host's own words", () => {
  async function wordsFile(content: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'accounts-words-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await writeFile(join(folder, 'words.json'), content)
    return join(folder, 'words.json')
  }

  it('stand in the place of ours, in the languages they come in', async () => {
    const own = readWordsFile(await wordsFile(JSON.stringify({ 'signIn.title': { ja: 'ほげほげにログイン' } })))
    expect(sayFrom(signInWords, 'ja', own)('signIn.title')).toBe('ほげほげにログイン')
    expect(sayFrom(signInWords, 'en', own)('signIn.title')).toBe(signInWords['signIn.title'].en)
    expect(readWordsFile(null)).toEqual({})
  })

  it.each([
    ['{', 'WORDS_FILE: cannot be read as JSON'],
    ['[]', 'WORDS_FILE: the file is not a text in ja or en'],
    ['{"signIn.title":"x"}', 'WORDS_FILE: signIn.title is not a text in ja or en'],
    ['{"signIn.title":{"fr":"x"}}', 'WORDS_FILE: signIn.title is not a text in ja or en'],
    ['{"signIn.title":{"ja":""}}', 'WORDS_FILE: signIn.title.ja is not a text in ja or en'],
    ['{"signIn.titel":{"ja":"x"}}', 'WORDS_FILE: signIn.titel is no text of these pages'],
    ['{"__proto__":{"ja":"x"},"toString":{"ja":"x"}}', 'WORDS_FILE: toString is no text of these pages'],
    ['{"password.for":{"en":"Hello"}}', 'WORDS_FILE: password.for has to put in {email}'],
    ['{"signIn.title":{"en":"Hello {email}"}}', 'WORDS_FILE: signIn.title has to put in nothing in braces'],
  ])('stop the start when they are %s', async (content, sentence) => {
    const path = await wordsFile(content)
    expect(() => readWordsFile(path)).toThrow(sentence)
  })
})
