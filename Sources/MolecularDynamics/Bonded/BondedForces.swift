internal import Foundation
public import ScaleBridge
public import Tensors

extension BondedTopology {
  /// Adds the forces of all bonds and angles.
  ///
  /// Separations are those of nearest images; bonds must be shorter than half the narrowest width of
  /// the cell in its shortest basis. The virial is W = Σ f ⊗ r, so that −W is the derivative of the
  /// energy with respect to a strain of all positions and the cell.
  ///
  /// - Parameters:
  ///   - forces: shape [N], in the order of the particles, in [force].
  ///   - positions: shape [N], any images, in [length].
  ///   - step: the number of the step, for the failure's message.
  /// - Returns: energy and virial of bonds and angles, in [energy].
  /// - Throws: `MicroFailure.blowUp` naming the first particle of a bond that is longer than its
  ///   law allows, or not finite.
  public func add(
    to forces: inout [Vector3], positions: [Vector3], cell: SimulationCell, step: Int = 0
  ) throws(MicroFailure) -> (energy: Double, virial: Tensor3) {
    let lattice = NearestImages(of: cell)
    var (energy, virial) = (0.0, Tensor3.zero)
    for bond in bonds {
      let separation = lattice.nearest(positions[bond.first] - positions[bond.second])
      let length = separation.norm
      guard let pair = bond.law.evaluate(distance: length), pair.forceOverDistance.isFinite else {
        throw .blowUp(
          quantity: "the length of a bond", particle: bond.first, step: step, value: length)
      }
      let force = pair.forceOverDistance * separation
      forces[bond.first] += force
      forces[bond.second] -= force
      energy += pair.energy
      virial += Tensor3(dyad: force, separation)
    }
    for angle in angles {
      let arms = (
        lattice.nearest(positions[angle.first] - positions[angle.middle]),
        lattice.nearest(positions[angle.last] - positions[angle.middle])
      )
      let ends = angle.law.forces(onEndsOf: arms)
      forces[angle.first] += ends.first
      forces[angle.last] += ends.last
      forces[angle.middle] -= ends.first + ends.last
      energy += ends.energy
      virial += Tensor3(dyad: ends.first, arms.0) + Tensor3(dyad: ends.last, arms.1)
    }
    return (energy, virial)
  }
}

extension AngleLaw {
  /// The energy and the forces on the ends of two arms a and b that meet at the angle θ.
  ///
  /// θ = atan2(|a × b|, a · b), accurate at all angles. It grows fastest where an end moves at right
  /// angles to its arm, away from the other one: ∂θ/∂a = (cos θ a/|a| − b/|b|)/(|a| sin θ). Stretched
  /// and folded arms have no such direction, and feel no force. Derived.
  func forces(
    onEndsOf arms: (Vector3, Vector3)
  ) -> (energy: Double, first: Vector3, last: Vector3) {
    let lengths = (arms.0.norm, arms.1.norm)
    let (a, b) = ((1 / lengths.0) * arms.0, (1 / lengths.1) * arms.1)
    let (sine, cosine) = (a.cross(b).norm, a.dot(b))
    let (energy, torque) = evaluate(angle: atan2(sine, cosine))
    guard sine != 0 else { return (energy, .zero, .zero) }
    let scale = torque / sine
    return (
      energy, scale / lengths.0 * (cosine * a - b), scale / lengths.1 * (cosine * b - a)
    )
  }
}

/// The nearest images of short separations.
struct NearestImages {
  let vectors, inverse: Tensor3

  init(of cell: SimulationCell) {
    var reduced = cell
    reduced.reduceBasis()
    (vectors, inverse) = (reduced.vectors, reduced.vectors.inverse)
  }

  func nearest(_ separation: Vector3) -> Vector3 {
    separation - vectors * (inverse * separation).rounded(.toNearestOrEven)
  }
}
