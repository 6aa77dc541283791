/**
 * Everything that dom0 says in a guest's place, in each language. `{}` stands where the display's name, a number or an amount goes. Arabic
 * says each with a noun of its own, so that no verb has to agree with a name.
 */
import type { Language } from "../kit/settings.ts";

const en = {
  // What drivers call a display.
  cluster: "Instrument cluster",
  ivi: "Infotainment",

  starting: "Starting",
  restarting: "{} is restarting",
  frozen: "{} does not respond",
  stopped: "{} is off",
  crashed: "{} has stopped",

  seconds: "s",
  old: "Picture is {} old",
} as const;

export type CoverTextKey = keyof typeof en;

export type CoverTexts = Readonly<Record<CoverTextKey, string>>;

export const coverTexts: Readonly<Record<Language, CoverTexts>> = {
  en,
  de: {
    cluster: "Kombiinstrument",
    ivi: "Infotainment",
    starting: "Startet",
    restarting: "{} startet neu",
    frozen: "{} reagiert nicht",
    stopped: "{} ist aus",
    crashed: "{} ist ausgefallen",
    seconds: "s",
    old: "Bild ist {} alt",
  },
  zh: {
    cluster: "仪表",
    ivi: "信息娱乐系统",
    starting: "正在启动",
    restarting: "{}正在重新启动",
    frozen: "{}无响应",
    stopped: "{}已关闭",
    crashed: "{}已停止运行",
    seconds: "秒",
    old: "画面已过 {}",
  },
  ar: {
    cluster: "لوحة العدادات",
    ivi: "نظام المعلومات والترفيه",
    starting: "جارٍ التشغيل",
    restarting: "جارٍ إعادة تشغيل {}",
    frozen: "لا استجابة من {}",
    stopped: "تم إيقاف {}",
    crashed: "توقف عمل {}",
    seconds: "ث",
    old: "عمر الصورة {}",
  },
};
