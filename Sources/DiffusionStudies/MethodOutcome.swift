public import Continuum
public import Discretization
internal import Tensors

/// What a method found and what it cost.
public struct MethodOutcome: Sendable {
  /// A solution of one of the methods.
  public enum Solution: Sendable {
    /// Macroscopic elements with tensors from cells.
    case sampled(SampledDiffusion)
    /// A field with every detail.
    case resolved(LatticeField)
    /// Multiscale elements.
    case multiscale(MultiscaleElements)

    /// Value and gradient of the macroscopic solution, or of the whole one where there is no other.
    public var plain: DiffusionError.Jets {
      switch self {
      case .sampled(let solution): solution.jet
      case .resolved(let field): field.jet
      case .multiscale(let elements): elements.jet
      }
    }

    /// Value and gradient with all details that are known.
    public var detailed: DiffusionError.Jets {
      if case .sampled(let solution) = self { solution.detailedJet } else { plain }
    }
  }

  /// The method.
  public let method: DiffusionMethod

  /// The unknowns of the global problem.
  public let unknowns: Int

  /// The unknowns of all local problems together.
  public let localUnknowns: Int

  /// Bytes held at a time, about.
  public let bytes: Int

  /// Processor time, in [s].
  public let seconds: Double

  /// The solution.
  public let solution: Solution

  /// The error against the resolved solution; in energy with details.
  public internal(set) var errorOfDetails: DiffusionError?

  /// The error against the homogenized limit, without details.
  public internal(set) var errorOfLimit: DiffusionError?

  init(
    _ method: DiffusionMethod, unknowns: Int, localUnknowns: Int, bytes: Int, seconds: Double,
    _ solution: Solution
  ) {
    self.method = method
    self.unknowns = unknowns
    self.localUnknowns = localUnknowns
    self.bytes = bytes
    self.seconds = seconds
    self.solution = solution
  }
}
