import { describe, expect, it } from 'vitest'
import { peopleIn, peopleToInvite, withPeople } from '../src/pages/members/people-in.ts'

const shared = 'shop@kokoromi-coffee.example'

describe('the people of a shared account', () => {
  it.each([
    ['somebody', 'hana@newcomer.example', 1],
    ['somebody typed wide', 'ｈａｎａ＠newcomer.example', 1],
    ['somebody twice', 'hana@newcomer.example\nHana@newcomer.example,はな', 1],
    ['two', 'hana@newcomer.example\njun@newcomer.example　純', 2],
    ['half an address', 'jun@', 0],
    ['a name alone', '純', 0],
    ['two in one line', 'a@newcomer.example b@newcomer.example', 0],
    ['the shared account', 'SHOP@kokoromi-coffee.example', 0],
  ])('are counted: %s', (_, list, count) => {
    expect(peopleToInvite(peopleIn(list), shared)).toHaveLength(count)
  })

  it('who have asked are added below, once, in a line that is read as they were written', () => {
    const asked = [{ email: 'hana@newcomer.example', name: '花田、はな' }]
    const list = withPeople('jun@newcomer.example\n', asked)
    expect(list).toBe('jun@newcomer.example\nhana@newcomer.example,花田 はな')
    expect(withPeople(list, asked)).toBe(list)
    expect(peopleIn(withPeople('', asked))).toEqual([{ email: 'hana@newcomer.example', name: '花田 はな' }])
  })
})
