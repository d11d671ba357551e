import { REFRESH_SECONDS } from './configuration.js';

/** The refresh token of our web application, out of reach of its scripts and of other sites. */
const REFRESH = 'mg_refresh';
const attributes = 'Path=/api/v1/auth; HttpOnly; Secure; SameSite=Strict';

export function refreshCookieFor(token: string): string {
  return `${REFRESH}=${token}; ${attributes}; Max-Age=${REFRESH_SECONDS}`;
}

export const forgottenRefresh = `${REFRESH}=; ${attributes}; Max-Age=0`;

/** @param header the request's Cookie */
export function refreshCookieIn(header: string | undefined): string | undefined {
  const pair = (header ?? '').split(/; */).find((part) => part.startsWith(`${REFRESH}=`));
  return pair?.slice(REFRESH.length + 1) || undefined;
}
