import Foundation
import MolecularDynamics
import NumericalMethods
import Statistics
import Tensors
import Testing

/// Energy and pressure of the Lennard-Jones fluid, truncated and shifted at 2.5 σ, against the
/// equation of state of Thol et al. (2015); see `Fixtures/SOURCES.md`.
@Suite("The equation of state")
struct EquationOfStateTests {
  private struct State {
    var temperature, density, pressure, energy: Double
  }

  private func table() throws -> [State] {
    let lines = try fixture("lj_eos_states.csv").split(separator: "\n")
    let names = try #require(lines.first).split(separator: ",").map(String.init)
    func column(_ name: String) throws -> Int { try #require(names.firstIndex(of: name)) }
    let columns = try ["T", "rho", "p_LJTS", "u_res_LJTS"].map(column)
    return lines.dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      let values = columns.map { Double(cells[$0]) ?? .nan }
      return State(
        temperature: values[0], density: values[1], pressure: values[2], energy: values[3])
    }
  }

  /// The authors claim 0.1 % in the density of liquids and 0.2 … 1 % in pressures elsewhere; that
  /// is, in dense states, 0.1 % of ρ² ∂p/∂ρ/ρ, about 0.02 in p, and 0.005 in u.
  private func compare(_ state: State, particles: Int, time: Double) throws {
    var settings = ShearedFluid.Settings(density: state.density, temperature: state.temperature)
    settings.particles = particles
    settings.timeStep = 0.004
    let model = try ShearedFluid(
      potential: LennardJones(cutoff: 2.5, shifted: true), settings: settings)
    var rest = try model.prepare(
      .zero, from: nil, stream: StreamName(seed: 12, purpose: "equation of state"))
    _ = try model.sample(&rest, count: Int(20 / model.timePerSample))
    let series = try model.sample(&rest, count: Int(time / model.timePerSample))
    let pressure = try MeanEstimate(
      of: (0..<series.count).map { -(series[$0][0] + series[$0][4] + series[$0][8]) / 3 })
    let energy = try MeanEstimate(of: series.column(10))
    func expect(_ estimate: MeanEstimate, near reference: Double, _ error: Double) {
      let variance = estimate.standardError * estimate.standardError + error * error
      #expect(
        abs(estimate.mean - reference) < 3 * variance.squareRoot(),
        "\(state): \(estimate.mean) ± \(estimate.standardError), \(reference)")
    }
    expect(pressure, near: state.pressure, max(0.001 * state.pressure, 0.01 * state.density))
    expect(energy, near: state.energy, 0.003)
  }

  @Test("is that of the truncated and shifted fluid at the triple point")
  func triplePoint() throws {
    let state = try #require(try table().first { $0.density == 0.8442 })
    try compare(state, particles: 500, time: 40)
  }

  /// All states of the table but the one inside the coexistence region of this fluid.
  @Test(
    "is that of the truncated and shifted fluid at all states",
    .enabled(if: TestLevel.isValidation))
  func allStates() throws {
    for state in try table() { try compare(state, particles: 864, time: 400) }
  }
}
