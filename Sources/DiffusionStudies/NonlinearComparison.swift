public import CellProblems
internal import Continuum
internal import Discretization
internal import Tensors

/// Several methods for one nonlinear problem, each with its errors against the resolved solution and its
/// cost.
///
/// The coefficient of the energy is that of the medium under the gradient of the resolved solution.
public struct NonlinearComparison: Sendable {
  /// What a method found and what it cost.
  public struct Outcome: Sendable {
    /// The method: `hmm`, `dns` or `average`.
    public let method: DiffusionMethod
    /// The solution.
    public let solution: NonlinearDiffusion
    /// Processor time, in [s].
    public let seconds: Double
    /// The error against the resolved solution, in energy with the details that a method knows; nil for that
    /// solution itself and where there is none.
    public fileprivate(set) var errorOfDetails: DiffusionError?
  }

  /// The methods that nonlinear media have.
  public static let methods: [DiffusionMethod] = [.hmm, .dns, .average]

  /// What came out, in the order that was asked.
  public private(set) var outcomes: [Outcome] = []

  /// Solves a problem by several methods.
  ///
  /// - Parameters:
  ///   - mesh: the coarse mesh.
  ///   - law: the law of the heterogeneous multiscale method.
  ///   - refinement: fine cells along the edge of a coarse one, for the resolved solution.
  ///   - clock: tells the processor time spent so far, in [s].
  ///   - progress: told which method is at work.
  /// - Throws: `MeshError`, `CellFailure`, `MicroFailure`, `MacroFailure`, `CancellationError`.
  public init(
    of methods: [DiffusionMethod], for problem: HeterogeneousDiffusion, on mesh: MacroMesh,
    asking law: NonlinearMediumLaw, refinement: Int, clock: () -> Double,
    progress: (DiffusionMethod) -> Void
  ) throws {
    for method in methods where Self.methods.contains(method) {
      progress(method)
      let start = clock()
      let (grid, asked) = try Self.means(method, mesh, law, refinement)
      let solution = try NonlinearDiffusion(problem, on: grid, asking: asked)
      outcomes.append(Outcome(method: method, solution: solution, seconds: clock() - start))
    }
    guard let resolved = self[.dns]?.solution else { return }
    let medium = problem.medium
    for index in outcomes.indices where outcomes[index].method != .dns {
      outcomes[index].errorOfDetails = DiffusionError(
        of: outcomes[index].solution.detailedJet, against: resolved.jet,
        on: problem.problem.lattice(cells: resolved.mesh.cells),
        coefficient: { position in
          let material = medium.material(slow: position, fast: position / medium.period)
          let slope = resolved.jet(at: position).gradient.norm
          return Tensor3(diagonal: Vector3(repeating: material.coefficient(slope)))
        })
    }
  }

  /// The mesh and the law of a method.
  private static func means(
    _ method: DiffusionMethod, _ mesh: MacroMesh, _ law: NonlinearMediumLaw, _ refinement: Int
  ) throws -> (MacroMesh, NonlinearMediumLaw) {
    func sampled(_ averaging: NonlinearMediumLaw.Averaging) throws -> NonlinearMediumLaw {
      try NonlinearMediumLaw(
        law.medium, sampledBy: law.cell, averaging: averaging, settings: law.settings)
    }
    guard method == .dns else { return (mesh, try sampled(method == .hmm ? .cells : .arithmetic)) }
    let shapes: [CellShape] = [.line, .quadrilateral, .hexahedron]
    let fine = MacroMesh(
      cells: mesh.cells.map { $0 * refinement }, shape: shapes[mesh.cells.count - 1], order: 1)
    return (fine, try sampled(.none))
  }

  /// The outcome of a method; nil where it was not asked.
  public subscript(method: DiffusionMethod) -> Outcome? {
    outcomes.first { $0.method == method }
  }
}
