import Foundation
import MolecularDynamics
import ScaleBridge
import Tensors
import NumericalMethods
import Statistics
let n = Int(CommandLine.arguments[1])!, rate = Double(CommandLine.arguments[2])!, rows = Int(CommandLine.arguments[3])!
var settings = ShearedFluid.Settings(density: 0.8442, temperature: 0.722)
settings.particles = n
let model = try ShearedFluid(potential: try LennardJones(cutoff: 2.5), settings: settings)
func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }

var s = try model.prepare(.zero, from: nil, stream: StreamName(seed: 1, purpose: "melt", key: [0]))
print("melt", now() - t, "steps", s.flow.steps)
t = now()
s = try model.prepare(.simpleShear(rate: rate), from: s, stream: StreamName(seed: 1, purpose: "flow", key: [0]))
let tr = model.transient(of: s)
_ = try model.sample(&s, count: tr)
let r = try model.sample(&s, count: rows)
let dt = now() - t
func mean(_ k: Int) -> Double { r.column(k).reduce(0, +) / Double(r.count) }
print("rate", rate, "sxy", mean(1), "eta", mean(1) / rate, "p", -(mean(0) + mean(4) + mean(8)) / 3, "T", mean(9), "u", mean(10))
print("Matom-steps/s", Double((tr + rows) * settings.stepsPerSample * n) / dt / 1e6, "transient rows", tr)
}
try await go()
