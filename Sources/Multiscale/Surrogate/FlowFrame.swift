internal import Foundation
internal import ScaleBridge
internal import Tensors

/// A flow as a material sees it: how fast, of which kind, and the tensors its stress is made of.
///
/// The stress of an isotropic material is an isotropic function of the rate of deformation D and the
/// spin W, a sum of the tensors
///
///     1, D, D², DW − WD, W², WD² − D²W
///
/// with coefficients that depend on invariants alone. Here these tensors are orthonormal. Turned and
/// mirrored flows have turned and mirrored tensors and the same coefficients, so that what was learned
/// in one frame holds in all, by construction.
///
/// - SeeAlso: Spencer, "Theory of invariants", in Eringen (ed.), *Continuum Physics* **1** (Academic
///   Press, 1971).
struct FlowFrame: Sendable {
  /// √2 |D|, the rate of a shear flow of the same strength, in [1/time].
  let rate: Double

  /// What does not change with the strength of the flow: invariants of L/|D|, shape [6].
  let kind: [Double]

  /// The orthonormal tensors, the unit tensor over √3 first, then D/|D|; the first alone at rest.
  let tensors: [Tensor3]

  /// Looks at a load.
  init(_ load: VelocityGradient) {
    let deformation = load.tensor.symmetricPart
    let size = deformation.norm
    rate = 2.0.squareRoot() * size
    let identity = Tensor3(diagonal: Vector3(repeating: 1))
    guard size > 0 else {
      (kind, tensors) = ([], [(1 / 3.0.squareRoot()) * identity])
      return
    }
    let d = (1 / size) * deformation
    let w = (1 / size) * (load.tensor - deformation)
    let (d2, w2) = (d * d, w * w)
    kind = [
      d.trace, (d2 * d).trace, w2.trace, (d * w2).trace, (d2 * w2).trace, (d2 * w2 * d * w).trace,
    ]
    tensors = Self.orthonormal([identity, d, d2, d * w - w * d, w2, w * d2 - d2 * w])
  }

  /// Gram and Schmidt's tensors, without those that depend on earlier ones.
  private static func orthonormal(_ candidates: [Tensor3]) -> [Tensor3] {
    var basis: [Tensor3] = []
    for candidate in candidates {
      let size = candidate.norm
      guard size > dependence else { continue }
      var rest = (1 / size) * candidate
      // Twice is enough.
      for _ in 0..<2 {
        for tensor in basis { rest = rest - tensor.doubleContraction(rest) * tensor }
      }
      guard rest.norm > dependence else { continue }
      basis.append((1 / rest.norm) * rest)
    }
    return basis
  }

  /// What counts as nothing among tensors of unit size.
  private static let dependence = 1e-5

  /// Whether the two flows differ by their strength alone; a fluid at rest is of every kind.
  func isLike(_ other: [Double]) -> Bool {
    kind.isEmpty || zip(kind, other).allSatisfy { ($0 - $1).magnitude <= 1e-8 }
  }

  /// The factor that makes the component of a stress along a tensor of its coefficient: one for the
  /// pressure, √2 times the rate for the viscosity, and what vanishes with the square of the rate else.
  static func factor(_ tensor: Int, rate: Double, reduced: Double) -> Double {
    switch tensor {
    case 0: 1
    case 1: 2.0.squareRoot() * rate
    default: rate * reduced
    }
  }

  /// The components of a stress along the tensors.
  func components(of stress: CauchyStress) -> [Double] {
    tensors.map { stress.tensor.doubleContraction($0) }
  }
}
