import { render } from 'preact'
import { LabApp } from './lab-app.tsx'
import '../../pages/styles.css'
import './lab.css'

const place = document.getElementById('page')
if (!place) throw new Error('the page has no place for its content')
const { accounts, mailbox } = place.dataset
render(<LabApp addresses={{ accounts: accounts || null, mailbox: mailbox || null }} />, place)
