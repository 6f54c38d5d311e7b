import Foundation
import MolecularDynamics
import Tensors

/// A pair interaction written as a person would, one pair at a time.
struct ScalarPotential {
  let cutoff: Double
  /// Energy and force −u′ at a distance.
  let pair: (Double) -> (energy: Double, force: Double)

  /// 4ε[(σ/r)¹² − (σ/r)⁶] and its derivative.
  static func lennardJones(
    sigma: Double, epsilon: Double, cutoff: Double
  ) -> ScalarPotential {
    ScalarPotential(cutoff: cutoff) { distance in
      let sixth = pow(sigma / distance, 6)
      return (
        4 * epsilon * (sixth * sixth - sixth),
        24 * epsilon * (2 * sixth * sixth - sixth) / distance
      )
    }
  }

  /// The energy is zero at the cutoff.
  var shifted: ScalarPotential {
    let edge = pair(cutoff)
    return ScalarPotential(cutoff: cutoff) { [pair] in
      let inside = pair($0)
      return (inside.energy - edge.energy, inside.force)
    }
  }

  /// Energy and force are zero at the cutoff.
  var forceShifted: ScalarPotential {
    let edge = pair(cutoff)
    return ScalarPotential(cutoff: cutoff) { [pair, cutoff] in
      let inside = pair($0)
      return (
        inside.energy - edge.energy + ($0 - cutoff) * edge.force, inside.force - edge.force
      )
    }
  }
}

/// The sum over all pairs of images within the cutoff, one by one: the reference of the kernel.
///
/// With separations d reduced to |s_k| ≤ ½ in lattice coordinates an image s + m can only be
/// within the cutoff if |m_k| ≤ ½ + r_c/w_k, w_k the widths of the cell.
struct DirectSum {
  private(set) var energy = 0.0
  private(set) var forces: [Vector3]
  /// Half of the energy of each particle's pairs.
  private(set) var siteEnergies: [Double]
  private(set) var virial = Tensor3.zero
  private(set) var pairs = 0
  /// Σ |u|, and Σ |f||r|, by which rounding is judged.
  private(set) var energyScale = 0.0
  private(set) var virialScale = 0.0

  init(_ system: ParticleSystem, _ potential: ScalarPotential) {
    forces = Array(repeating: .zero, count: system.count)
    siteEnergies = Array(repeating: 0, count: system.count)
    let cell = system.cell
    let inverse = cell.vectors.inverse
    let widths = cell.perpendicularWidths
    let reach = (0..<3).map { Int(0.5 + potential.cutoff / widths[$0]) }
    let images = (-reach[0]...reach[0]).flatMap { x in
      (-reach[1]...reach[1]).flatMap { y in
        (-reach[2]...reach[2]).map { z in SIMD3(x, y, z) }
      }
    }
    for first in 0..<system.count {
      for second in 0...first {
        let place = inverse * (system.positions[first] - system.positions[second])
        let reduced = cell.vectors * (place - place.rounded(.toNearestOrEven))
        for image in images where first != second || Self.isForward(image) {
          add(first, second, reduced + cell.translation(image), potential)
        }
      }
    }
  }

  private static func isForward(_ image: SIMD3<Int>) -> Bool {
    for index in 0..<3 where image[index] != 0 { return image[index] > 0 }
    return false
  }

  private mutating func add(
    _ first: Int, _ second: Int, _ separation: Vector3, _ potential: ScalarPotential
  ) {
    let distance = separation.norm
    guard distance <= potential.cutoff else { return }
    let pair = potential.pair(distance)
    let force = (pair.force / distance) * separation
    energy += pair.energy
    siteEnergies[first] += 0.5 * pair.energy
    siteEnergies[second] += 0.5 * pair.energy
    forces[first] += force
    forces[second] -= force
    virial += Tensor3(dyad: force, separation)
    pairs += 1
    energyScale += abs(pair.energy)
    virialScale += abs(pair.force) * distance
  }
}
