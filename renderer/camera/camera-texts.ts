/** Everything that the rear view says, in each language. `{}` stands where a number goes. */
import type { Language } from "../kit/settings.ts";

const en = {
  // What the picture is, by the kind of its source.
  device: "Rear view",
  synthetic: "Rear view · simulated",
  file: "Rear view · video file",

  lost: "No camera picture",
  frozen: "Camera picture frozen",

  // Behind the car, and of sensors that say nothing: all, one, several.
  clear: "Clear",
  allSilent: "Sensors: no data",
  oneSilent: "1 sensor: no data",
  someSilent: "{} sensors: no data",
} as const;

export type CameraTextKey = keyof typeof en;

export type CameraTexts = Readonly<Record<CameraTextKey, string>>;

export const cameraTexts: Readonly<Record<Language, CameraTexts>> = {
  en,
  de: {
    device: "Rückfahrkamera",
    synthetic: "Rückfahrkamera · simuliert",
    file: "Rückfahrkamera · Videodatei",
    lost: "Kein Kamerabild",
    frozen: "Kamerabild eingefroren",
    clear: "Frei",
    allSilent: "Sensoren: keine Daten",
    oneSilent: "1 Sensor: keine Daten",
    someSilent: "{} Sensoren: keine Daten",
  },
  zh: {
    device: "后视影像",
    synthetic: "后视影像 · 模拟",
    file: "后视影像 · 视频文件",
    lost: "无摄像头画面",
    frozen: "摄像头画面已冻结",
    clear: "无障碍物",
    allSilent: "雷达无数据",
    oneSilent: "1 个雷达无数据",
    someSilent: "{} 个雷达无数据",
  },
  ar: {
    device: "الرؤية الخلفية",
    synthetic: "الرؤية الخلفية · محاكاة",
    file: "الرؤية الخلفية · ملف فيديو",
    lost: "لا توجد صورة من الكاميرا",
    frozen: "صورة الكاميرا متجمدة",
    clear: "الطريق خالٍ",
    allSilent: "لا بيانات من الحساسات",
    oneSilent: "حساس واحد بلا بيانات",
    someSilent: "حساسات بلا بيانات: {}",
  },
};
