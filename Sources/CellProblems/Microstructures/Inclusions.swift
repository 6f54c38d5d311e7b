internal import Foundation
public import NumericalMethods
public import Tensors

/// Equal disks (cylinders across the plane) or spheres in a matrix: phase 1 in phase 0.
public struct Inclusions: Microstructure {
  /// The edges of the period, shape [d], in [length].
  public let lengths: [Double]
  /// The number of phases.
  public let phaseCount = 2

  /// The centres, shape [n].
  public let centres: [Vector3]

  /// The common radius, in [length].
  public let radius: Double

  private let bins: Bins

  /// The regular arrays.
  public enum Array: String, Sendable, CaseIterable {
    /// Cylinders in a square array.
    case square
    /// Cylinders in a hexagonal array, two in a rectangle of edges 1 and √3.
    case hexagonal
    /// Spheres in a simple cubic array.
    case simpleCubic
    /// Spheres in a body-centred cubic array.
    case bodyCentredCubic
    /// Spheres in a face-centred cubic array.
    case faceCentredCubic

    /// The edges of the period and the centres in units of them.
    fileprivate var cell: (lengths: [Double], places: [Vector3]) {
      let middle = Vector3(0.5, 0.5, 0.5)
      switch self {
      case .square: return ([1, 1], [Vector3(0.5, 0.5, 0)])
      case .hexagonal:
        return ([1, 3.0.squareRoot()], [Vector3(0.25, 0.25, 0), Vector3(0.75, 0.75, 0)])
      case .simpleCubic: return ([1, 1, 1], [middle])
      case .bodyCentredCubic: return ([1, 1, 1], [.zero, middle])
      case .faceCentredCubic:
        return (
          [1, 1, 1], [.zero, Vector3(0, 0.5, 0.5), Vector3(0.5, 0, 0.5), Vector3(0.5, 0.5, 0)]
        )
      }
    }

    /// The number of dimensions.
    public var dimension: Int { cell.lengths.count }

    /// The share of the volume at which neighbours touch.
    public var densestShare: Double {
      switch self {
      case .square: .pi / 4
      case .hexagonal: .pi / (2 * 3.0.squareRoot())
      case .simpleCubic: .pi / 6
      case .bodyCentredCubic: .pi * 3.0.squareRoot() / 8
      case .faceCentredCubic: .pi * 2.0.squareRoot() / 6
      }
    }
  }

  /// A regular array that fills a share of the volume.
  ///
  /// - Throws: `CellFailure.infeasible` where inclusions would overlap.
  public init(_ array: Array, share: Double) throws(CellFailure) {
    guard share > 0, share <= array.densestShare else {
      throw .infeasible(
        reason: "inclusions of this array touch at a share of \(array.densestShare)")
    }
    let (lengths, places) = array.cell
    let edges = Vector3(lengths[0], lengths[1], lengths.count == 3 ? lengths[2] : 0)
    let volume = share * lengths.reduce(1, *) / Double(places.count)
    self.init(
      lengths: lengths, centres: places.map { $0 * edges },
      radius: Self.radius(volume: volume, dimension: lengths.count))
  }

  /// Inclusions placed one after the other at random where they do not overlap.
  ///
  /// - Throws: `CellFailure.infeasible` where no place is left after many trials.
  public static func random(
    count: Int, share: Double, dimension: Int, stream: inout RandomStream
  ) throws(CellFailure) -> Inclusions {
    let radius = radius(volume: share / Double(count), dimension: dimension)
    let lengths = [Double](repeating: 1, count: dimension)
    var centres: [Vector3] = []
    var trials = 0
    while centres.count < count {
      trials += 1
      guard trials < 2000 * count else {
        throw .infeasible(
          reason: "after \(trials) trials \(centres.count) of \(count) inclusions have a place; "
            + "a share below \(dimension == 2 ? "0.5" : "0.35") can be filled at random")
      }
      let place = Vector3(
        stream.uniform(), stream.uniform(), dimension == 3 ? stream.uniform() : 0)
      let isFree = centres.allSatisfy { other in
        let step = place - other
        return (step - step.rounded(.toNearestOrEven)).norm >= 2 * radius
      }
      if isFree { centres.append(place) }
    }
    return Inclusions(lengths: lengths, centres: centres, radius: radius)
  }

  private static func radius(volume: Double, dimension: Int) -> Double {
    dimension == 2 ? (volume / .pi).squareRoot() : cbrt(3 * volume / (4 * .pi))
  }

  private init(lengths: [Double], centres: [Vector3], radius: Double) {
    self.lengths = lengths
    self.centres = centres
    self.radius = radius
    bins = Bins(lengths: lengths, centres: centres, reach: radius)
  }

  /// The phase at a point of the period, counted from 0.
  public func phase(at point: Vector3) -> Int {
    let limit = radius * radius
    for index in bins.near(point) {
      var step = point - centres[index]
      for axis in lengths.indices {
        step[axis] -= lengths[axis] * (step[axis] / lengths[axis]).rounded()
      }
      if step.dot(step) < limit { return 1 }
    }
    return 0
  }
}

/// Which inclusions may reach into which part of the period.
private struct Bins: Sendable {
  private let counts: [Int]
  private let lengths: [Double]
  private var members: [[Int]]

  init(lengths: [Double], centres: [Vector3], reach: Double) {
    let perEdge = max(1, Int(pow(Double(centres.count), 1 / Double(lengths.count))))
    counts = lengths.map { max(1, min(Int($0 / (2 * reach)), 2 * perEdge)) }
    self.lengths = lengths
    members = [[Int]](repeating: [], count: counts.reduce(1, *))
    for (index, centre) in centres.enumerated() {
      var places = [0]
      for axis in lengths.indices {
        let width = lengths[axis] / Double(counts[axis])
        let low = Int(((centre[axis] - reach) / width).rounded(.down))
        let high = Int(((centre[axis] + reach) / width).rounded(.down))
        let wrapped = Set((low...high).map { ($0 % counts[axis] + counts[axis]) % counts[axis] })
        places = places.flatMap { place in wrapped.sorted().map { place * counts[axis] + $0 } }
      }
      for place in places { members[place].append(index) }
    }
  }

  func near(_ point: Vector3) -> [Int] {
    var place = 0
    for axis in counts.indices {
      let index = Int(point[axis] / lengths[axis] * Double(counts[axis]))
      place = place * counts[axis] + min(max(index, 0), counts[axis] - 1)
    }
    return members[place]
  }
}
