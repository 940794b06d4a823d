/** An order, as far as this admin shows it. */
export interface Order {
  readonly id: string
  readonly customer: string
  readonly yen: number
  readonly state: '入金待ち' | '出荷準備' | '出荷済み'
}

export const orders: readonly Order[] = [
  { id: '40', customer: '山本 かなえ', yen: 5_480, state: '出荷済み' },
  { id: '41', customer: '岡田 たくみ', yen: 12_800, state: '出荷済み' },
  { id: '42', customer: '村上 しおり', yen: 3_960, state: '出荷準備' },
  { id: '43', customer: '遠藤 けい', yen: 8_250, state: '入金待ち' },
]
