import Foundation
import MolecularDynamics
import Tensors
import Testing

/// A pair function beside the formula a person would write.
struct PairFormula: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let function: any PairFunction
  /// The distances at which the formula is compared.
  let distances: ClosedRange<Double>
  /// The terms of u and of −u′ at a distance, which sum up to them.
  let terms: @Sendable (Double) -> (energies: [Double], forces: [Double])

  init(
    _ name: String, _ function: any PairFunction, _ distances: ClosedRange<Double>,
    _ terms: @escaping @Sendable (Double) -> (energies: [Double], forces: [Double])
  ) {
    (testDescription, self.function) = (name, function)
    (self.distances, self.terms) = (distances, terms)
  }

  /// Distances spread over the range.
  var places: [Double] {
    (0...400).map {
      distances.lowerBound + (distances.upperBound - distances.lowerBound) * Double($0) / 400
    }
  }

  static func morse() throws -> PairFormula {
    let (depth, distance, rate) = (1.3, 1.1, 5.2)
    let morse = try Morse(depth: depth, distance: distance, rate: rate, cutoff: 3)
    return PairFormula("Morse", morse, 0.5...3) { r in
      let x = exp(-rate * (r - distance))
      return (
        [depth * x * x, -2 * depth * x], [2 * rate * depth * x * x, -2 * rate * depth * x]
      )
    }
  }

  static func bornMayerHuggins() throws -> PairFormula {
    let (repulsion, contact, range, dipole, quadrupole) = (0.8, 1.05, 0.1, 0.35, 0.12)
    let function = try BornMayerHuggins(
      repulsion: repulsion, contact: contact, range: range, dipole: dipole, quadrupole: quadrupole,
      cutoff: 3)
    return PairFormula("Born-Mayer-Huggins", function, function.innermost...3) { r in
      let e = repulsion * exp((contact - r) / range)
      return (
        [e, -dipole / pow(r, 6), -quadrupole / pow(r, 8)],
        [e / range, -6 * dipole / pow(r, 7), -8 * quadrupole / pow(r, 9)]
      )
    }
  }

  static func buckingham() throws -> PairFormula {
    let (repulsion, range, dispersion) = (2.5e5, 0.075, 2.2)
    let function = try BornMayerHuggins.buckingham(
      repulsion: repulsion, range: range, dispersion: dispersion, cutoff: 3)
    return PairFormula("Buckingham", function, function.innermost...3) { r in
      let e = repulsion * exp(-r / range)
      return ([e, -dispersion / pow(r, 6)], [e / range, -6 * dispersion / pow(r, 7)])
    }
  }

  static func weeksChandlerAndersen() throws -> PairFormula {
    let function = try LennardJones.weeksChandlerAndersen(sigma: 0.95, epsilon: 1.2)
    return PairFormula("WCA", function, 0.8...function.cutoff) { r in
      let sixth = pow(0.95 / r, 6)
      return (
        [4.8 * sixth * sixth, -4.8 * sixth, 1.2],
        [57.6 * sixth * sixth / r, -28.8 * sixth / r]
      )
    }
  }

  static func all() throws -> [PairFormula] {
    try [morse(), bornMayerHuggins(), buckingham(), weeksChandlerAndersen()]
  }
}

/// Both values of a function in some precision at a distance, as numbers of double precision.
func lanes<Values: PairLanes>(
  _ function: any PairFunction, at distance: Double, _ type: Values.Type
) -> (energy: Double, force: Double) {
  let pair = function.evaluate(squaredDistances: Values(repeating: distance * distance))
  // Sums over all rows in the first lane.
  let rows = Double(Values.rows)
  return (
    pair.energy.widened[0] / rows, pair.forceOverDistance.widened[0] / rows * distance
  )
}

@Suite("Pair functions")
struct PairFunctionTests {
  private func sum(_ terms: [Double]) -> (value: Double, scale: Double) {
    (terms.reduce(0, +), terms.reduce(0) { $0 + abs($1) })
  }

  /// Rounding: some units in the last place of the terms; the square of the distance is rounded
  /// too, which a term feels by as much as it depends on it, |r u′/2|.
  private func compare<Values: PairLanes>(
    _ formula: PairFormula, _ type: Values.Type, tolerance: Double
  ) {
    for r in formula.places {
      // A distance whose square both precisions can hold exactly.
      let square = Double(Float(r * r))
      let distance = square.squareRoot()
      let terms = formula.terms(distance)
      let (energy, force) = (sum(terms.energies), sum(terms.forces))
      let found = formula.function.evaluate(squaredDistances: Values(repeating: square))
      let rows = Double(Values.rows)
      let values = (
        found.energy.widened[0] / rows, found.forceOverDistance.widened[0] / rows * distance
      )
      #expect(abs(values.0 - energy.value) <= tolerance * energy.scale, "at \(distance)")
      #expect(abs(values.1 - force.value) <= tolerance * force.scale, "at \(distance)")
    }
  }

  @Test("are those of the formulas in double precision", arguments: try PairFormula.all())
  func double(formula: PairFormula) { compare(formula, DoubleLanes.self, tolerance: 1e-14) }

  @Test("are those of the formulas in single precision", arguments: try PairFormula.all())
  func single(formula: PairFormula) { compare(formula, SingleLanes.self, tolerance: 2e-6) }

  private static func all() throws -> [PairFormula] {
    let plain = try PairFormula.all()
    let table = try PairFormula.morse()
    let tabulated = try Tabulated(
      Morse(depth: 1.3, distance: 1.1, rate: 5.2, cutoff: 3), from: 0.5, intervals: 300)
    let shifted = try ForceShifted(Morse(depth: 1.3, distance: 1.1, rate: 5.2, cutoff: 2))
    return plain + [
      PairFormula("a table", tabulated, 0.6...2.9, table.terms),
      PairFormula("a shifted function", shifted, 0.6...1.9, table.terms),
    ]
  }

  /// Fourth-order central differences, F = −(u(r−2h) − 8u(r−h) + 8u(r+h) − u(r+2h))/12h, relative
  /// to the terms of the force.
  @Test("give forces that are the slopes of energies", arguments: try Self.all())
  func slopes(formula: PairFormula) {
    let step = 2e-4
    for r in formula.places.dropFirst(4).dropLast(4) {
      // A table's third derivative jumps at its knots, which differences would feel.
      let h = formula.testDescription == "a table" ? 1e-5 : step
      let u = [-2.0, -1, 1, 2].map {
        lanes(formula.function, at: r + $0 * h, DoubleLanes.self).energy
      }
      let slope = (u[0] - 8 * u[1] + 8 * u[2] - u[3]) / (12 * h)
      let force = lanes(formula.function, at: r, DoubleLanes.self).force
      #expect(abs(force + slope) <= 1e-7 * sum(formula.terms(r).forces).scale, "at \(r)")
    }
  }

  private func withShifts() throws -> [any PairFunction] {
    let plain = try PairFormula.all().map(\.function)
    func shifted(_ function: some PairFunction) -> [any PairFunction] {
      [Shifted(function), ForceShifted(function)]
    }
    return try plain + plain.flatMap { shifted($0) }
      + [Tabulated(Morse(depth: 1, distance: 1, rate: 6, cutoff: 2.5), from: 0.7)]
  }

  /// Lanes beyond the cutoff are thrown away after the arithmetic; those of empty places are 1e6
  /// lengths away.
  @Test("stay finite far beyond their cutoff, in both precisions")
  func farAway() throws {
    for function in try withShifts() {
      for square in [10, 1e2, 1e4, 1e8, 1e12] {
        for pair in [
          lanes(function, at: square.squareRoot(), DoubleLanes.self),
          lanes(function, at: square.squareRoot(), SingleLanes.self),
        ] {
          #expect(pair.energy.isFinite && pair.force.isFinite, "\(function) at \(square)")
        }
      }
    }
  }

  /// At the cutoff a shifted function ends at zero, and a force-shifted one with zero slope.
  @Test("end at the cutoff as their shift promises")
  func ends() throws {
    func expectEnds(_ function: some PairFunction) {
      let edge = function.cutoff
      let plain = lanes(function, at: edge, DoubleLanes.self)
      let shifted = lanes(Shifted(function), at: edge, DoubleLanes.self)
      let smooth = lanes(ForceShifted(function), at: edge, DoubleLanes.self)
      #expect(abs(shifted.energy) < 1e-15)
      #expect(abs(shifted.force - plain.force) < 1e-15)
      #expect(abs(smooth.energy) < 1e-15)
      #expect(abs(smooth.force) < 1e-15)
    }
    for formula in try PairFormula.all() { expectEnds(formula.function) }
  }

  /// WCA ends with zero energy and zero force, σ 2^(1/6) being the minimum of the potential.
  @Test("of Weeks, Chandler and Andersen end smoothly by themselves")
  func repulsive() throws {
    let function = try LennardJones.weeksChandlerAndersen(sigma: 1.3, epsilon: 0.7)
    #expect(abs(function.cutoff / 1.3 - pow(2, 1.0 / 6)) < 1e-15)
    let edge = lanes(function, at: function.cutoff, DoubleLanes.self)
    #expect(abs(edge.energy) < 1e-14)
    #expect(abs(edge.force) < 1e-13)
    #expect(abs(lanes(function, at: 1.3, DoubleLanes.self).energy - 0.7) < 1e-14)
  }
}

@Suite("The wall of exponential repulsion")
struct InnerWallTests {
  /// The energy grows inwards all the way, and energy and force do not jump where the wall begins.
  @Test("keeps particles from collapsing", arguments: [0.0, 0.12])
  func wall(quadrupole: Double) throws {
    let function = try BornMayerHuggins(
      repulsion: 0.8, contact: 1.05, range: 0.1, dipole: 0.35, quadrupole: quadrupole, cutoff: 3)
    let edge = function.innermost
    #expect(edge > 0.2 && edge < 1)
    for precision in [0, 1] {
      func pair(_ r: Double) -> (energy: Double, force: Double) {
        precision == 0
          ? lanes(function, at: r, DoubleLanes.self) : lanes(function, at: r, SingleLanes.self)
      }
      let energies = stride(from: 1.001 * edge, to: 0.02, by: -0.01).map { pair($0).energy }
      #expect(zip(energies, energies.dropFirst()).allSatisfy { $0 < $1 })
      let (inside, outside) = (pair(edge * (1 - 1e-6)), pair(edge * (1 + 1e-6)))
      #expect(abs(inside.energy - outside.energy) < 1e-4 * abs(outside.energy))
      #expect(abs(inside.force - outside.force) < 1e-5 * abs(outside.force))
    }
  }

  /// u″ = 0 at the innermost distance: with D = 0, r⁸ e^{−r/ρ} = 42 C ρ²/A.
  @Test("begins where the repulsion is the strongest")
  func innermost() throws {
    let (repulsion, range, dispersion) = (2.5e5, 0.075, 2.2)
    let function = try BornMayerHuggins.buckingham(
      repulsion: repulsion, range: range, dispersion: dispersion, cutoff: 3)
    let left = pow(function.innermost, 8) * exp(-function.innermost / range)
    #expect(abs(left * repulsion / (42 * dispersion * range * range) - 1) < 1e-12)
    #expect(function.innermost < 8 * range)
  }

  @Test("is refused where there is no repulsion")
  func refused() {
    #expect {
      try BornMayerHuggins.buckingham(repulsion: 1, range: 0.3, dispersion: 50, cutoff: 3)
    } throws: {
      "\($0)" == "repulsion must be so strong that dispersion leaves some of it; found 1.0"
    }
  }

  @Test("is not needed without dispersion")
  func pure() throws {
    let function = try BornMayerHuggins.buckingham(
      repulsion: 3, range: 0.3, dispersion: 0, cutoff: 3)
    #expect(function.innermost == 0)
    let pair = lanes(function, at: 0.01, DoubleLanes.self)
    #expect(abs(pair.energy - 3 * exp(-0.01 / 0.3)) < 1e-14)
  }
}
