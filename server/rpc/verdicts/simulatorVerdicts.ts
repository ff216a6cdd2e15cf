import type { SimulatorRpcs } from "../../../domain/rpc/SimulatorRpcs.ts"
import { defaultSwitches } from "../../../domain/simulator/SimulatorState.ts"
import { everybody, type VerdictsOf } from "./CallVerdict.ts"

const demoOnly = "the handset plays every customer of a demo workspace"

export const simulatorVerdicts: VerdictsOf<typeof SimulatorRpcs> = {
  "Simulator.follow": [{ asked: () => undefined, ...everybody, endless: true, open: demoOnly }],
  "Simulator.write": [{
    asked: ({ phone, sender }) => ({ senderId: sender, from: phone, text: "hi" }),
    ...everybody,
    foreigner: "not_found",
    open: demoOnly,
  }],
  "Simulator.switch": [{
    asked: () => ({ ...defaultSwitches, latencyMillis: 0, jitterMillis: 0 }),
    ...everybody,
  }],
  "Simulator.look": [{
    asked: ({ phone, sender }) => ({ senderId: sender, phone }),
    ...everybody,
    foreigner: "not_found",
    open: demoOnly,
  }],
  "Simulator.clearLog": [{ asked: () => undefined, ...everybody, open: demoOnly }],
}
