import Foundation
import MolecularDynamics
import Tensors
import Testing

/// Configurations of water and salt with known terms, see `Fixtures/SOURCES.md`.
@Suite("Published configurations of charges")
struct PublishedChargesTests {
  private struct Water: Decodable {
    struct Terms: Decodable { let E_real, E_fourier, E_self, E_intra: Double }
    struct Converged: Decodable { let E_coul_e2_per_A, F_rms: Double }
    let units_e2_per_A: Terms
    let converged: Converged
  }

  private func reference<Value: Decodable>(_ name: String, _ key: String) throws -> Value {
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(fixture(name).utf8)) as? [String: Any])
    return try JSONDecoder().decode(
      Value.self, from: JSONSerialization.data(withJSONObject: #require(document[key])))
  }

  private func isClose(_ value: Double, _ expected: Double, _ tolerance: Double = 1e-11) -> Bool {
    abs(value - expected) <= tolerance * abs(expected)
  }

  @Test(
    "water in a cube has the terms that NIST published, and the converged forces",
    arguments: [1, 3])
  func water(number: Int) throws {
    let charges = try PublishedCharges.water(number)
    let expected: Water = try reference("spce_reference_recomputed.json", "\(number)")
    let published = try DirectEwald(
      EwaldParameters(
        splitting: 5.6 / 20, cutoff: 10,
        reciprocalCutoff: EwaldParameters.reciprocalCutoff(index: 5, in: charges.cell)))(charges)
    let terms = expected.units_e2_per_A
    #expect(isClose(published.energy.real, terms.E_real))
    #expect(isClose(published.energy.reciprocal, terms.E_fourier))
    #expect(isClose(published.energy.own, terms.E_self))
    #expect(isClose(published.energy.excluded, terms.E_intra))
    let exact = try DirectEwald(
      EwaldParameters(splitting: 0.65, cutoff: 9.9, reciprocalCutoff: 7.8))(charges)
    #expect(isClose(exact.energy.total, expected.converged.E_coul_e2_per_A))
    let forces = try PublishedCharges.forces(
      "spce_config\(number)_converged_coulomb_forces.csv", column: 2)
    #expect(forces.count == charges.count)
    #expect(largest(exact.forces - forces) < 1e-12)
  }

  /// The published reciprocal term depends on a cutoff that is not stated; a cube of integers up to
  /// 12 is converged to 1e-6.
  @Test("water in a monoclinic cell has the terms that NIST published")
  func monoclinicWater() throws {
    struct Terms: Decodable {
      let E_real_kJmol, E_intra_kJmol, E_self_kJmol, E_fourier_kmax12: Double
    }
    let expected: Terms = try reference("monoclinic_reference_recomputed.json", "spce_monoclinic4")
    let charges = try PublishedCharges.monoclinicWater()
    let unit = 1389.3545764438197
    let sum = try DirectEwald(
      EwaldParameters(splitting: 0.2850, cutoff: 10, reciprocalCutoff: 3.4))(charges)
    #expect(isClose(unit * sum.energy.own, expected.E_self_kJmol, 1e-10))
    #expect(isClose(unit * sum.energy.real, expected.E_real_kJmol, 1e-10))
    #expect(isClose(unit * sum.energy.excluded, expected.E_intra_kJmol, 1e-10))
    #expect(isClose(unit * sum.energy.reciprocal, expected.E_fourier_kmax12, 1e-5))
  }

  @Test("salt has the energy, the forces and the nine virials of the reference")
  func salt() throws {
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(fixture("nacl64_reference.json").utf8))
        as? [String: Any])
    let energy = try #require(document["E_coulomb_e2_per_A"] as? Double)
    let virial = try #require(document["virial_coulomb_e2_per_A"] as? [[Double]])
    let charges = try PublishedCharges.salt()
    let sum = try DirectEwald(
      EwaldParameters(splitting: 0.7, cutoff: 9, reciprocalCutoff: 8.4))(charges)
    #expect(isClose(sum.energy.total, energy))
    for (row, expected) in virial.enumerated() {
      for (column, value) in expected.enumerated() {
        #expect(abs(sum.virial[row, column] - value) < 1e-11)
      }
    }
    let forces = try PublishedCharges.forces("nacl64_configuration_forces.csv", column: 5)
    #expect(largest(sum.forces - forces) < 1e-12)
  }
}
