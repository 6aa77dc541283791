/** By their numbers in Vehicle.Cabin.Infotainment.HMI.CurrentLanguage. */
export const LANGUAGES = ["en", "de", "zh", "ar"] as const;
export type Language = (typeof LANGUAGES)[number];
