import Foundation
import MolecularDynamics
import Tensors

/// Random velocity gradients of every kind, of norm 1, in random frames of moderate skewness.
struct RandomFlows {
  private var boxes: RandomBoxes

  init(seed: UInt64) { boxes = RandomBoxes(seed: seed) }

  mutating func gradient(_ kind: FlowKind) -> VelocityGradient {
    let own = ownComponents(kind)
    switch kind {
    case .rest: return .zero
    case .simpleShear, .compoundShear:
      let frame = boxes.rotation()
      return Self.normalized(frame * own * frame.transposed)
    default:
      let frame = skewFrame()
      return Self.normalized(frame * own * frame.inverse)
    }
  }

  /// A rotation of unit columns that are tilted towards each other.
  mutating func skewFrame() -> Tensor3 {
    let tilt = Tensor3(columns: boxes.vector(0.3), boxes.vector(0.3), boxes.vector(0.3))
    return boxes.rotation() * (Tensor3.identity + tilt)
  }

  private mutating func ownComponents(_ kind: FlowKind) -> Tensor3 {
    let (rate, other) = (boxes.uniform(0.5, 1), boxes.uniform(0.5, 1) * (boxes.coin() ? 1 : -1))
    let sign = boxes.coin() ? 1.0 : -1.0
    switch kind {
    case .rest: return .zero
    case .simpleShear:
      return Tensor3(dyad: Vector3(rate, 0, 0), Vector3(0, 0, other))
    case .compoundShear:
      return Tensor3(rows: Vector3(0, rate, boxes.uniform(-1, 1)), Vector3(0, 0, other), .zero)
    case .planarElongation: return Tensor3(diagonal: Vector3(rate, 0, -rate))
    case .elongation:
      return Tensor3(diagonal: sign * Vector3(rate, 0.4 * other, -rate - 0.4 * other))
    case .axialElongation: return Tensor3(diagonal: Vector3(other, -2 * other, other))
    case .rotation: return Tensor3(rows: Vector3(0, rate, 0), Vector3(-rate, 0, 0), .zero)
    case .spiral:
      let elongation = sign * boxes.uniform(0.1, 1)
      return Tensor3(
        rows: Vector3(elongation, other, 0), Vector3(-other, elongation, 0),
        Vector3(0, 0, -2 * elongation))
    }
  }

  private static func normalized(_ tensor: Tensor3) -> VelocityGradient {
    VelocityGradient((1 / tensor.norm) * tensor)
  }
}
