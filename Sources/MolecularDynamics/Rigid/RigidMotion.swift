internal import Foundation
internal import Tensors

/// Where a rigid molecule is and how it moves.
struct RigidMotion {
  /// The centre of mass, in [length].
  var centre: Vector3

  /// Its velocity, in [length/time].
  var velocity: Vector3

  /// The rotation from the molecule's frame.
  var orientation: Tensor3

  /// The angular momentum in that frame, in [mass·length²/time].
  var angularMomentum: Vector3

  /// The angular velocity, in [1/time].
  @inline(__always)
  func angularVelocity(_ inertia: Vector3) -> Vector3 {
    orientation * (angularMomentum / inertia)
  }

  /// Lets the molecule turn freely for a time.
  ///
  /// The energy of rotation Σ ℓ_k²/2I_k is split into its three terms; each turns the molecule about
  /// one principal axis at a constant rate, and the palindrome x y z y x of these turns is symplectic,
  /// reversible and of second order. Distances stay to rounding and |ℓ| too.
  ///
  /// - SeeAlso: Dullweber, Leimkuhler & McLachlan, *J. Chem. Phys.* **107**, 5840 (1997),
  ///   <https://doi.org/10.1063/1.474310>.
  mutating func turn(over time: Double, _ inertia: Vector3) {
    guard time != 0 else { return }
    turn(about: 0, over: 0.5 * time, inertia)
    turn(about: 1, over: 0.5 * time, inertia)
    turn(about: 2, over: time, inertia)
    turn(about: 1, over: 0.5 * time, inertia)
    turn(about: 0, over: 0.5 * time, inertia)
  }

  /// The flow of ℓ_k²/2I_k: the frame turns by ω_k t about its axis k, and ℓ stays in space.
  @inline(__always)
  private mutating func turn(about axis: Int, over time: Double, _ inertia: Vector3) {
    let angle = time * angularMomentum[axis] / inertia[axis]
    let (cosine, sine) = (cos(angle), sin(angle))
    let (x, y, z) = orientation.columns
    let momentum = angularMomentum
    switch axis {
    case 0:
      orientation = Tensor3(columns: x, cosine * y + sine * z, cosine * z - sine * y)
      angularMomentum.y = cosine * momentum.y + sine * momentum.z
      angularMomentum.z = cosine * momentum.z - sine * momentum.y
    case 1:
      orientation = Tensor3(columns: cosine * x - sine * z, y, cosine * z + sine * x)
      angularMomentum.x = cosine * momentum.x - sine * momentum.z
      angularMomentum.z = cosine * momentum.z + sine * momentum.x
    default:
      orientation = Tensor3(columns: cosine * x + sine * y, cosine * y - sine * x, z)
      angularMomentum.x = cosine * momentum.x + sine * momentum.y
      angularMomentum.y = cosine * momentum.y - sine * momentum.x
    }
  }
}
