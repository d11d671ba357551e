import type { Genre } from '../title/genres.js';
import type { Mood } from '../title/moods.js';

export const times = ['morning', 'afternoon', 'evening', 'night'] as const;
export const devices = ['tv', 'computer', 'tablet', 'phone'] as const;
export const companies = ['alone', 'partner', 'friends', 'family', 'kids'] as const;

/** The situation that somebody watches in, as far as they tell. */
export interface Context {
  time?: (typeof times)[number] | undefined;
  device?: (typeof devices)[number] | undefined;
  mood?: Mood | undefined;
  company?: (typeof companies)[number] | undefined;
}

/** What suits a situation. */
interface Suits {
  moods?: readonly Mood[];
  genres?: readonly Genre['slug'][];
  /** Minutes. */
  upTo?: number;
}

const suits: {
  time: Record<(typeof times)[number], Suits>;
  device: Record<(typeof devices)[number], Suits>;
  company: Record<(typeof companies)[number], Suits>;
} = {
  time: {
    morning: { moods: ['uplifting', 'feel-good', 'hopeful'], upTo: 45 },
    afternoon: { moods: ['playful', 'charming', 'feel-good'], upTo: 100 },
    evening: { moods: ['thrilling', 'epic', 'funny', 'romantic'] },
    night: { moods: ['relaxing', 'dreamy', 'dark', 'suspenseful'] },
  },
  device: { tv: {}, computer: {}, tablet: { upTo: 100 }, phone: { upTo: 50 } },
  company: {
    alone: { moods: ['thought-provoking', 'melancholic', 'intense'] },
    partner: { genres: ['romance', 'drama'], moods: ['romantic', 'charming', 'moving'] },
    friends: { genres: ['comedy', 'horror', 'action'], moods: ['funny', 'thrilling'] },
    family: { genres: ['family', 'animation', 'adventure'], moods: ['heartwarming', 'funny'] },
    kids: { genres: ['family', 'animation'], moods: ['playful', 'whimsical'] },
  },
};

/** What is known of a title that may suit. */
export interface Suited {
  genres: readonly string[];
  moods: readonly string[];
  runtime: number | null;
}

/** What of a situation a title suits, and how well, 0 to 1. */
export interface Fit {
  part: keyof Context;
  value: string;
  fit: number;
}

export function fitsOf(context: Context, title: Suited): Fit[] {
  const { time, device, company, mood } = context;
  const fits: Fit[] = [];
  if (time) fits.push({ part: 'time', value: time, fit: fitOf(suits.time[time], title) });
  if (device) fits.push({ part: 'device', value: device, fit: fitOf(suits.device[device], title) });
  if (company) fits.push({ part: 'company', value: company, fit: fitOf(suits.company[company], title) });
  if (mood) fits.push({ part: 'mood', value: mood, fit: title.moods.includes(mood) ? 1 : 0 });
  return fits.filter(({ fit }) => fit > 0);
}

/** The share of what is asked for that the title has. */
function fitOf({ moods, genres, upTo }: Suits, title: Suited): number {
  const asked: boolean[] = [];
  if (moods) asked.push(moods.some((mood) => title.moods.includes(mood)));
  if (genres) asked.push(genres.some((genre) => title.genres.includes(genre)));
  if (upTo !== undefined) asked.push(title.runtime !== null && title.runtime <= upTo);
  return asked.filter(Boolean).length / Math.max(1, asked.length);
}
