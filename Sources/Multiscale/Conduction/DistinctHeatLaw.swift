internal import Foundation
public import ScaleBridge
public import Tensors

/// Which turns and reflections of space leave a conducting material as it is.
public enum MaterialSymmetry: String, Sendable, Codable, CaseIterable {
  /// Every one: a liquid, a glass, an untextured polycrystal.
  case isotropic
  /// Reflections in the coordinate planes: a crystal or laminate with its axes along x, y and z.
  case orthotropic
  /// The inversion of space: every crystal with a centre, however it is turned.
  case centrosymmetric
}

/// A law of heat conduction that asks equal loads, and loads that a symmetry of the material makes
/// equal, only once per batch.
///
/// For every symmetry Q of the material
///
///     J(T, Q g) = Q J(T, g),
///
/// so that in an isotropic one only the magnitude of the gradient matters. Repeated answers keep
/// the error sources of the original: they carry the same noise, turned. Derived from frame
/// indifference.
public struct DistinctHeatLaw<Inner: ConstitutiveLaw>: ConstitutiveLaw
where Inner.Load == ThermalLoad, Inner.Response == HeatFlux {
  /// The law that answers.
  public var inner: Inner

  /// The symmetry of the material.
  public let symmetry: MaterialSymmetry

  /// Loads closer than this, relative to the largest of a batch, are equal.
  public let tolerance: Double

  /// Creates a law.
  public init(_ inner: Inner, symmetry: MaterialSymmetry, tolerance: Double = 1e-9) {
    self.inner = inner
    self.symmetry = symmetry
    self.tolerance = tolerance
  }

  /// Asks the distinct loads and hands their answers out.
  public mutating func respond(
    to loads: [ThermalLoad], within precision: Precision
  ) async throws -> [Estimate<HeatFlux>] {
    let turns = loads.map { Self.turn($0.gradient.vector, symmetry) }
    let standard = zip(loads, turns).map { load, turn in
      ThermalLoad(
        temperature: load.temperature,
        gradient: TemperatureGradient(turn * load.gradient.vector))
    }
    var questions = DistinctLoads(standard, tolerance: tolerance)
    let places = standard.map { questions.place(of: $0) }
    let answers = try await inner.respond(to: questions.loads, within: precision)
    var isAnswered = Array(repeating: false, count: answers.count)
    return zip(places, turns).map { place, turn in
      var answer = answers[place].mapped { HeatFlux(turn.transposed * $0.vector) }
      if isAnswered[place] {
        answer.cost = .zero
        answer.origin = turn == .identity ? .duplicate : .mirrorImage
      }
      isAnswered[place] = true
      return answer
    }
  }

  /// The symmetry that brings a gradient into its standard position.
  private static func turn(_ gradient: Vector3, _ symmetry: MaterialSymmetry) -> Tensor3 {
    switch symmetry {
    case .isotropic: return reflection(of: gradient)
    case .orthotropic:
      return Tensor3(
        diagonal: Vector3(
          gradient.x < 0 ? -1 : 1, gradient.y < 0 ? -1 : 1, gradient.z < 0 ? -1 : 1))
    case .centrosymmetric:
      let first = [gradient.x, gradient.y, gradient.z].first { $0 != 0 } ?? 0
      return first < 0 ? -Tensor3.identity : .identity
    }
  }

  /// The reflection that takes a vector to the positive x axis.
  ///
  /// - SeeAlso: Householder, *J. ACM* **5**, 339 (1958), <https://doi.org/10.1145/320941.320947>.
  private static func reflection(of vector: Vector3) -> Tensor3 {
    let length = vector.norm
    guard length > 0 else { return .identity }
    let normal = vector / length - Vector3(1, 0, 0)
    let square = normal.dot(normal)
    // Too close to tell: within rounding of the axis already.
    guard square > 1e-30 else { return .identity }
    return Tensor3.identity - (2 / square) * Tensor3(dyad: normal, normal)
  }
}

/// Loads of which no two are closer than a tolerance, found again in constant time. Definition.
private struct DistinctLoads {
  private(set) var loads: [ThermalLoad] = []

  /// How far equal loads may be apart in temperature and in each component of the gradient.
  private let radii: [Double]
  private var places: [[Int]: [Int]] = [:]

  init(_ all: [ThermalLoad], tolerance: Double) {
    let temperature = all.reduce(0) { max($0, $1.temperature.magnitude) }
    let gradient = all.reduce(0) { max($0, $1.gradient.vector.norm) }
    radii = [temperature, gradient, gradient, gradient].map {
      max(tolerance * $0, .leastNormalMagnitude)
    }
  }

  /// The place of the load that is equal to a given one, which is added where there is none.
  mutating func place(of load: ThermalLoad) -> Int {
    let scaled = zip(load.components, radii).map { $0 / $1 }
    // Boxes four radii wide: whatever is near lies in the same box or the nearer neighbour.
    let own = scaled.map { Int(($0 / 4).rounded(.down)) }
    let other = scaled.map { Int(($0 / 4).rounded()) }
    for choice in 0..<16 {
      let key = (0..<4).map { axis in
        guard choice >> axis & 1 == 1 else { return own[axis] }
        return other[axis] > own[axis] ? own[axis] + 1 : own[axis] - 1
      }
      let found = places[key]?.first { candidate in
        zip(zip(loads[candidate].components, load.components), radii).allSatisfy {
          ($0.0 - $0.1).magnitude <= $1
        }
      }
      if let found { return found }
    }
    loads.append(load)
    places[own, default: []].append(loads.count - 1)
    return loads.count - 1
  }
}
