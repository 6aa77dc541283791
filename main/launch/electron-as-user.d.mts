/** The built app, ready for Playwright's `_electron.launch`. */
export interface ElectronForTests {
  /** Becomes the unprivileged user when we are root, then is Electron, with a fresh profile for every start. */
  readonly executablePath: string;
  /** The app's folder. The program's own options go behind it, after a "--". */
  readonly args: readonly string[];
  /** A folder that the app can write to; gone when this process ends. */
  readonly folder: string;
  /** Whether Chromium's sandbox works here. */
  readonly sandbox: boolean;
}

/** Wants the app built and the runtime installed, and says so when they are not. */
export declare function electronForTests(): Promise<ElectronForTests>;
