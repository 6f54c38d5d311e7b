import Foundation
import NumericalMethods
import Testing

@Suite("Fourier filter")
struct FourierFilterTests {
  private func noise(_ count: Int) -> [Double] {
    var stream = RandomStream(StreamName(seed: 1, purpose: "noise"))
    return (0..<count).map { _ in stream.normal() }
  }

  /// Applies a filter that multiplies by a function of place, and undoes the transforms' factor.
  private func filtered(
    _ values: [Double], shape: [Int], components: Int, threads: Int,
    _ factor: @escaping @Sendable (_ line: Int, _ wave: Int) -> Double
  ) -> [Double] {
    let filter = FourierFilter(shape: shape, components: components)
    let (length, scale) = (shape[0], 1 / Double(shape.reduce(1, *)))
    var fields = values
    unsafe fields.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe filter.apply(to: base, team: WorkTeam(threads: threads)) { lines, coefficients in
        for index in 0..<components * lines.count * length {
          let line = lines.lowerBound + index / length % lines.count
          coefficients[index] = scale * factor(line, index % length) * coefficients[index]
        }
      }
    }
    return fields
  }

  @Test(
    "without a filter gives back the fields",
    arguments: [[4, 6], [5, 7], [3, 4, 5], [16, 9, 8]])
  func identity(shape: [Int]) {
    let values = noise(2 * shape.reduce(1, *))
    let back = filtered(values, shape: shape, components: 2, threads: 2) { _, _ in 1 }
    #expect(zip(values, back).allSatisfy { abs($0 - $1) < 1e-13 })
  }

  @Test("multiplies as a transform, a product and a transform back do")
  func product() {
    let shape = [6, 5, 8]
    let values = noise(240)
    let factor: @Sendable (Int, Int) -> Double = { line, wave in
      1 / (1 + Double(line) + pow(sin(.pi * Double(wave) / 6), 2))
    }
    // An even function of the wave along the first axis and of the line's mirror keeps fields real.
    let transform = FourierTransform(shape: shape)
    var spectrum = transform.forward(values)
    for index in spectrum.indices { spectrum[index] = factor(0, index / 25) * spectrum[index] }
    let expected = transform.backward(spectrum)
    let found = filtered(values, shape: shape, components: 1, threads: 1) { factor(0, $1) }
    #expect(zip(expected, found).allSatisfy { abs($0 - $1) < 1e-13 })
  }

  @Test("gives the same bits with any number of threads")
  func threads() {
    let values = noise(3 * 16 * 12 * 10)
    let results = [1, 2, 5].map { threads in
      filtered(values, shape: [16, 12, 10], components: 3, threads: threads) { line, _ in
        line == 0 ? 1 : 0.5
      }
    }
    #expect(results[0] == results[1] && results[1] == results[2])
  }
}
