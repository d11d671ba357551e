/** People who run the system, known by Google-signed identity tokens. */
export interface Operators {
  /** Whether this is a valid identity token of one of the operators. */
  recognise(token: string): Promise<boolean>;
}
