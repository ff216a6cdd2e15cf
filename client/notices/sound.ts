const playedKey = "desk:sound-played"
/** Of messages that come together one is heard. */
const quietMillis = 1_500
const lock = "desk:sound"

let audio: AudioContext | null = null

/** Browsers let a page be heard after its user did something on it. */
const unlock = (): void => {
  audio ??= new AudioContext()
  if (audio.state === "suspended") void audio.resume()
}

/** From the first click or key on, sounds may be heard here; gives what ends that. */
export const unlockSoundOnGesture = (): () => void => {
  document.addEventListener("pointerdown", unlock)
  document.addEventListener("keydown", unlock)
  return () => {
    document.removeEventListener("pointerdown", unlock)
    document.removeEventListener("keydown", unlock)
  }
}

/** Whether a sound would be heard in this tab. */
export const isSoundUnlocked = (): boolean => audio?.state === "running"

/** Two short notes, made here so that nothing is loaded for them. */
const ring = (context: AudioContext): void => {
  for (const [index, frequency] of [659.25, 880].entries()) {
    const start = context.currentTime + index * 0.12
    const tone = context.createOscillator()
    const loudness = context.createGain()
    tone.frequency.value = frequency
    loudness.gain.setValueAtTime(0, start)
    loudness.gain.linearRampToValueAtTime(0.18, start + 0.015)
    loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.3)
    tone.connect(loudness).connect(context.destination)
    tone.start(start)
    tone.stop(start + 0.32)
  }
}

/** For the settings: a click unlocks it and lets it be heard. Gives whether it was. */
export const testSound = async (): Promise<boolean> => {
  unlock()
  if (audio?.state === "suspended") await audio.resume()
  if (audio?.state !== "running") return false
  ring(audio)
  return true
}

/** Rings for a message, in one of the tabs that may be heard, and once for messages that come together. */
export const ringOnce = async (now: () => number): Promise<void> => {
  const context = audio
  if (context?.state !== "running" || !("locks" in navigator)) return
  await navigator.locks.request(lock, () => {
    const last = Number(localStorage.getItem(playedKey) ?? 0)
    if (now() - last < quietMillis) return
    localStorage.setItem(playedKey, String(now()))
    ring(context)
  })
}
