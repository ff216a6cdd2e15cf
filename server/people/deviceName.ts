const browsers: ReadonlyArray<readonly [RegExp, string]> = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|CriOS)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
]
const systems: ReadonlyArray<readonly [RegExp, string]> = [
  [/\bAndroid\b/, "Android"],
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "Mac"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
]

const firstIn = (names: ReadonlyArray<readonly [RegExp, string]>, text: string) =>
  names.find(([sign]) => sign.test(text))?.[1]

/** What a person calls the device that a `User-Agent` header names, such as "Firefox on Windows". */
export const deviceName = (userAgent: string | null): string => {
  const [browser, system] = [firstIn(browsers, userAgent ?? ""), firstIn(systems, userAgent ?? "")]
  if (browser === undefined) return system ?? "Unknown device"
  return system === undefined ? browser : `${browser} on ${system}`
}
