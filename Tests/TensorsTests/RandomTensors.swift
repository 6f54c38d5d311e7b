import NumericalMethods
import Tensors

extension RandomStream {
  /// A stream for one test.
  init(test: String) { self.init(StreamName(seed: 4711, purpose: test)) }

  /// A vector of independent normal components.
  mutating func vector() -> Vector3 { Vector3(normal(), normal(), normal()) }

  /// A tensor of independent normal components.
  mutating func tensor() -> Tensor3 { Tensor3(columns: vector(), vector(), vector()) }
}

/// The largest difference of two tensors in magnitude, component by component.
func difference(_ left: Tensor3, _ right: Tensor3) -> Double {
  zip(left.components, right.components).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
