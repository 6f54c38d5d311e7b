import Foundation
import MolecularDynamics
import Multiscale
import ScaleBridge
import Tensors
import NumericalMethods
import Statistics
let n = Int(CommandLine.arguments[1])!, rel = Double(CommandLine.arguments[2])!, width = Int(CommandLine.arguments[3])!
let rates = CommandLine.arguments.dropFirst(4).map { Double($0)! }
func go() async throws {
var settings = ShearedFluid.Settings(density: 0.8442, temperature: 0.722)
settings.particles = n
let model = try ShearedFluid(potential: try LennardJones(cutoff: 2.5), settings: settings)
var law = SampledLaw(model, plan: SamplingPlan(seed: 1), on: ThreadScheduler(width: width))
for rate in rates {
let answers = try await law.respond(to: [.simpleShear(rate: rate)], within: Precision(absolute: 0, relative: rel, components: [1]))
let a = answers[0]
let r = law.lastRecords[0]
print("rate", rate, "eta", a.value.shear / rate, "+-", a.standardError.shear / rate, "hw", a.halfWidth.shear/a.value.shear, "p", a.value.pressure, "T", r.estimate!.mean[9], "g", r.estimate!.inefficiencies[1], "neff", a.effectiveSamples, "dof", a.degreesOfFreedom, "disc", r.discardedRows, "rows", r.series[0].count, "ok", a.verdict.isSound, a.verdict.flags, a.cost.steps, a.cost.seconds)
}
}
try await go()
