/** Express 4 brings no types of its own; what is used of it here is the same. */
declare module 'express4' {
  import express from 'express'

  export default express
}
