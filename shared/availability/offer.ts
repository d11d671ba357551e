import { z } from 'zod';

export const offerTypes = ['subscription', 'rental', 'purchase', 'free'] as const;
export const OfferType = z.enum(offerTypes);
export type OfferType = z.infer<typeof OfferType>;

export const videoQualities = ['SD', 'HD', 'UHD', 'HDR'] as const;
export const VideoQuality = z.enum(videoQualities);
export type VideoQuality = z.infer<typeof VideoQuality>;

/** ISO 3166-1 alpha-2, upper case. */
export const Region = z.string().regex(/^[A-Z]{2}$/);

export const Money = z.object({
  amount: z.number().min(0),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .describe('ISO 4217.'),
});

/** Where, how and for how long a title can be watched: one platform's offer in one region. */
export const Offer = z.object({
  platform: z.string(),
  region: Region,
  availability_type: OfferType,
  price: Money.nullable(),
  deep_link: z.url().nullable().describe("Opens the title in the platform's app where one is known."),
  web_fallback: z.url().nullable(),
  available_from: z.iso.datetime().nullable(),
  expires_at: z.iso.datetime().nullable(),
  video_quality: z.array(VideoQuality),
  audio_tracks: z.array(z.string()).describe('Languages, ISO 639-1.'),
  subtitle_tracks: z.array(z.string()).describe('Languages, ISO 639-1.'),
  simulated: z.boolean().describe('True where the offer is made up for demonstration.'),
  as_of: z.iso.date().nullable().describe('The day on which the offer was seen, where the source says.'),
  source: z.string().describe('The provider that said so.'),
});
export type Offer = z.infer<typeof Offer>;
