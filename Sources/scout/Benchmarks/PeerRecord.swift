internal import FileFormats
internal import MolecularDynamics
internal import Statistics
internal import Tensors

/// One measurement for a program that compares engines: speed, and that the physics is the same.
///
/// Quantities are in reduced units, or in kilojoule per mole, kelvin and bar. At rest these are the potential energy, temperature and
/// pressure; in a flow the viscosity −⟨P_xy⟩/rate without the first fifth of the time, in which
/// the flow settles, with a standard error that counts correlated samples for what they are worth.
struct PeerRecord {
  private let run: BenchmarkRun
  private let start: BenchmarkStretch.Sample
  private let stretch: BenchmarkStretch
  private let seconds: Double

  /// Measures a run.
  ///
  /// - Throws: `MicroFailure` when a trajectory breaks down.
  init(_ run: BenchmarkRun, lasting length: BenchmarkLength) throws {
    var run = run
    start = run.start
    let steps = try run.steps(lasting: length)
    (seconds, stretch) = try run.advance(steps)
    self.run = run
  }

  /// The record on one line.
  ///
  /// - Throws: `StatisticsError` when the time was too short for an error bar.
  func line() throws -> String {
    var fields = try run.benchmark.shearRate == 0 ? rest : flow
    fields["atoms"] = .integer(run.particles.description)
    fields["steps"] = .integer(stretch.steps.description)
    fields["seconds"] = .number(seconds)
    fields["version"] = .string(
      "\(Scout.version) \(run.arithmetic.rawValue) \(InstructionSet.name)")
    let scales = run.benchmark.scales
    fields["startPotentialPerAtom"] = .number(scales.energy * start.potentialPerAtom)
    fields["potentialPerAtom"] = .number(
      scales.energy * mean(stretch.samples.map(\.potentialPerAtom)))
    fields["temperature"] = .number(
      scales.temperature * mean(stretch.samples.map(\.temperature)))
    // Line breaks stand between values only; inside of words they are escaped.
    let lines = JSONDocument.text(of: .object(fields)).split(separator: "\n")
    return lines.map { $0.drop { $0 == " " } }.joined(separator: " ")
  }

  private var rest: [String: JSONValue] {
    let pressure = mean(stretch.samples.map { $0.pressure.trace / 3 })
    return ["pressure": .number(run.benchmark.scales.pressure * pressure)]
  }

  private var flow: [String: JSONValue] {
    get throws {
      let settled = stretch.samples.dropFirst(stretch.samples.count / 5)
      let rate = run.benchmark.shearRate
      let viscosity = try MeanEstimate(of: settled.map { -$0.pressure[0, 1] / rate })
      return [
        "viscosity": .number(viscosity.mean), "viscosityError": .number(viscosity.standardError),
      ]
    }
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
