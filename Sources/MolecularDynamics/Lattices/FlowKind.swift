/// The kinds of homogeneous flows without change of volume, by the eigenvalues of their gradient.
public enum FlowKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// No flow.
  case rest
  /// L ≠ 0, L² = 0: planes slide along one direction.
  case simpleShear
  /// L² ≠ 0, L³ = 0: a shear within the planes of a shear.
  case compoundShear
  /// Eigenvalues (e, −e, 0): planar elongation, also mixed with a weaker vorticity.
  case planarElongation
  /// Three different real eigenvalues, none of them zero.
  case elongation
  /// A double eigenvalue with a plane of eigenvectors: uniaxial and biaxial elongation.
  case axialElongation
  /// Eigenvalues (iω, −iω, 0): particles go around on ellipses.
  case rotation
  /// Eigenvalues (a ± iω, −2a): rotation along with an elongation.
  case spiral

  /// The ring whose lattice survives the flow; nil where a cube does.
  var ring: IntegerRing? {
    switch self {
    case .rest, .simpleShear, .compoundShear: nil
    case .planarElongation: .goldenLayers
    case .elongation: .realCubic
    case .axialElongation, .spiral: .complexCubic
    case .rotation: .hexagonalLayers
    }
  }
}
