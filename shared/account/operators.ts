/** People who run the system, known by Google-signed identity tokens. */
export interface Operators {
  /** The account of the operator whose valid identity token this is; undefined where it is not one. */
  recognise(token: string): Promise<string | undefined>;
}
