/** As in package.json, which is not bundled: any edit of it would deploy every service anew. */
export const version = '0.1.0';
