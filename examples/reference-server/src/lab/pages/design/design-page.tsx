import { useLayoutEffect, useState } from 'preact/hooks'
import { Choice } from '../choice.tsx'
import { LabFrame } from '../lab-frame.tsx'
import { useLabWords } from '../lab-words.ts'
import { BannerSamples } from './banner-samples.tsx'
import { ChartExhibits } from './chart-exhibits.tsx'
import { Colours } from './colours.tsx'
import { ListExhibits, NoticeExhibits, PageExhibits, StateExhibits } from './content-exhibits.tsx'
import { useSample } from './exhibit.tsx'
import { ButtonExhibits, FieldExhibits } from './form-exhibits.tsx'
import './design.css'

type Scheme = 'system' | 'light' | 'dark'

const sizes = ['2xl', 'xl', 'l', 'm', 's', 'xs'] as const

/** Every part in every state. */
export function DesignPage() {
  const { design } = useLabWords()
  const sample = useSample()
  const [scheme, setScheme] = useState<Scheme>('system')
  const [width, setWidth] = useState<'full' | 'phone'>('full')
  useLayoutEffect(() => {
    const { dataset } = document.documentElement
    if (scheme === 'system') delete dataset.theme
    else dataset.theme = scheme
  }, [scheme])

  return (
    <LabFrame name="design" wide>
      <div class="design-tools">
        <Choice
          label={design.scheme}
          options={[
            { value: 'system', label: design.system },
            { value: 'light', label: design.light },
            { value: 'dark', label: design.dark },
          ]}
          value={scheme}
          onChoose={setScheme}
        />
        <Choice
          label={design.width}
          options={[
            { value: 'full', label: design.full },
            { value: 'phone', label: design.phone },
          ]}
          value={width}
          onChoose={setWidth}
        />
      </div>
      <div class={`design-stage ${width}`}>
        <section class="design-group">
          <h2>{sample('色', 'Colours')}</h2>
          <Colours />
        </section>
        <section class="design-group">
          <h2>{sample('文字', 'Type')}</h2>
          <div class="exhibit type-scale">
            {sizes.map((size) => (
              <p key={size} class={`text-${size}`}>
                {sample('あさがおの風 26', 'Morning glory 26')} <code>{size}</code>
              </p>
            ))}
          </div>
        </section>
        <section class="design-group">
          <h2>{sample('ボタン', 'Buttons')}</h2>
          <ButtonExhibits />
        </section>
        <section class="design-group">
          <h2>{sample('入力', 'Forms')}</h2>
          <FieldExhibits />
        </section>
        <section class="design-group">
          <h2>{sample('お知らせと確認', 'Notices and questions')}</h2>
          <NoticeExhibits />
        </section>
        <section class="design-group">
          <h2>{sample('一覧と構成', 'Lists and structure')}</h2>
          <ListExhibits />
        </section>
        <section class="design-group">
          <h2>{sample('状態', 'States')}</h2>
          <StateExhibits />
        </section>
        <section class="design-group">
          <h2>{sample('図', 'Charts')}</h2>
          <ChartExhibits />
        </section>
        <section class="design-group">
          <h2>{sample('ショップの管理画面のお知らせ', "The banner of a shop's admin")}</h2>
          <BannerSamples />
        </section>
        <section class="design-group">
          <h2>{sample('ページ', 'Pages')}</h2>
          <PageExhibits />
        </section>
      </div>
    </LabFrame>
  )
}
