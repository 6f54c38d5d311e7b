@unsafe @preconcurrency internal import CFFTW
internal import Synchronization

/// The discrete Fourier transform of real data on a regular grid of any dimension.
///
/// With r the grid index and shape [n₁, …, n_d],
///
///     forward:   X_k = Σ_r x_r exp(−2πi Σ_a k_a r_a / n_a)
///     backward:  x_r = (1/N) Σ_k X_k exp(+2πi Σ_a k_a r_a / n_a),   N = n₁ ⋯ n_d
///
/// so that backward after forward is the identity. Only k_d = 0 … n_d/2 are stored; the others
/// are complex conjugates. Plans are estimated, not measured, so results are the same in every
/// run, and they may be executed by several threads at once.
///
/// - SeeAlso: Frigo & Johnson, *Proc. IEEE* **93**, 216 (2005),
///   <https://doi.org/10.1109/JPROC.2004.840301>.
@safe
public final class FourierTransform: @unchecked Sendable {
  /// The number of grid points in every direction, shape [d], the last direction fastest.
  public let shape: [Int]

  /// The number of real values, N.
  public let count: Int

  /// The number of complex values, n₁ ⋯ n_{d−1} (n_d/2 + 1).
  public let spectrumCount: Int

  private let forwardPlan: fftw_plan
  private let backwardPlan: fftw_plan

  /// FFTW's planner keeps global tables, so plans are made and destroyed one at a time.
  static let planner = Mutex(())

  /// Plans transforms in both directions.
  ///
  /// - Precondition: at least one direction, every extent positive.
  public init(shape: [Int]) {
    precondition(!shape.isEmpty && shape.allSatisfy { $0 > 0 }, "a grid has positive extents")
    self.shape = shape
    count = shape.reduce(1, *)
    spectrumCount = shape.dropLast().reduce(1, *) * (shape[shape.count - 1] / 2 + 1)
    (unsafe forwardPlan, unsafe backwardPlan) = unsafe Self.plans(
      shape: shape, count: count, spectrumCount: spectrumCount)
  }

  /// Plans transforms of a series of the given length.
  public convenience init(count: Int) { self.init(shape: [count]) }

  deinit {
    Self.planner.withLock { _ in
      unsafe fftw_destroy_plan(forwardPlan)
      unsafe fftw_destroy_plan(backwardPlan)
    }
  }

  /// The Fourier coefficients of real data.
  ///
  /// - Parameter values: the data, shape `shape`, flat.
  /// - Returns: the coefficients, shape [n₁, …, n_d/2 + 1], flat.
  /// - Complexity: O(N log N).
  public func forward(_ values: [Double]) -> [Complex] {
    precondition(values.count == count, "as many values as grid points")
    var input = values
    return unsafe [Complex](unsafeUninitializedCapacity: spectrumCount) { buffer, filled in
      unsafe input.withUnsafeMutableBufferPointer { source in
        unsafe fftw_execute_dft_r2c(
          forwardPlan, source.baseAddress, Self.columns(of: buffer.baseAddress))
      }
      filled = spectrumCount
    }
  }

  /// The real data that have the given Fourier coefficients.
  ///
  /// - Parameter spectrum: the coefficients, shape [n₁, …, n_d/2 + 1], flat.
  /// - Returns: the data, shape `shape`, flat.
  /// - Complexity: O(N log N).
  public func backward(_ spectrum: [Complex]) -> [Double] {
    precondition(spectrum.count == spectrumCount, "as many coefficients as are stored")
    let normalization = 1 / Double(count)
    var input = spectrum.map { normalization * $0 }  // a copy: FFTW overwrites its input
    return unsafe [Double](unsafeUninitializedCapacity: count) { buffer, filled in
      unsafe input.withUnsafeMutableBufferPointer { source in
        unsafe fftw_execute_dft_c2r(
          backwardPlan, Self.columns(of: source.baseAddress), buffer.baseAddress)
      }
      filled = count
    }
  }

  /// Both plans, made on scratch arrays; `FFTW_UNALIGNED` allows any array later on.
  private static func plans(
    shape: [Int], count: Int, spectrumCount: Int
  ) -> (fftw_plan, fftw_plan) {
    let extents = shape.map(CInt.init)
    let flags = UInt32(FFTW_ESTIMATE) | UInt32(FFTW_UNALIGNED)
    let real = UnsafeMutablePointer<Double>.allocate(capacity: count)
    let complex = UnsafeMutablePointer<fftw_complex>.allocate(capacity: spectrumCount)
    defer {
      unsafe real.deallocate()
      unsafe complex.deallocate()
    }
    let rank = CInt(shape.count)
    let made = planner.withLock { _ in
      unsafe (
        UInt(bitPattern: fftw_plan_dft_r2c(rank, extents, real, complex, flags)),
        UInt(bitPattern: fftw_plan_dft_c2r(rank, extents, complex, real, flags))
      )
    }
    guard let forward = unsafe fftw_plan(bitPattern: made.0),
      let backward = unsafe fftw_plan(bitPattern: made.1)
    else { preconditionFailure("FFTW could not plan a transform of shape \(shape)") }
    return unsafe (forward, backward)
  }

  /// A pointer to complex numbers as FFTW declares it; the layouts are the same.
  private static func columns(
    of pointer: UnsafeMutablePointer<Complex>?
  ) -> UnsafeMutablePointer<fftw_complex>? {
    unsafe UnsafeMutableRawPointer(pointer)?.assumingMemoryBound(to: fftw_complex.self)
  }
}
