/**
 * The HTTP API of ecforce accounts as an Express router, with what a host's own routes need beside it.
 *
 * @module
 */
export { accountsErrorHandler, type ErrorHandlerOptions } from './error-handler.ts'
export { type OpenApiDocument, type OpenApiOperation, openApiDocument } from './openapi.ts'
export { type RequestReader, requestReader } from './request-reader.ts'
export { type ErrorListener, type RequireSessionOptions, requireSession, sessionOf } from './require-session.ts'
export { type AccountsRouterOptions, accountsRouter } from './router.ts'
