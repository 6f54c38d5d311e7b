public import Discretization
internal import NumericalMethods
public import Tensors

/// A body through which heat is conducted, with all that is known of it without its law:
///
///     ∂e/∂t + ∇·J = s,    ∂e/∂t = c ∂T/∂t,
///
/// in one, two or three dimensions. Where nothing is said a boundary is insulated. In fewer than
/// three dimensions heat flows and powers are per area or per length of what is left out.
/// Any consistent system of units will do.
///
/// - SeeAlso: Carslaw & Jaeger, *Conduction of Heat in Solids*, 2nd edition (1959), sections 1.6
///   and 1.9, for equation and boundary conditions.
public struct ConductingBody: Sendable, Equatable {
  /// The temperatures as finite elements.
  public let space: FiniteElementSpace

  /// The points at which the heat flux is asked.
  public let points: ElementQuadrature

  /// A guess of the conductivity, from which an iteration starts; it never enters a converged
  /// result.
  public let expectedConductivity: Double

  /// ∫ φ_i, with which temperatures at the unknowns add up to an integral, shape [unknowns].
  let volumes: [Double]

  /// ∫ c φ_i φ_j; zero where no heat capacity was given.
  private(set) var capacity: SparseMatrix

  /// ∮ h φ_i φ_j over surfaces that exchange heat.
  private(set) var transfer: SparseMatrix

  /// Heat from sources, imposed fluxes and surroundings, shape [unknowns], in [power].
  private(set) var supply: [Double]

  /// Given temperatures by unknown.
  private(set) var held: [Int: Double] = [:]

  /// What happens at the boundaries, in the order in which it was said.
  private(set) var surfaces: [BodySurface] = []

  /// The temperatures at the beginning, shape [unknowns], in [temperature]; held ones as held.
  public private(set) var initialTemperature: [Double]

  /// Creates an insulated body.
  ///
  /// - Throws: `ParameterError` unless the guess is positive.
  public init(
    _ space: FiniteElementSpace, expectedConductivity: Double, initialTemperature: Double
  ) throws(ParameterError) {
    self.space = space
    points = ElementQuadrature(forFluxIn: space)
    self.expectedConductivity = try .positive(expectedConductivity, "expectedConductivity")
    guard initialTemperature.isFinite else {
      throw ParameterError(
        parameter: "initialTemperature", rule: "finite", value: initialTemperature)
    }
    let exact = ElementQuadrature(space, degree: space.order)
    volumes = exact.load(of: Array(repeating: 1, count: exact.count))
    (capacity, transfer) = (points.emptyMatrix, points.emptyMatrix)
    supply = Array(repeating: 0, count: space.count)
    self.initialTemperature = Array(repeating: initialTemperature, count: space.count)
  }

  /// The volume, area or length, in [length^d].
  public var volume: Double { volumes.reduce(0, +) }
}

extension ConductingBody {
  /// Adds a heat source s, in [power/volume].
  ///
  /// - Parameters:
  ///   - degree: the degree of the quadrature; by default four more than the order of the elements.
  ///   - density: the source at a position in a region.
  public mutating func addSource(
    degree: Int? = nil, _ density: (_ position: Vector3, _ region: Int) -> Double
  ) {
    let rule = ElementQuadrature(space, degree: degree ?? space.order + 4)
    add(rule.load(of: rule.points.indices.map { density(rule.points[$0], rule.regions[$0]) }))
  }

  /// Sets the heat capacity per volume of every region, in [energy/(volume · temperature)].
  ///
  /// - Throws: `ParameterError` unless every one is positive.
  public mutating func setHeatCapacity(
    _ capacity: (_ region: Int) -> Double
  ) throws(ParameterError) {
    var densities: [Double] = []
    for region in space.mesh.regions.indices {
      densities.append(try .positive(capacity(region), "heatCapacity"))
    }
    let rule = ElementQuadrature(space, degree: 2 * space.order)
    var matrix = points.emptyMatrix
    rule.addMass(rule.regions.map { densities[$0] }, to: &matrix)
    self.capacity = matrix
  }

  /// Sets the temperatures at the beginning, in [temperature]; held ones stay.
  public mutating func setInitialTemperature(_ temperature: (Vector3) -> Double) {
    initialTemperature = space.interpolated(temperature)
    for (unknown, value) in held { initialTemperature[unknown] = value }
  }

  /// Holds a boundary at given temperatures, in [temperature] (Dirichlet's condition).
  ///
  /// - Throws: `MeshError` where there is no such boundary.
  public mutating func hold(
    _ boundary: String, at temperature: (Vector3) -> Double
  ) throws(MeshError) {
    for unknown in try space.unknowns(on: boundary) {
      held[unknown] = temperature(space.points[unknown])
      initialTemperature[unknown] = temperature(space.points[unknown])
    }
    let rule = try ElementQuadrature(space, boundary: boundary, degree: 0)
    surfaces.append(BodySurface(boundary, .held(reach: rule.reach)))
  }

  /// Lets a given heat flux enter through a boundary, in [power/area] (Neumann's condition).
  ///
  /// - Throws: `MeshError` where there is no such boundary.
  public mutating func heat(
    _ boundary: String, by flux: (Vector3) -> Double
  ) throws(MeshError) {
    let rule = try ElementQuadrature(space, boundary: boundary, degree: space.order + 4)
    let densities = rule.points.map(flux)
    add(rule.load(of: densities))
    surfaces.append(BodySurface(boundary, .heated(power: rule.integral(of: densities))))
  }

  /// Lets a boundary exchange heat with its surroundings, J·n = h (T − T_a) (Robin's condition).
  ///
  /// - Parameters:
  ///   - coefficient: the coefficient h, in [power/(area · temperature)].
  ///   - surroundings: the temperature T_a, in [temperature].
  /// - Throws: `MeshError` where there is no such boundary.
  public mutating func exchange(
    _ boundary: String, coefficient: Double, surroundings: (Vector3) -> Double
  ) throws(MeshError) {
    let rule = try ElementQuadrature(space, boundary: boundary, degree: space.order + 4)
    let factors = Array(repeating: coefficient, count: rule.count)
    let gains = rule.points.map { coefficient * surroundings($0) }
    rule.addMass(factors, to: &transfer)
    add(rule.load(of: gains))
    surfaces.append(
      BodySurface(
        boundary, .exchanging(weights: rule.load(of: factors), gain: rule.integral(of: gains))))
  }

  private mutating func add(_ load: [Double]) {
    for unknown in load.indices { supply[unknown] += load[unknown] }
  }

  /// Whether each unknown is held, shape [unknowns].
  var isHeld: [Bool] { (0..<space.count).map { held[$0] != nil } }

  /// Whether a constant may be added to the temperature: nothing fixes its level.
  var isAfloat: Bool { held.isEmpty && transfer.values.allSatisfy { $0 == 0 } }

  /// The mean of a temperature over the body.
  func mean(_ temperature: [Double]) -> Double {
    zip(volumes, temperature).reduce(0) { $0 + $1.0 * $1.1 } / volume
  }
}

/// A boundary with what happens there.
struct BodySurface: Sendable, Equatable {
  /// Its name in the mesh.
  let name: String
  let condition: Condition

  init(_ name: String, _ condition: Condition) {
    self.name = name
    self.condition = condition
  }

  /// What happens at a boundary.
  enum Condition: Sendable, Equatable {
    /// Temperatures are given; the measure of the facets around each unknown says how an unknown
    /// that lies on several boundaries is shared among them.
    case held(reach: [Int: Double])
    /// A power enters.
    case heated(power: Double)
    /// The power Σ_i w_i T_i − gain leaves.
    case exchanging(weights: [Double], gain: Double)
  }
}

extension ElementQuadrature {
  /// The measure of the facets around every unknown.
  fileprivate var reach: [Int: Double] {
    var reach: [Int: Double] = [:]
    for point in points.indices {
      for unknown in unknowns[cells[point]] { reach[unknown, default: 0] += weights[point] }
    }
    return reach
  }
}
