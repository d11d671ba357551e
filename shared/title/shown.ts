import { type Certification, passes } from './certifications.js';
import type { Title } from './title.js';

/** A title beyond the ceiling of who asks is as if it were not there. */
export function isShown<T extends Pick<Title, 'certification'>>(
  title: T | undefined,
  ceiling: Certification | undefined,
): title is T {
  return title !== undefined && (ceiling === undefined || passes(title.certification, ceiling));
}
