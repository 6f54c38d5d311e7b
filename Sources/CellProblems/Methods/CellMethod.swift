/// How a box cut out of a medium is made to speak for the medium.
public struct CellMethod: Sendable, Hashable {
  /// What the cell is told on its boundary.
  public var boundary: CellBoundary

  /// Where in the cell energies and gradients are averaged.
  public var average: CellAverage

  /// A term that keeps the boundary's influence near it; nil for none.
  public var regularization: CellRegularization?

  /// A whole period, averaged plainly: no modelling error for periodic media.
  public static let periodic = CellMethod()

  /// Creates a method.
  public init(
    boundary: CellBoundary = .periodic, average: CellAverage = .plain,
    regularization: CellRegularization? = nil
  ) {
    self.boundary = boundary
    self.average = average
    self.regularization = regularization
  }
}

/// The corrector of a screened equation, α w − ∇·(A (G + ∇w)) = 0 with α = ā/ℓ².
///
/// The influence of the boundary decays as exp(−r/ℓ) instead of a power of r. In periodic media the
/// corrector errs by a series in (ε/ℓ)², the effective coefficients, which are energies, by
/// (ε/ℓ)⁴; each step of Richardson's extrapolation in 1/α, with the screening lengths √2 ℓ, 2 ℓ, …,
/// removes a term of the corrector, so that n steps leave (ε/ℓ)^(4(n+1)).
///
/// - SeeAlso: Gloria, *Math. Models Methods Appl. Sci.* **21**, 1601 (2011),
///   <https://doi.org/10.1142/S0218202511005507>; Gloria & Habibi, *Found. Comput. Math.* **16**, 217
///   (2016), <https://doi.org/10.1007/s10208-015-9246-z>, for the extrapolation.
public struct CellRegularization: Sendable, Hashable {
  /// The screening length ℓ, in [length] of the cell.
  public let length: Double

  /// The steps of Richardson's extrapolation.
  public let extrapolations: Int

  /// Creates a regularisation.
  ///
  /// - Precondition: a positive length, 0 to 3 extrapolations.
  public init(length: Double, extrapolations: Int = 0) {
    precondition(length > 0 && (0...3).contains(extrapolations), "a screening length is positive")
    self.length = length
    self.extrapolations = extrapolations
  }
}
