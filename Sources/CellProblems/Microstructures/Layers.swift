public import NumericalMethods
public import Tensors

/// Parallel layers across an axis, with sharp interfaces.
public struct Laminate: Microstructure {
  /// The edges of the period, shape [d], in [length].
  public let lengths: [Double]
  /// The number of phases.
  public var phaseCount: Int { ends.count }

  private let axis: Int
  private let ends: [Double]

  /// Layers that fill the given shares of the period, one phase each.
  ///
  /// - Precondition: two shares or more, positive, of sum 1; the axis is one of d = 2 or 3.
  public init(shares: [Double], axis: Int = 0, dimension: Int = 2) {
    precondition(shares.count > 1 && shares.allSatisfy { $0 > 0 }, "layers have a thickness")
    precondition(abs(shares.reduce(0, +) - 1) < 1e-9, "layers fill the period")
    precondition((0..<dimension).contains(axis), "an axis of the cell")
    lengths = Array(repeating: 1, count: dimension)
    self.axis = axis
    ends = shares.indices.map { shares[...$0].reduce(0, +) }
  }

  /// The phase at a point of the period, counted from 0.
  public func phase(at point: Vector3) -> Int {
    ends.firstIndex { point[axis] < $0 } ?? ends.count - 1
  }
}

/// A period cut into equal squares or cubes, each filled with a phase.
public struct Checkerboard: Microstructure {
  /// The edges of the period, shape [d], in [length].
  public let lengths: [Double]
  /// The number of phases.
  public let phaseCount: Int

  private let squares: Int
  private let phases: [Int]

  /// The board of two phases that alternate, 2^d fields to the period.
  public init(dimension: Int = 2) {
    self.init(
      squares: 2, phases: (0..<1 << dimension).map { $0.nonzeroBitCount % 2 }, phaseCount: 2,
      dimension: dimension)
  }

  /// The plane board of four phases, which fill the quadrants north-east, north-west, south-west
  /// and south-east in turn; y points north.
  public static let fourPhases = Checkerboard(
    squares: 2, phases: [2, 1, 3, 0], phaseCount: 4, dimension: 2)

  /// A random board: each field is of the second phase with a probability, independently.
  ///
  /// - Parameters:
  ///   - squares: fields along each edge.
  ///   - share: the probability of the second phase.
  public static func random(
    squares: Int, share: Double, dimension: Int = 2, stream: inout RandomStream
  ) -> Checkerboard {
    let count = (0..<dimension).reduce(1) { product, _ in product * squares }
    let phases = (0..<count).map { _ in stream.uniform() < share ? 1 : 0 }
    return Checkerboard(squares: squares, phases: phases, phaseCount: 2, dimension: dimension)
  }

  /// Fields row by row, the last axis fastest.
  private init(squares: Int, phases: [Int], phaseCount: Int, dimension: Int) {
    lengths = Array(repeating: 1, count: dimension)
    self.squares = squares
    self.phases = phases
    self.phaseCount = phaseCount
  }

  /// The phase at a point of the period, counted from 0.
  public func phase(at point: Vector3) -> Int {
    let index = (0..<dimension).reduce(0) { index, axis in
      let place = Int(point[axis] * Double(squares))
      return index * squares + min(max(place, 0), squares - 1)
    }
    return phases[index]
  }
}
