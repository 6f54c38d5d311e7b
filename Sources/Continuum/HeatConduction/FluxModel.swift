internal import Discretization
internal import ScaleBridge
internal import Tensors

/// What the heat flux looks like near the last answers.
///
/// At point q, with the answer J_q to the load (T_q, g_q) and a fitted curve K of its material,
///
///     J(T, g) ≈ J_q − [K(T) g − K(T_q) g_q].
///
/// Where the load is that of the answer the model is exact, so that the curve decides how fast an
/// iteration converges, never where to. Definition.
struct FluxModel: Sendable, Equatable {
  /// The curves in the order of the regions.
  let curves: [ConductivityCurve]

  private let regions: [Int]

  /// J_q + K(T_q) g_q, shape [points].
  private let offsets: [Vector3]

  /// An isotropic conductivity everywhere.
  init(constant: Double, in body: ConductingBody) {
    curves = body.space.mesh.regions.map { _ in ConductivityCurve(constant: constant) }
    regions = body.points.regions
    offsets = Array(repeating: .zero, count: regions.count)
  }

  /// The curves of the materials brought through the answers.
  ///
  /// - Parameter fallback: the curves of materials whose answers show none.
  init(
    _ answers: FluxAnswers, to temperature: [Double], in body: ConductingBody,
    fallback: [ConductivityCurve]
  ) {
    regions = body.points.regions
    let temperatures = body.points.values(of: temperature)
    let gradients = body.points.gradients(of: temperature)
    var members = fallback.map { _ in [Int]() }
    for (point, region) in regions.enumerated() { members[region].append(point) }
    curves = zip(members, fallback).map { points, known in
      let fit = ConductivityFit(
        answers, at: points, temperatures: temperatures, gradients: gradients,
        dimension: body.space.mesh.dimension)
      return fit.curve() ?? known
    }
    offsets = regions.indices.map { [curves, regions] point in
      answers.fluxes[point]
        + curves[regions[point]].tensor(at: temperatures[point]) * gradients[point]
    }
  }

  /// Whether no conductivity depends on the temperature and all tensors are symmetric.
  var isSymmetricConstant: Bool { curves.allSatisfy(\.isSymmetricConstant) }

  /// The fluxes at the points for temperatures and gradients there, shape [points].
  func fluxes(_ temperatures: [Double], _ gradients: [Vector3]) -> [Vector3] {
    regions.indices.map { point in
      offsets[point] - curves[regions[point]].tensor(at: temperatures[point]) * gradients[point]
    }
  }

  /// −∂J/∂g at the points, shape [points].
  func conductivities(_ temperatures: [Double]) -> [Tensor3] {
    regions.indices.map { curves[regions[$0]].tensor(at: temperatures[$0]) }
  }

  /// −∂J/∂T at the points, shape [points].
  func transports(_ temperatures: [Double], _ gradients: [Vector3]) -> [Vector3] {
    regions.indices.map { curves[regions[$0]].slope(at: temperatures[$0]) * gradients[$0] }
  }
}
