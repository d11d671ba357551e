/** TMDb's own codes of failures and the HTTP status of each (https://developer.themoviedb.org/docs/errors). */
const failures = {
  2: { status: 501, message: 'There is no such service.' },
  4: { status: 405, message: 'This address takes GET only.' },
  5: { status: 422, message: 'A parameter is not one that this emulator knows.' },
  7: { status: 401, message: 'The API key is not valid.' },
  11: { status: 500, message: 'Something failed inside.' },
  20: { status: 422, message: 'The range of dates is longer than 14 days.' },
  22: { status: 400, message: 'Pages are whole numbers from 1 to 500.' },
  23: { status: 400, message: 'Dates are written YYYY-MM-DD.' },
  25: { status: 429, message: 'More requests were made than the limit allows.' },
  27: { status: 400, message: 'No more than 20 responses can be appended.' },
  34: { status: 404, message: 'What was asked for could not be found.' },
} as const;

export type TmdbErrorCode = keyof typeof failures;

/** A failure as TMDb words it: `{success, status_code, status_message}`. */
export class TmdbError extends Error {
  readonly status: number;
  readonly body: { success: false; status_code: number; status_message: string };
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: TmdbErrorCode, headers: Readonly<Record<string, string>> = {}, detail?: string) {
    const { status } = failures[code];
    const message = detail ?? failures[code].message;
    super(message);
    this.name = 'TmdbError';
    this.status = status;
    this.body = { success: false, status_code: code, status_message: message };
    this.headers = headers;
  }
}
