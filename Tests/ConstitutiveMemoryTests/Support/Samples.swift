import ConstitutiveMemory
import Foundation
import NumericalMethods
import ScaleBridge

/// A directory of a test's own, gone when the test ends.
final class ScratchDirectory: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "scout-memory-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }
}

extension StoredModel {
  /// A model with one component.
  static let scalar = StoredModel(
    name: "scalar", description: "variance: 1", loadNames: ["x"], responseNames: ["y"])
}

extension StoredEstimate {
  /// An estimate of a single number.
  static func of(
    _ value: Double, variance: Double = 1, samples: Double = 100, load: [Double] = [1],
    question: Int = 0, run: String = "run", asked: Double = 1
  ) -> StoredEstimate {
    var estimate = StoredEstimate(
      load: load, response: [value], covariance: [variance],
      asked: Precision(absolute: asked, relative: 0, components: [0]),
      stream: .init(seed: 1, generation: 0, question: question),
      provenance: .init(
        run: run, title: "a test, \"quoted\"", program: "scout 0", created: "2026-01-01T00:00:00Z"))
    estimate.degreesOfFreedom = 50
    estimate.samples = samples
    estimate.effectiveSamples = samples / 2
    return estimate
  }

  /// The mean of independent normal numbers of mean 0 and variance 1.
  static func sampled(
    _ count: Int, question: Int, using random: inout RandomStream
  ) -> StoredEstimate {
    let values = (0..<count).map { _ in random.normal() }
    let mean = values.reduce(0, +) / Double(count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    var estimate = of(
      mean, variance: squares / Double(count * (count - 1)), samples: Double(count),
      question: question)
    estimate.degreesOfFreedom = Double(count - 1)
    return estimate
  }
}

/// What the environment asks for: SCOUT_TESTS=long or all.
enum Level {
  static let isLong = ["long", "all"].contains(
    ProcessInfo.processInfo.environment["SCOUT_TESTS"] ?? "")
}
