@unsafe @preconcurrency internal import CFFTW
internal import Synchronization

/// Multiplies periodic real fields by a function of the wave vector, in place.
///
/// The transforms of `FourierTransform`, forward and backward, with the multiplication between
/// them. Doing all three together spares most passes over memory: planes are transformed while
/// they are in the cache, and lines along the first axis are transformed, multiplied and
/// transformed back before the next ones are touched. Plans are estimated and work is cut into
/// shares that do not depend on the threads, so results have the same bits in every run.
///
/// - SeeAlso: Frigo & Johnson, *Proc. IEEE* **93**, 216 (2005),
///   <https://doi.org/10.1109/JPROC.2004.840301>.
@safe
public final class FourierFilter: @unchecked Sendable {
  /// The number of grid points in every direction, shape [d], the last direction fastest.
  public let shape: [Int]

  /// How many fields are filtered together.
  public let components: Int

  /// Stored wave vectors of a plane: n₂ ⋯ (n_d/2 + 1).
  public let lines: Int

  private let plane: Int
  private let planeForward: fftw_plan
  private let planeBackward: fftw_plan
  private let lineForward: fftw_plan
  private let lineBackward: fftw_plan
  private let spectrum: UnsafeMutablePointer<fftw_complex>

  /// So many lines are worked on at a time.
  private static let bundle = 16

  /// Plans the transforms and reserves the spectrum.
  ///
  /// - Parameters:
  ///   - shape: the grid, shape [d], the last direction fastest.
  ///   - components: how many fields are filtered together.
  /// - Precondition: at least two directions, every extent positive, at least one component.
  public init(shape: [Int], components: Int) {
    precondition(shape.count > 1 && shape.allSatisfy { $0 > 0 }, "a grid of two directions or more")
    precondition(components > 0, "at least one field")
    self.shape = shape
    self.components = components
    plane = shape.dropFirst().reduce(1, *)
    lines = shape.dropFirst().dropLast().reduce(1, *) * (shape[shape.count - 1] / 2 + 1)
    unsafe spectrum = fftw_alloc_complex(components * shape[0] * lines)
    let plans = unsafe Self.plans(shape: shape, plane: plane, spectrum: spectrum)
    (unsafe planeForward, unsafe planeBackward) = unsafe (plans[0], plans[1])
    (unsafe lineForward, unsafe lineBackward) = unsafe (plans[2], plans[3])
  }

  deinit {
    FourierTransform.planner.withLock { _ in
      unsafe fftw_destroy_plan(planeForward)
      unsafe fftw_destroy_plan(planeBackward)
      unsafe fftw_destroy_plan(lineForward)
      unsafe fftw_destroy_plan(lineBackward)
    }
    unsafe fftw_free(spectrum)
  }

  /// Filters the fields in place.
  ///
  /// The multiplication gets the coefficients of some lines along the first axis, shape
  /// [components, lines, n₁], flat, the first axis fastest, with the numbers of the lines among
  /// all `lines` of a plane of the spectrum. It must divide by N = n₁ ⋯ n_d, which the transforms
  /// leave to it.
  ///
  /// - Parameters:
  ///   - fields: the values, shape [components, n₁, …, n_d], flat.
  ///   - team: who shares the work.
  ///   - multiply: multiplies the coefficients.
  /// - Precondition: nobody else uses this filter at the same time.
  /// - Complexity: O(N log N).
  @unsafe
  public func apply(
    to fields: UnsafeMutablePointer<Double>, team: WorkTeam,
    multiply: @Sendable (Range<Int>, inout MutableSpan<Complex>) -> Void
  ) {
    let planes = components * shape[0]
    let work = unsafe Work(filter: self, fields: fields)
    team.forEachShare { share in
      for index in WorkTeam.range(of: share, in: planes) { work.forward(plane: index) }
    }
    team.forEachShare { share in
      let range = WorkTeam.range(of: share, in: lines)
      var scratch = Scratch(count: components * Self.bundle * shape[0])
      for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.bundle) {
        let bundle = start..<min(start + Self.bundle, range.upperBound)
        work.filter(bundle, &scratch, multiply)
      }
    }
    team.forEachShare { share in
      for index in WorkTeam.range(of: share, in: planes) { work.backward(plane: index) }
    }
  }

  /// The plans for a plane, forward and backward, and for a line, forward and backward.
  ///
  /// Planes of an even number of values all start at addresses that vector instructions like.
  private static func plans(
    shape: [Int], plane: Int, spectrum: UnsafeMutablePointer<fftw_complex>
  ) -> [fftw_plan] {
    let extents = shape.dropFirst().map(CInt.init)
    let rank = CInt(extents.count)
    let flags = UInt32(FFTW_ESTIMATE) | (plane.isMultiple(of: 2) ? 0 : UInt32(FFTW_UNALIGNED))
    let real = unsafe fftw_alloc_real(plane)
    let line = unsafe fftw_alloc_complex(shape[0])
    defer {
      unsafe fftw_free(real)
      unsafe fftw_free(line)
    }
    let length = CInt(shape[0])
    let addresses = FourierTransform.planner.withLock { _ in
      unsafe [
        fftw_plan_dft_r2c(rank, extents, real, spectrum, flags),
        fftw_plan_dft_c2r(rank, extents, spectrum, real, flags),
        fftw_plan_dft_1d(length, line, line, FFTW_FORWARD, UInt32(FFTW_ESTIMATE)),
        fftw_plan_dft_1d(length, line, line, FFTW_BACKWARD, UInt32(FFTW_ESTIMATE)),
      ].map { UInt(bitPattern: $0) }
    }
    return unsafe addresses.map { address in
      guard let plan = unsafe fftw_plan(bitPattern: address) else {
        preconditionFailure("FFTW could not plan a filter of shape \(shape)")
      }
      return unsafe plan
    }
  }
}

extension FourierFilter {
  /// One application, shared by threads that touch different planes or lines.
  @safe fileprivate struct Work: @unchecked Sendable {
    let filter: FourierFilter
    let fields: UnsafeMutablePointer<Double>

    func forward(plane index: Int) {
      unsafe fftw_execute_dft_r2c(
        filter.planeForward, fields + index * filter.plane, filter.spectrum + index * filter.lines)
    }

    func backward(plane index: Int) {
      unsafe fftw_execute_dft_c2r(
        filter.planeBackward, filter.spectrum + index * filter.lines, fields + index * filter.plane)
    }

    func filter(
      _ range: Range<Int>, _ scratch: inout Scratch,
      _ multiply: (Range<Int>, inout MutableSpan<Complex>) -> Void
    ) {
      let length = filter.shape[0]
      let count = filter.components * range.count
      unsafe move(range) { line, step, source in
        unsafe scratch.complex[line * length + step] = source.pointee
      }
      for line in 0..<count {
        let start = unsafe scratch.complex + line * length
        unsafe fftw_execute_dft(filter.lineForward, start, start)
      }
      scratch.withCoefficients(count: count * length) { multiply(range, &$0) }
      for line in 0..<count {
        let start = unsafe scratch.complex + line * length
        unsafe fftw_execute_dft(filter.lineBackward, start, start)
      }
      unsafe move(range) { line, step, target in
        unsafe target.pointee = scratch.complex[line * length + step]
      }
    }

    /// Visits the spectrum of some lines: line, place on it, the coefficient's address.
    @inline(__always)
    private func move(
      _ range: Range<Int>, _ body: (Int, Int, UnsafeMutablePointer<fftw_complex>) -> Void
    ) {
      let (length, lines, width) = (filter.shape[0], filter.lines, range.count)
      for component in 0..<filter.components {
        for step in 0..<length {
          let row =
            unsafe filter.spectrum + ((component * length + step) * lines + range.lowerBound)
          for line in 0..<width { unsafe body(component * width + line, step, row + line) }
        }
      }
    }
  }

  /// Aligned memory for the lines of one share.
  @safe fileprivate struct Scratch: ~Copyable {
    let complex: UnsafeMutablePointer<fftw_complex>

    init(count: Int) { unsafe complex = fftw_alloc_complex(count) }

    deinit { unsafe fftw_free(complex) }

    /// The coefficients as numbers of this project; the layouts are the same.
    mutating func withCoefficients(count: Int, _ body: (inout MutableSpan<Complex>) -> Void) {
      unsafe UnsafeMutableRawPointer(complex).withMemoryRebound(to: Complex.self, capacity: count) {
        var span = unsafe MutableSpan(_unsafeStart: $0, count: count)
        body(&span)
      }
    }
  }
}
