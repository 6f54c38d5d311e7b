import Foundation
import MolecularDynamics
import ScaleBridge
import Tensors
import Testing

/// The direct sum against closed forms, itself with other parameters, and its own derivatives.
@Suite("The direct Ewald sum")
struct DirectEwaldTests {
  /// e^{−36}: nothing is left of the parts that are cut off.
  private func converged(
    _ charges: PointCharges, splitting: Double
  ) throws -> DirectEwald {
    DirectEwald(
      try EwaldParameters(
        splitting: splitting, cutoff: 6 / splitting, reciprocalCutoff: 12 * splitting))
  }

  private func madelung(_ name: String) throws -> Double {
    let document = try JSONDecoder().decode(
      [String: [String: String]].self, from: Data(fixture("madelung.json").utf8))
    return try #require(document[name]?["value"].flatMap(Double.init))
  }

  @Test(
    "gives the Madelung constants of crystals in any basis of their lattice",
    arguments: [
      ("NaCl", IonicCrystal.sodiumChloride), ("CsCl", .caesiumChloride),
      ("ZnS_zincblende", .zincBlende),
    ])
  func madelungConstants(name: String, crystal: IonicCrystal) throws {
    let expected = try madelung(name)
    for basis in [
      Tensor3.identity,
      Tensor3(columns: Vector3(1, 0, 0), Vector3(1, 1, 0), Vector3(-2, 1, 1)),
    ] {
      let charges = try crystal.charges(basis: basis)
      for splitting in [1.1, 1.7] {
        let sum = try converged(charges, splitting: splitting)(charges)
        #expect(abs(-sum.energy.total / crystal.pairs / expected - 1) < 1e-10)
        #expect(largest(sum.forces) < 1e-10)
        // U ∝ 1/length, and cubic symmetry: W = U/3.
        #expect((sum.virial - sum.energy.total / 3 * Tensor3.identity).norm < 1e-10 * crystal.pairs)
      }
    }
  }

  /// A charge in its own background: −2 U L is the constant of a simple cubic Wigner crystal.
  @Test("gives the energy of a charge in a neutralizing background")
  func wignerCrystal() throws {
    let charges = try PointCharges(
      positions: [.zero], values: [1], cell: .cube(edge: 2), netCharge: .neutralized)
    let expected = try madelung("OCP_sc_cell")
    for splitting in [0.9, 1.6, 2.4] {
      let sum = try converged(charges, splitting: splitting)(charges)
      #expect(abs(-2 * 2 * sum.energy.total / expected - 1) < 1e-12)
      #expect((sum.virial - sum.energy.total / 3 * Tensor3.identity).norm < 1e-12)
    }
  }

  @Test("does not depend on the splitting or the cutoffs", arguments: 1...6)
  func independence(seed: UInt64) throws {
    var boxes = RandomBoxes(seed: seed)
    let charges = try boxes.charges(40)
    let narrow = try converged(charges, splitting: 1.4)(charges)
    for parameters in [(1.9, 6.2 / 1.9, 12.5 * 1.9), (2.6, 6.5 / 2.6, 11.5 * 2.6)] {
      let other = try DirectEwald(
        EwaldParameters(
          splitting: parameters.0, cutoff: parameters.1, reciprocalCutoff: parameters.2))(charges)
      #expect(abs(other.energy.total - narrow.energy.total) < 1e-10 * abs(narrow.energy.total))
      #expect(relativeDifference(other.forces, narrow.forces) < 1e-10)
      #expect((other.virial - narrow.virial).norm < 1e-10 * narrow.virial.norm)
    }
    // Energies of degree −1: the trace of the virial is the energy.
    #expect(
      abs(narrow.virial.trace - narrow.energy.total) < 1e-9 * abs(narrow.energy.total)
        || !charges.exclusions.isEmpty)
  }

  @Test("has forces and nine virials that are derivatives of the energy", arguments: 11...14)
  func derivatives(seed: UInt64) throws {
    var boxes = RandomBoxes(seed: seed)
    let charges = try boxes.charges(24)
    let ewald = try converged(charges, splitting: 1.6)
    let sum = try ewald(charges)
    let step = 1e-4
    func slope(_ change: (Double) -> PointCharges) throws -> Double {
      // Richardson's extrapolation: the error is of fourth order.
      func difference(_ h: Double) throws -> Double {
        (try ewald(change(h)).energy.total - ewald(change(-h)).energy.total) / (2 * h)
      }
      return (4 * (try difference(step)) - (try difference(2 * step))) / 3
    }
    for particle in stride(from: 0, to: charges.count, by: 5) {
      for axis in 0..<3 {
        let force = try -slope { shift in
          var moved = charges
          moved.positions[particle][axis] += shift
          return moved
        }
        #expect(abs(force - sum.forces[particle][axis]) < 1e-8 * largest(sum.forces))
      }
    }
    for row in 0..<3 {
      for column in 0..<3 {
        let virial = try -slope { strain in
          var map = Tensor3.identity
          map[row, column] += strain
          return charges.deformed(by: map)
        }
        #expect(abs(virial - sum.virial[row, column]) < 1e-8 * sum.virial.norm)
      }
    }
    #expect(sum.forces.reduce(.zero, +).norm < 1e-12 * Double(charges.count))
  }

  @Test("reaches the accuracy asked for on water and salt", arguments: [1e-3, 1e-5, 1e-7, 1e-9])
  func accuracy(relative: Double) throws {
    for charges in [try PublishedCharges.water(1), try PublishedCharges.salt()] {
      let exact = try converged(charges, splitting: 0.6)(charges)
      let square = exact.forces.reduce(0) { $0 + $1.dot($1) } / Double(charges.count)
      for cutoff in [nil, 5.0] {
        let parameters = try EwaldParameters(
          error: relative * square.squareRoot(), of: charges, cutoff: cutoff)
        let sum = try DirectEwald(parameters)(charges)
        let error = relativeDifference(sum.forces, exact.forces)
        #expect(error < relative && error > 0.2 * relative)
      }
    }
  }

  @Test("names a charge that lies on another one")
  func coincidence() throws {
    let charges = try PointCharges(
      positions: [Vector3(0.1, 0, 0), Vector3(1, 1, 1), Vector3(4.1, 0, 0)], values: [1, -2, 1],
      cell: .cube(edge: 4))
    #expect {
      try converged(charges, splitting: 1)(charges)
    } throws: { error in
      guard case MicroFailure.blowUp(_, let particle, _, _, _) = error else { return false }
      return particle == 0
    }
  }

  @Test("asks for a background where the cell has a net charge")
  func netCharge() throws {
    #expect(throws: ParameterError.self) {
      try PointCharges(positions: [.zero], values: [0.5], cell: .cube(edge: 1))
    }
  }
}
