internal import NumericalMethods
public import ScaleBridge
public import Tensors

/// Conduction through a rapidly varying medium, asked at a place: J = −A*(x) ∇u with the effective
/// tensor of a cell cut out around the place.
///
/// A cell is solved for all directions when its place is first asked; places that see the same cell
/// share it. In a random medium cells of several realisations are solved at every place. A
/// realisation is one source of error, shared by all places, as in the medium itself.
public struct MediumLaw: ConstitutiveLaw {
  /// The medium.
  public let medium: RapidMedium

  /// The cells.
  public let cell: SamplingCell

  /// The realisations sampled at every place.
  public let realizations: Int

  /// What is answered.
  public let averaging: Averaging

  /// How cells are solved.
  public let settings: SolverSettings

  /// What was spent so far.
  public private(set) var cost = Cost.zero

  /// The cells solved so far.
  public private(set) var cells = 0

  /// The most bytes that one cell took.
  public private(set) var bytes = 0

  /// What a cell is taken to tell of the medium.
  public enum Averaging: Sendable {
    /// The effective tensor.
    case effective
    /// The arithmetic mean of the coefficient, which no flux has to obey.
    case arithmetic
  }

  private var known: [Vector3: [Tensor3]] = [:]
  private var measured: [Vector3: CellMeasurement] = [:]

  /// Creates a law.
  ///
  /// - Parameter realizations: of a random medium; others need one.
  public init(
    _ medium: RapidMedium, sampledBy cell: SamplingCell, realizations: Int = 1,
    averaging: Averaging = .effective, settings: SolverSettings = SolverSettings()
  ) {
    self.medium = medium
    self.cell = cell
    self.realizations = medium.isRandom ? max(1, realizations) : 1
    self.averaging = averaging
    self.settings = settings
  }

  /// The same law without what it remembers.
  public var fresh: MediumLaw { sampled(by: cell) }

  /// A law of other cells in the same medium.
  public func sampled(by cell: SamplingCell) -> MediumLaw {
    MediumLaw(
      medium, sampledBy: cell, realizations: realizations, averaging: averaging,
      settings: settings)
  }

  /// The law whose cells know the medium far better, to judge this one by; nil where this one has no
  /// error but that of its voxels, and for random media.
  ///
  /// The resonance of these cells with the period falls with three orders of ε/δ more, and their slow
  /// variable is frozen.
  public var reference: MediumLaw? { cell.reference(in: medium).map(sampled) }

  /// The place that stands for all that see the same cell.
  private func key(_ position: Vector3) -> Vector3 {
    !medium.drifts && cell.isWhole(in: medium) ? .zero : position
  }

  /// The first realisation's cell at a place that was asked; nil at others.
  public func measurement(at position: Vector3) -> CellMeasurement? { measured[key(position)] }

  /// The effective tensors of all realisations at a place.
  ///
  /// - Throws: `MicroFailure` where a cell has no solution, `CancellationError`.
  public mutating func tensors(at position: Vector3) throws -> [Tensor3] {
    let key = key(position)
    if let tensors = known[key] { return tensors }
    try Task.checkCancellation()
    var tensors: [Tensor3] = []
    do {
      for realization in 0..<realizations {
        let sample = try SampledCell(
          of: medium, cell, around: position, realization: realization)
        let answer =
          averaging == .effective ? try sample.solve(settings) : sample.arithmeticMean
        if realization == 0 { measured[key] = answer }
        tensors.append(answer.tensor)
        cost += Cost(
          steps: answer.steps, particleSteps: answer.steps * sample.tensors.count,
          seconds: answer.seconds)
        bytes = max(bytes, answer.bytes)
      }
    } catch {
      throw MicroFailure.infeasibleState(reason: error.description)
    }
    cells += realizations
    known[key] = tensors
    return tensors
  }

  /// Answers with the flux of every gradient at its place.
  ///
  /// - Throws: `MicroFailure` where a cell has no solution.
  public mutating func respond(
    to loads: [Located<ThermalLoad>], within precision: Precision
  ) async throws -> [Estimate<HeatFlux>] {
    var answers: [Estimate<HeatFlux>] = []
    for place in loads {
      let before = cost
      let tensors = try tensors(at: place.position)
      var answer = CellLaw.estimate(tensors, under: place.load.gradient)
      answer.cost = cost - before
      answers.append(answer)
    }
    return answers
  }
}
