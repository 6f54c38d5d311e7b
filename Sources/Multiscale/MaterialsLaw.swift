public import ScaleBridge
public import Tensors

/// The law of a body made of several materials, each with a law of its own.
///
/// The questions of a material are asked in one batch. The samples of different materials are
/// independent and are named apart. Definition.
public struct MaterialsLaw<Load: Sendable, Response: Componentwise>: ConstitutiveLaw {
  /// The laws in the order of the materials.
  public private(set) var laws: [any ConstitutiveLaw<Load, Response>]

  /// Creates the law of a body.
  ///
  /// - Precondition: at least one law.
  public init(_ laws: [any ConstitutiveLaw<Load, Response>]) {
    precondition(!laws.isEmpty, "a body has at least one material")
    self.laws = laws
  }

  /// Asks the law of every material that occurs, and puts the answers in the order of the loads.
  ///
  /// - Precondition: there is a law for every material of a load.
  public mutating func respond(
    to loads: [Located<Load>], within precision: Precision
  ) async throws -> [Estimate<Response>] {
    var places = Array(repeating: [Int](), count: laws.count)
    for (place, load) in loads.enumerated() { places[load.material].append(place) }
    var answers: [Estimate<Response>?] = Array(repeating: nil, count: loads.count)
    for material in laws.indices where !places[material].isEmpty {
      var law = laws[material]
      let found = try await law.respond(
        to: places[material].map { loads[$0].load }, within: precision)
      laws[material] = law
      for (place, answer) in zip(places[material], found) {
        answers[place] = renamed(answer, of: material)
      }
    }
    return answers.compactMap { $0 }
  }

  /// The answer with samples that no other material's answers have.
  private func renamed(_ answer: Estimate<Response>, of material: Int) -> Estimate<Response> {
    var answer = answer
    for index in answer.errors.indices {
      let sample = answer.errors[index].source.sample
      answer.errors[index].source.sample = sample * laws.count + material
    }
    return answer
  }
}
