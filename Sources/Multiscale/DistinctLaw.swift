public import ScaleBridge
public import Tensors

/// A law that asks equal loads, and mirror images of one another, only once per batch.
///
/// Reflecting space in a coordinate plane maps a material without handedness onto itself, so with
/// R = diag(±1, ±1, ±1)
///
///     σ(R L R) = R σ(L) R.
///
/// The two halves of a symmetric channel then cost one question. Repeated answers keep the error
/// sources of the original: they carry the same noise, mirrored. Derived from frame indifference
/// under improper rotations.
public struct DistinctLaw<Inner: ConstitutiveLaw>: ConstitutiveLaw
where Inner.Load: TensorQuantity, Inner.Response: TensorQuantity {
  /// The law that answers.
  public var inner: Inner

  /// Loads closer than this, relative to the largest of a batch, are equal.
  public let tolerance: Double

  /// Creates a law.
  public init(_ inner: Inner, tolerance: Double = 1e-9) {
    self.inner = inner
    self.tolerance = tolerance
  }

  /// Where the answer to a load is found: which question, seen in which mirror.
  private struct Reference {
    var question: Int
    var mirror: Vector3
    var isFirst: Bool
  }

  /// Asks the distinct loads and hands their answers out.
  public mutating func respond(
    to loads: [Inner.Load], within precision: Precision
  ) async throws -> [Estimate<Inner.Response>] {
    let (questions, references) = distinct(loads)
    let answers = try await inner.respond(to: questions, within: precision)
    return references.map { reference in
      let mirror = reference.mirror
      var answer = answers[reference.question].mapped { $0.mirrored(by: mirror) }
      if !reference.isFirst {
        answer.cost = .zero
        answer.origin = mirror == Self.mirrors[0] ? .duplicate : .mirrorImage
      }
      return answer
    }
  }

  private func distinct(
    _ loads: [Inner.Load]
  ) -> (questions: [Inner.Load], references: [Reference]) {
    let radius = tolerance * (loads.map { $0.tensor.norm }.max() ?? 0)
    var questions: [Inner.Load] = []
    let references = loads.map { load in
      let mirror = Self.mirror(of: load)
      let standard = load.mirrored(by: mirror)
      let known = questions.firstIndex { ($0.tensor - standard.tensor).norm <= radius }
      if known == nil { questions.append(standard) }
      return Reference(
        question: known ?? questions.count - 1, mirror: mirror, isFirst: known == nil)
    }
    return (questions, references)
  }

  /// The reflections that act differently on second-order tensors.
  private static var mirrors: [Vector3] {
    [Vector3(1, 1, 1), Vector3(-1, 1, 1), Vector3(1, -1, 1), Vector3(1, 1, -1)]
  }

  /// The mirror in which a load has its largest components first, counted row by row.
  private static func mirror(of load: Inner.Load) -> Vector3 {
    var best = mirrors[0]
    for candidate in mirrors.dropFirst()
    where load.mirrored(by: best).components.lexicographicallyPrecedes(
      load.mirrored(by: candidate).components)
    {
      best = candidate
    }
    return best
  }
}

extension TensorQuantity {
  /// The image R T R under a reflection R = diag(signs).
  func mirrored(by signs: Vector3) -> Self {
    let mirror = Tensor3(diagonal: signs)
    return Self(mirror * tensor * mirror)
  }
}
