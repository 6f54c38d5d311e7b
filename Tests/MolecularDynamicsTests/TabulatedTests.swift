import Foundation
import MolecularDynamics
import Tensors
import Testing

@Suite("Tabulated interactions")
struct TabulatedTests {
  private func morse() throws -> Morse {
    try Morse(depth: 1.3, distance: 1.1, rate: 5.2, cutoff: 2.5)
  }

  /// The largest deviations of energy and force from the function that was sampled.
  private func deviations(
    of table: Tabulated, from function: some PairFunction
  ) -> (energy: Double, force: Double) {
    var worst = (energy: 0.0, force: 0.0)
    for index in 0...2000 {
      let r = table.innermost + (table.cutoff - table.innermost) * (Double(index) + 0.5) / 2001
      let found = lanes(table, at: r, DoubleLanes.self)
      let exact = lanes(function, at: r, DoubleLanes.self)
      worst.energy = max(worst.energy, abs(found.energy - exact.energy))
      worst.force = max(worst.force, abs(found.force - exact.force))
    }
    return worst
  }

  /// Cubic Hermite interpolation is of fourth order in the energy and of third in its derivative.
  @Test("converge to the function they sample")
  func convergence() throws {
    let function = try morse()
    let coarse = deviations(of: try Tabulated(function, from: 0.8, intervals: 100), from: function)
    let fine = deviations(of: try Tabulated(function, from: 0.8, intervals: 200), from: function)
    #expect(abs(log2(coarse.energy / fine.energy) - 4) < 0.3)
    #expect(abs(log2(coarse.force / fine.force) - 3) < 0.3)
    #expect(fine.energy < 2e-4)
  }

  @Test("answer alike in single and double precision")
  func precisions() throws {
    let table = try Tabulated(try morse(), from: 0.8)
    for index in 0...500 {
      let r = Double(Float(0.81 + 1.68 * Double(index) / 500))
      let double = lanes(table, at: r, DoubleLanes.self)
      let single = lanes(table, at: r, SingleLanes.self)
      // The squared distance is rounded to single precision, which the force multiplies.
      let scale = 20 * exp(-5.2 * (r - 1.1)) + 2
      #expect(abs(double.energy - single.energy) < 2e-6 * scale)
      #expect(abs(double.force - single.force) < 2e-5 * scale)
    }
  }

  /// On both sides of every knot the cubics agree in energy and force.
  @Test("are smooth at their knots")
  func knots() throws {
    let table = try Tabulated(try morse(), from: 0.9, intervals: 40)
    for knot in 1..<40 {
      let square = 0.81 + (6.25 - 0.81) * Double(knot) / 40
      let below = lanes(table, at: (square * (1 - 1e-13)).squareRoot(), DoubleLanes.self)
      let above = lanes(table, at: (square * (1 + 1e-13)).squareRoot(), DoubleLanes.self)
      #expect(abs(below.energy - above.energy) < 1e-11)
      #expect(abs(below.force - above.force) < 1e-10)
    }
  }

  @Test("know nothing below their first distance, and end at their last")
  func ends() throws {
    let function = try morse()
    let table = try Tabulated(function, from: 0.8)
    for pair in [
      lanes(table, at: 0.799, DoubleLanes.self), lanes(table, at: 0.799, SingleLanes.self),
      lanes(table, at: 0, DoubleLanes.self),
    ] {
      #expect(pair.energy.isNaN && pair.force.isNaN)
    }
    let (edge, exact) = (
      lanes(table, at: 2.5, DoubleLanes.self), lanes(function, at: 2.5, DoubleLanes.self)
    )
    #expect(abs(edge.energy - exact.energy) < 1e-14)
    #expect(abs(edge.force - exact.force) < 1e-13)
  }

  /// Places that are not numbers must not lead outside the table.
  @Test("survive distances that are not numbers")
  func strange() throws {
    let table = try Tabulated(try morse(), from: 0.8)
    for square in [Double.nan, .infinity, -1, -.infinity] {
      let pair = table.evaluate(squaredDistances: DoubleLanes(repeating: square))
      let single = table.evaluate(squaredDistances: SingleLanes(repeating: square))
      #expect(square == .infinity || pair.energy[0].isNaN && single.energy.values[0].isNaN)
    }
  }

  private func columns(
    of function: some PairFunction, at distances: [Double]
  ) -> (energies: [Double], forces: [Double]) {
    let pairs = distances.map { lanes(function, at: $0, DoubleLanes.self) }
    return (pairs.map(\.energy), pairs.map(\.force))
  }

  @Test("come from columns at any distances")
  func given() throws {
    let function = try morse()
    let distances = (0...340).map { 0.8 + 0.005 * Double($0) }
    let (energies, forces) = columns(of: function, at: distances)
    let table = try Tabulated(distances: distances, energies: energies, forces: forces)
    #expect(table.cutoff == distances[340])
    let found = deviations(of: table, from: function)
    #expect(found.energy < 1e-6)
    #expect(found.force < 1e-3)
  }

  @Test("refuse forces that are not the slopes of the energies")
  func contradiction() throws {
    let distances = (0...50).map { 0.8 + 0.02 * Double($0) }
    let (energies, forces) = columns(of: try morse(), at: distances)
    #expect(throws: ParameterError.self) {
      try Tabulated(distances: distances, energies: energies, forces: forces.map(-))
    }
    #expect {
      try Tabulated(distances: [1, 2, 2], energies: [3, 1, 0], forces: [2, 1, 1])
    } throws: {
      "\($0)" == "distance after 2.0 must be finite and larger; found 2.0"
    }
    #expect(throws: ParameterError.self) {
      try Tabulated(distances: [1, 2], energies: [.nan, 0], forces: [2, 1])
    }
  }
}
