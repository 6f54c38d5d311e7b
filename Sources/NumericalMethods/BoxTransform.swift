@unsafe @preconcurrency internal import CFFTW
internal import Synchronization

/// Sine and cosine transforms of real fields on the nodes of a box, in place.
///
/// Along an axis of n + 1 nodes, of which the first and the last lie on the boundary,
///
///     cosine:  X_k = x_0 + (−1)^k x_n + 2 Σ_{r=1}^{n−1} x_r cos(π k r/n),   k = 0 … n
///     sine:    X_k = 2 Σ_{r=1}^{n−1} x_r sin(π k r/n),                      k = 1 … n − 1
///
/// which are the transforms of even and odd periodic extensions of period 2n. Each is its own
/// inverse up to the factor 2n. Sine transforms leave the values on the boundary alone.
///
/// - SeeAlso: Strang, *SIAM Rev.* **41**, 135 (1999), <https://doi.org/10.1137/S0036144598336745>;
///   Frigo & Johnson, *Proc. IEEE* **93**, 216 (2005), <https://doi.org/10.1109/JPROC.2004.840301>.
@safe
public final class BoxTransform: @unchecked Sendable {
  /// The waves along an axis.
  public enum Wave: Sendable, Hashable {
    /// Waves that vanish at both ends.
    case sine
    /// Waves whose slope vanishes at both ends.
    case cosine
  }

  /// The number of nodes in every direction, shape [d], the last direction fastest.
  public let shape: [Int]

  /// The waves in every direction, shape [d].
  public let waves: [Wave]

  /// What a transform followed by itself multiplies the values by.
  public let normalization: Double

  private let start: Int
  private let plan: fftw_plan

  /// Plans the transform.
  ///
  /// - Parameters:
  ///   - shape: the nodes in every direction, those on the boundary included.
  ///   - components: how many fields follow each other in memory.
  /// - Precondition: at least three nodes and one kind of wave in every direction.
  public init(shape: [Int], waves: [Wave], components: Int) {
    precondition(
      shape.count == waves.count && shape.allSatisfy { $0 > 2 } && components > 0,
      "a box has nodes inside")
    self.shape = shape
    self.waves = waves
    normalization = shape.reduce(1) { $0 * 2 * Double($1 - 1) }
    let extents = zip(shape, waves).map { CInt($1 == .sine ? $0 - 2 : $0) }
    let nodes = shape.map(CInt.init)
    let kinds = waves.map { $0 == .sine ? FFTW_RODFT00 : FFTW_REDFT00 }
    start = zip(shape, waves).reduce(0) { $0 * $1.0 + ($1.1 == .sine ? 1 : 0) }
    let count = shape.reduce(1, *)
    let scratch = UnsafeMutablePointer<Double>.allocate(capacity: components * count)
    defer { unsafe scratch.deallocate() }
    let first = unsafe scratch + start
    let flags = UInt32(FFTW_ESTIMATE) | UInt32(FFTW_UNALIGNED)
    let address = FourierTransform.planner.withLock { _ in
      unsafe UInt(
        bitPattern: fftw_plan_many_r2r(
          CInt(shape.count), extents, CInt(components), first, nodes, 1, CInt(count), first, nodes,
          1, CInt(count), kinds, flags))
    }
    guard let made = unsafe fftw_plan(bitPattern: address) else {
      preconditionFailure("FFTW could not plan a transform of a box of shape \(shape)")
    }
    unsafe plan = made
  }

  deinit {
    FourierTransform.planner.withLock { _ in unsafe fftw_destroy_plan(plan) }
  }

  /// Transforms fields in place.
  ///
  /// - Parameter fields: the values, shape [components, n₁ + 1, …, n_d + 1], flat.
  /// - Complexity: O(N log N).
  @unsafe
  public func apply(to fields: UnsafeMutablePointer<Double>) {
    unsafe fftw_execute_r2r(plan, fields + start, fields + start)
  }
}
