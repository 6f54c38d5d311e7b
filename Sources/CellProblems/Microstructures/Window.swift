public import Tensors

/// A box cut out of a periodic medium, whatever the periods: `size` periods along each axis.
public struct Window: Microstructure {
  /// The edges of the box, shape [d], in [length].
  public let lengths: [Double]

  /// The medium.
  public let medium: any Microstructure

  /// Where the box begins in the medium, in [length].
  public let origin: Vector3

  /// The number of phases.
  public var phaseCount: Int { medium.phaseCount }

  /// Cuts a box.
  ///
  /// - Precondition: a positive size.
  public init(_ medium: any Microstructure, size: Double, origin: Vector3 = .zero) {
    precondition(size > 0, "a box has positive edges")
    self.medium = medium
    self.origin = origin
    lengths = medium.lengths.map { size * $0 }
  }

  /// The phase at a point of the box, counted from 0.
  public func phase(at point: Vector3) -> Int {
    var place = point + origin
    for axis in lengths.indices {
      let period = medium.lengths[axis]
      place[axis] -= period * (place[axis] / period).rounded(.down)
    }
    return medium.phase(at: place)
  }
}
