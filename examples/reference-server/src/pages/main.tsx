import { render } from 'preact'
import { App } from './app.tsx'
import './styles.css'

const place = document.getElementById('page')
if (!place) throw new Error('the page has no place for its content')
render(<App />, place)
