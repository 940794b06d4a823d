/**
 * Light, unless the page around says that it has a dark scheme (`color-scheme`): a banner that is dark on a page that is
 * not would be no better read.
 */
export const bannerStyle = `
:host { display: block; }
:host([hidden]) { display: none; }
section {
  --ink: #1a1c24; --paper: #edf0fb; --edge: #3144a6; --mark: #3144a6; --on-mark: #fff;
  box-sizing: border-box; display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px;
  padding: 12px 16px; overflow-wrap: anywhere;
  font: 1rem/1.65 system-ui, "Hiragino Sans", "Noto Sans JP", "Yu Gothic UI", sans-serif;
  color: var(--ink); background: var(--paper); border-inline-start: 6px solid var(--edge);
}
section.warning { --paper: #fcf1da; --edge: #7a4a00; --mark: #7a4a00; }
section.critical { --paper: #fcebe9; --edge: #b0241c; --mark: #b0241c; }
@supports (color: light-dark(red, red)) {
  section {
    --ink: light-dark(#1a1c24, #eceef4); --paper: light-dark(#edf0fb, #262b45);
    --edge: light-dark(#3144a6, #aab8ff); --mark: light-dark(#3144a6, #aab8ff); --on-mark: light-dark(#fff, #151b3d);
  }
  section.warning {
    --paper: light-dark(#fcf1da, #3a2f18); --edge: light-dark(#7a4a00, #f0c476);
    --mark: light-dark(#7a4a00, #f0c476); --on-mark: light-dark(#fff, #2a1c00);
  }
  section.critical {
    --paper: light-dark(#fcebe9, #43221f); --edge: light-dark(#b0241c, #ffb3aa);
    --mark: light-dark(#b0241c, #ffb3aa); --on-mark: light-dark(#fff, #3d0d09);
  }
}
.words { flex: 1 1 16rem; min-width: 0; }
p { margin: 0; }
.title { font-weight: 700; }
.acts { display: flex; flex-wrap: wrap; gap: 8px; }
a, button {
  box-sizing: border-box; display: inline-flex; align-items: center; justify-content: center;
  min-width: 44px; min-height: 44px; padding: 8px 16px; font: inherit; font-weight: 600; text-decoration: none;
  border: 1px solid var(--mark); border-radius: 10px; cursor: pointer;
}
a { color: var(--on-mark); background: var(--mark); }
button { color: var(--ink); background: none; }
a:hover, button:hover { text-decoration: underline; text-underline-offset: 0.2em; }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
.unseen {
  position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap;
}
@media (prefers-reduced-motion: no-preference) {
  section { animation: appear 0.2s; }
  @keyframes appear { from { opacity: 0; } }
}
@media (forced-colors: active) {
  section { border: 1px solid; border-inline-start-width: 6px; }
}
`
