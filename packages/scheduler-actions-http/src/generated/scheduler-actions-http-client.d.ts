// Generated from wit/ by `pnpm codegen`. Do not edit.
/** @module Interface scheduler:actions-http/client@0.1.0 **/
export function send(request: Request): Response;
export interface Header {
  name: string,
  value: string,
}
export interface Request {
  method: string,
  url: string,
  headers: Array<Header>,
  body?: Uint8Array,
  /**
   * In milliseconds.
   */
  timeout?: number,
}
export interface Response {
  status: number,
  headers: Array<Header>,
  body: Uint8Array,
  url: string,
}
/**
 * `code` is one of the error codes of the `http` component.
 */
export interface HttpError {
  code: string,
  message: string,
  retryable: boolean,
}
