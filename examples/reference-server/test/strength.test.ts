import { describe, expect, it } from 'vitest'
import { strengthOf } from '../src/pages/ui/strength.ts'

describe('the hint while a password is typed', () => {
  it.each([
    ['aaaaaaaaaaaa', 'weak'],
    ['abcdefghijkl', 'weak'],
    ['123456789012', 'weak'],
    ['asahiasahiasahi', 'weak'],
    ['abababababab', 'weak'],
    ['sakuranohana', 'fair'],
    ['kitsune7tanu', 'fair'],
    ['yuki ni saku hana', 'good'],
    ['q8#Vt2!mWz4p', 'good'],
    ['雪にさく花と朝の風と茶', 'good'],
  ])('calls %s %s', (password, strength) => {
    expect(strengthOf(password)).toBe(strength)
  })

  it('never calls a longer password of the same kind worse', () => {
    const text = 'yuki ni saku hana to asa no kaze'
    const order = ['weak', 'fair', 'good']
    const levels = Array.from({ length: text.length }, (_, n) => order.indexOf(strengthOf(text.slice(0, n + 1))))
    expect(levels).toEqual(levels.toSorted((a, b) => a - b))
  })
})
