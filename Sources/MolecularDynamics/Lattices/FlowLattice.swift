internal import Foundation
public import ScaleBridge
public import Tensors

/// A lattice that a homogeneous flow carries along for ever without bringing images together.
///
/// The cell vectors follow ḣ = L h. In the eigenframe L = S D S⁻¹ the lattice is
///
///     h(t) = S e^{Dt} Λ M Bₜ,
///
/// with M the conjugates of a ring of algebraic integers (`IntegerRing`), Λ any diagonal scaling
/// and B the integer matrix of the basis in use. In a cubic field every non-zero point has
/// a coordinate product of at least |det Λ|, which the flow keeps because tr D = 0, so the images
/// stay apart by `guaranteedDistance` for all times, past and future, and under every scaling Λ;
/// a flow with a neutral direction keeps layers apart, and the points in them by the product of
/// two coordinates:
///
/// - three real eigenvalues: the totally real cubic field of discriminant 49, where
///   |y|² ≥ 3 |y₁y₂y₃|^{2/3} in an orthogonal frame;
/// - a complex pair, or a double eigenvalue (uniaxial and biaxial elongation): the complex cubic
///   field of discriminant −23;
/// - eigenvalues (e, −e, 0): layers of the golden-ratio lattice of Kraynik and Reinelt;
/// - (iω, −iω, 0): layers of a hexagonal lattice, whose points move on similar ellipses;
/// - nilpotent L (simple shear in any direction): a cube with faces in the planes that slide and
///   edges along the rows that do; layers and rows never come nearer.
///
/// Only Jordan blocks of a non-zero eigenvalue have no lattice here; near them the guarantee
/// tends to nothing. Flows within 1e-9 of a special kind count as of that kind.
///
/// Rounding does not stay small by itself. An error of a lattice vector in an expanding direction
/// grows as e^{dt}, and so do the integers that combine such vectors: from 1e-16 to order 1
/// within a Hencky strain of about 18. The lattice then is some other one, without guarantee.
/// `restored` puts a cell back on the family S Λ M B: a unit of the ring among the short vectors
/// shows Λ, and the integers B follow by rounding; the cube of a nilpotent flow is put back in the
/// same way on multiples of its edge. Each correction is of rounding size when made
/// at least once in a Hencky strain of 1, and each result has the guarantee, so a run of any
/// length has it.
///
/// - SeeAlso: Kraynik & Reinelt, *Int. J. Multiphase Flow* **18**, 1045 (1992); Dobson, *J. Chem.
///   Phys.* **141**, 184103 (2014), <https://doi.org/10.1063/1.4901276>; Hunt, *Mol. Simul.*
///   **42**, 347 (2016), <https://doi.org/10.1080/08927022.2015.1051043>; Dobson et al. for
///   uniaxial flow with one automorphism, <https://arxiv.org/abs/2110.08342>. The bounds in skewed
///   frames and the restoration: derived.
public struct FlowLattice: Sendable, Hashable, Codable {
  /// What kind of flow a lattice was made for.
  public let kind: FlowKind

  /// The shortest distance between images for all times, in units of the cube root of the volume.
  public let guaranteedDistance: Double

  /// The least guaranteed distance that a lattice is worth making for, in the same units.
  public static let leastGuarantee = 0.3

  /// The flow's own directions as columns: scaled eigenvectors, or an orthonormal flag.
  private let frame: Tensor3

  /// Finds the lattice that lives longest under a velocity gradient, and under any multiple of it.
  ///
  /// - Throws: `MicroFailure.unsupportedLoad` if the gradient is not finite, has a trace (beyond
  ///   1e-9 of its norm), or has eigenvectors so close to each other that images would come
  ///   nearer than `leastGuarantee`.
  public init(following gradient: VelocityGradient) throws(MicroFailure) {
    let flow = FlowFrame(of: try Self.normalized(gradient))
    kind = flow.kind
    frame = flow.vectors
    guaranteedDistance = flow.guaranteedDistance
    // Written so that a frame without volume, where nothing is a number, fails too.
    guard guaranteedDistance >= Self.leastGuarantee else {
      throw .unsupportedLoad(
        reason: "two eigenvectors of the velocity gradient \(gradient.tensor.rows) coincide, or "
          + "almost, and no lattice is known whose images such a flow keeps apart for ever.")
    }
  }

  /// A velocity gradient without trace and of norm 1, or zero.
  private static func normalized(_ gradient: VelocityGradient) throws(MicroFailure) -> Tensor3 {
    let tensor = gradient.tensor
    guard tensor.isFinite else {
      throw .unsupportedLoad(reason: "the velocity gradient \(tensor.rows) is not finite.")
    }
    let largest = tensor.components.reduce(0) { max($0, $1.magnitude) }
    guard largest > 0 else { return .zero }
    let scaled = Tensor3(components: tensor.components.map { $0 / largest })
    guard scaled.trace.magnitude <= FlowFrame.tolerance * scaled.norm else {
      throw .unsupportedLoad(
        reason: "the velocity gradient \(tensor.rows) changes the volume: its trace, "
          + "\(tensor.trace), must vanish.")
    }
    let third = scaled.trace / 3
    return (1 / scaled.norm) * (scaled - Tensor3(diagonal: Vector3(third, third, third)))
  }

  /// A cell of the lattice with a volume (in [length³]), in its shortest basis.
  ///
  /// - Throws: `ParameterError` unless the volume is finite, positive and of reasonable extent.
  public func cell(volume: Double) throws(ParameterError) -> SimulationCell {
    let volume = try Double.positive(volume, "volume of the cell")
    guard let ring = kind.ring else {
      let (first, second, third) = frame.columns
      let edge = cbrt(volume)
      return try SimulationCell(
        vectors: Tensor3(columns: edge * first, edge * third, -edge * second))
    }
    var cell = try SimulationCell(vectors: scale(of: volume, in: ring) * (frame * ring.basis))
    cell.reduceBasis()
    return cell
  }

  /// The length of a unit of the frame's coordinates in a cell of a volume, in [length].
  private func scale(of volume: Double, in ring: IntegerRing) -> Double {
    cbrt(volume / (frame.determinant * ring.basis.determinant))
  }

  /// Whether this lattice lives for ever under another gradient as well: under any multiple of
  /// its own and any other flow without trace that has its frame.
  public func follows(_ other: VelocityGradient) -> Bool {
    guard let tensor = try? Self.normalized(other) else { return false }
    let own = frame.inverse * tensor * frame
    var kept: Tensor3
    if let ring = kind.ring {
      kept = ring.product(nearest: own)
      if ring.isLayered { kept[0, 0] = 0 }
    } else {
      kept = own.strictlyUpperPart
    }
    return (tensor - frame * kept * frame.inverse).norm <= FlowFrame.tolerance
  }

  /// The cell of this lattice that a cell is but for rounding: the same basis with all errors
  /// removed that the flow would let grow, at a given volume (in [length³]).
  ///
  /// - Returns: nil if the cell is not of this lattice.
  public func restored(_ cell: SimulationCell, volume: Double) -> SimulationCell? {
    var coordinates = cell
    coordinates.deform(by: frame.inverse)
    guard let basis = exactBasis(of: coordinates, volume: volume) else { return nil }
    let exact = frame * basis
    let multiples = exact.inverse * cell.vectors
    let whole = Tensor3(components: multiples.components.map { $0.rounded() })
    guard (multiples - whole).norm < Self.recognition else { return nil }
    return try? SimulationCell(vectors: exact * whole)
  }

  /// A basis without rounding errors of what a lattice is in the coordinates of the frame.
  private func exactBasis(of lattice: SimulationCell, volume: Double) -> Tensor3? {
    guard let ring = kind.ring else {
      return CubeOfRows.basis(of: lattice, edge: cbrt(volume))
    }
    return ring.factor(of: lattice, scale: scale(of: volume, in: ring))
      .map { ring.product(with: $0) * ring.basis }
  }

  /// How far, relatively, a lattice may have strayed to be recognised: all that identifies it are
  /// whole numbers, so not far.
  static let recognition = 1e-3
}
