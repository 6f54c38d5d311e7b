import Foundation
import MolecularDynamics
import Tensors
import Testing

/// Configurations of the NIST Standard Reference Simulation Website, see `Fixtures/SOURCES.md`.
@Suite("The NIST Lennard-Jones configurations")
struct PublishedConfigurationTests {
  /// What is known of a configuration with one cutoff.
  private struct Reference: Decodable {
    let U_trunc, U_shifted, W_trunc_sum_r_f, U_lrc, P_lrc, U_LFS, W_LFS_sum_r_f: Double
    let virial_tensor: [[Double]]
    let F_first, F_last: [Double]
  }

  private struct Document: Decodable {
    struct Configuration: Decodable {
      let N: Int
      let rc25, rc30, rc40: Reference
      enum CodingKeys: String, CodingKey {
        case N
        case rc25 = "rc2.5"
        case rc30 = "rc3.0"
        case rc40 = "rc4.0"
      }
    }
    let lj: [String: Configuration]
  }

  private func reference(_ number: Int, cutoff: Double) throws -> Reference {
    let document = try JSONDecoder().decode(
      Document.self, from: Data(fixture("lj_reference_recomputed.json").utf8))
    let configuration = try #require(document.lj["\(number)"])
    return switch cutoff {
    case 2.5: configuration.rc25
    case 3: configuration.rc30
    default: configuration.rc40
    }
  }

  private func configuration(_ number: Int) throws -> ParticleSystem {
    let rows = try fixture("lj_sample_config_periodic\(number).txt")
      .split(separator: "\n").map { $0.split(separator: " ").compactMap { Double($0) } }
    let positions = rows.dropFirst(2).map { Vector3($0[1], $0[2], $0[3]) }
    #expect(positions.count == Int(rows[1][0]))
    return ParticleSystem(
      positions: positions, velocities: positions.map { _ in .zero },
      masses: positions.map { _ in 1 }, cell: try .cube(edge: rows[0][0]))
  }

  private func isClose(_ value: Double, _ expected: Double) -> Bool {
    abs(value - expected) <= 1e-9 * abs(expected)
  }

  @Test("have the published energies, virials and forces", arguments: [1, 3], [2.5, 3, 4])
  func plain(number: Int, cutoff: Double) throws {
    let reference = try reference(number, cutoff: cutoff)
    var system = try configuration(number)
    let result = try Interactions(
      of: &system, potential: LennardJones(cutoff: cutoff, tailCorrected: true),
      settings: ForceSettings(skin: 0.3))
    #expect(isClose(result.potentialEnergy, reference.U_trunc))
    #expect(isClose(result.virial.trace, reference.W_trunc_sum_r_f))
    #expect(isClose(result.tailEnergy, reference.U_lrc))
    #expect(isClose(result.tailPressure, reference.P_lrc))
    let virial = Tensor3(components: reference.virial_tensor.flatMap { $0 })
    #expect((result.virial - virial).norm < 1e-9 * virial.norm)
    let forces = result.forces
    for (index, expected) in [(0, reference.F_first), (system.count - 1, reference.F_last)] {
      let expected = Vector3(expected[0], expected[1], expected[2])
      #expect((forces[index] - expected).norm < 1e-9 * expected.norm)
    }
    // P = (Σ m v ⊗ v + W)/V + tail, the particles being at rest.
    let pressure = result.pressureTensor.trace / 3
    #expect(isClose(pressure, reference.W_trunc_sum_r_f / 3000 + reference.P_lrc))
  }

  @Test("have the published shifted energies", arguments: [1, 3], [2.5, 3, 4])
  func shifted(number: Int, cutoff: Double) throws {
    let reference = try reference(number, cutoff: cutoff)
    var system = try configuration(number)
    let shifted = try Interactions(
      of: &system, potential: LennardJones(cutoff: cutoff, shifted: true),
      settings: ForceSettings(skin: 0.3))
    #expect(isClose(shifted.potentialEnergy, reference.U_shifted))
    #expect(shifted.tailEnergy == 0)
    let smooth = try Interactions(
      of: &system, potential: ForceShifted(LennardJones(cutoff: cutoff)),
      settings: ForceSettings(skin: 0.3))
    #expect(isClose(smooth.potentialEnergy, reference.U_LFS))
    #expect(isClose(smooth.virial.trace, reference.W_LFS_sum_r_f))
  }
}
