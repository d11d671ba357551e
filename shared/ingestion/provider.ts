import type { SourceRecord } from './source-record.js';

/** What a provider's licence asks; the pipeline enforces it. */
export interface ProviderTerms {
  /** Days for which its data may be kept; null for no limit. */
  cache_days: number | null;
  /** The credit to show wherever its data shows. */
  attribution: string | null;
  commercial_use: boolean;
  source: string;
}

export interface ProviderDeclaration {
  name: string;
  home_page: string;
  terms: ProviderTerms;
  /** Where two providers disagree on a field, the higher trust wins. */
  trust: number;
}

/** What a page asks of its provider; only that provider reads it. */
export type PagePlan = { ids: string[] };

/** A record that was refused, with the place where it stood in the page. */
export interface Reject {
  /** Line of the file, or position in the page; from 1. */
  line: number;
  id: string | null;
  reason: string;
}

/** What fetch stores: the provider's records as they came. */
export interface RawPage {
  /** ISO 8601. */
  fetched_at: string;
  /** `line` is where the record stands in its file or page, from 1. */
  records: { line: number; content: unknown }[];
  rejects: Reject[];
}

/** Turns one of the provider's records into ours; throws with a readable message when it cannot. */
export type Normaliser = (content: unknown, fetchedAt: string) => SourceRecord;

/** A source of titles that is asked over the network. */
export interface Provider {
  /**
   * The pages to fetch, each of at most 128 ids.
   * @param since epoch milliseconds of the last complete run, undefined on the first one
   */
  plan(since: number | undefined): AsyncIterable<PagePlan>;
  /** Asks for the page's titles. Throws Unavailable when it should be tried again. */
  fetch(plan: PagePlan): Promise<RawPage>;
}

/** The providers that this deployment has keys for. */
export type Providers = Readonly<Record<string, Provider>>;
