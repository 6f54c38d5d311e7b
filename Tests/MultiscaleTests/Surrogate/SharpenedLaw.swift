import ScaleBridge

/// A law that asks another more precisely than it is asked itself: fewer calls that cost more each.
struct SharpenedLaw<Inner: ConstitutiveLaw>: ConstitutiveLaw {
  var inner: Inner
  /// The factor by which half-widths are smaller.
  let sharpness: Double

  mutating func respond(
    to loads: [Inner.Load], within precision: Precision
  ) async throws -> [Estimate<Inner.Response>] {
    try await inner.respond(
      to: loads,
      within: Precision(
        absolute: precision.absolute / sharpness, relative: precision.relative / sharpness,
        judged: precision.judged))
  }
}
