@unsafe @preconcurrency internal import CFFTW
internal import Synchronization

/// A real field on a three-dimensional mesh and its Fourier transform, in memory of their own.
///
/// The transforms are those of `FourierTransform` but for the factor 1/N, which is left out in both
/// directions. Memory is aligned for vector instructions, and nothing is allocated after the start.
/// Rows have at least seven values more than the mesh, so that runs of eight need not wrap around.
/// Plans are estimated, so results have the same bits in every run, and shared by all meshes of a
/// shape.
///
/// - SeeAlso: Frigo & Johnson, *Proc. IEEE* **93**, 216 (2005),
///   <https://doi.org/10.1109/JPROC.2004.840301>.
@safe
public final class MeshTransform: @unchecked Sendable {
  /// The number of mesh points in each direction, the last direction fastest.
  public let shape: SIMD3<Int>

  /// How many values a row of the field has, of which the mesh uses the first n₃.
  public let rowLength: Int

  /// The number of values of the field, n₁ n₂ times the length of a row.
  public var fieldCount: Int { shape.x * shape.y * rowLength }

  /// The number of stored coefficients, n₁ n₂ (n₃/2 + 1).
  public var spectrumCount: Int { shape.x * shape.y * (shape.z / 2 + 1) }

  private let plans: Plans
  private let field: UnsafeMutablePointer<Double>
  private let spectrum: UnsafeMutablePointer<fftw_complex>

  /// Plans of a shape, made once.
  @safe private final class Plans: @unchecked Sendable {
    let forward: fftw_plan
    let backward: fftw_plan

    static let known = Mutex([SIMD3<Int>: Plans]())

    static func of(_ shape: SIMD3<Int>) -> Plans {
      known.withLock { known in
        if let plans = known[shape] { return plans }
        let plans = Plans(shape)
        known[shape] = plans
        return plans
      }
    }

    private init(_ shape: SIMD3<Int>) {
      let row = MeshTransform.rowLength(shape)
      let real = unsafe fftw_alloc_real(shape.x * shape.y * row)
      let complex = unsafe fftw_alloc_complex(shape.x * shape.y * (shape.z / 2 + 1))
      defer {
        unsafe fftw_free(real)
        unsafe fftw_free(complex)
      }
      let extents = [CInt(shape.x), CInt(shape.y), CInt(shape.z)]
      let rows = [CInt(shape.x), CInt(shape.y), CInt(row)]
      let modes = [CInt(shape.x), CInt(shape.y), CInt(shape.z / 2 + 1)]
      let flags = UInt32(FFTW_ESTIMATE)
      let made = FourierTransform.planner.withLock { _ in
        unsafe (
          UInt(
            bitPattern: fftw_plan_many_dft_r2c(
              3, extents, 1, real, rows, 1, 0, complex, modes, 1, 0, flags)),
          UInt(
            bitPattern: fftw_plan_many_dft_c2r(
              3, extents, 1, complex, modes, 1, 0, real, rows, 1, 0, flags))
        )
      }
      guard let forward = unsafe fftw_plan(bitPattern: made.0),
        let backward = unsafe fftw_plan(bitPattern: made.1)
      else { preconditionFailure("FFTW could not plan a mesh of shape \(shape)") }
      (unsafe self.forward, unsafe self.backward) = unsafe (forward, backward)
    }
  }

  /// Reserves a mesh.
  ///
  /// - Precondition: positive extents.
  public init(shape: SIMD3<Int>) {
    precondition(shape.min() > 0, "a mesh has positive extents")
    self.shape = shape
    plans = Plans.of(shape)
    rowLength = Self.rowLength(shape)
    unsafe field = fftw_alloc_real(shape.x * shape.y * rowLength)
    unsafe spectrum = fftw_alloc_complex(shape.x * shape.y * (shape.z / 2 + 1))
  }

  /// Whole vector registers for each row.
  private static func rowLength(_ shape: SIMD3<Int>) -> Int { (shape.z + 14) / 8 * 8 }

  deinit {
    unsafe fftw_free(field)
    unsafe fftw_free(spectrum)
  }

  /// The coefficients from the field, whose values are kept.
  public func forward() { unsafe fftw_execute_dft_r2c(plans.forward, field, spectrum) }

  /// The field from the coefficients, which are lost.
  public func backward() { unsafe fftw_execute_dft_c2r(plans.backward, spectrum, field) }

  /// Shows the field, shape [n₁, n₂, row length], flat.
  @inline(__always)
  public func withField<Result>(_ body: (inout MutableSpan<Double>) -> Result) -> Result {
    var span = unsafe MutableSpan(_unsafeStart: field, count: fieldCount)
    return body(&span)
  }

  /// Shows the coefficients, shape [n₁, n₂, n₃/2 + 1], flat.
  @inline(__always)
  public func withSpectrum<Result>(_ body: (inout MutableSpan<Complex>) -> Result) -> Result {
    unsafe UnsafeMutableRawPointer(spectrum).withMemoryRebound(
      to: Complex.self, capacity: spectrumCount
    ) {
      var span = unsafe MutableSpan(_unsafeStart: $0, count: spectrumCount)
      return body(&span)
    }
  }
}
