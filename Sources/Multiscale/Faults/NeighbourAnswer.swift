internal import ScaleBridge
internal import Tensors

/// What the answers to the two nearest loads say of a load that nobody answers.
///
/// With a and b the nearest loads, f their answers, and t the place of the load on the line through
/// them (0 at a, 1 at b; −1 … 2 at most),
///
///     f(t) = (1 − t) f(a) + t f(b),
///
/// with twice their sampling errors, and an error of its own of ½ |t (1 − t)| + d times f(b) − f(a):
/// that of a straight line where the slope changes by its own size from a to b, with d the distance
/// from the line over that of a and b. A single neighbour answers as it is, with an error of its own
/// size. Definition.
struct NeighbourAnswer<Load: Componentwise, Response: Componentwise> {
  private let known: [(load: Load, answer: Estimate<Response>)]

  /// - Precondition: at least one load with its answer.
  init(_ known: [(Load, Estimate<Response>)]) {
    precondition(!known.isEmpty, "somebody has an answer")
    self.known = known.map { (load: $0, answer: $1) }
  }

  /// The answer to a load.
  ///
  /// - Parameter source: the name of its own error.
  func answer(to load: Load, source: Int) -> Estimate<Response> {
    let nearest = known.indices.sorted {
      (squaredDistance(load, known[$0].load), $0) < (squaredDistance(load, known[$1].load), $1)
    }
    let first = known[nearest[0]]
    let other = nearest.dropFirst().first { squaredDistance(known[$0].load, first.load) > 0 }
    var answer = first.answer
    var doubt = first.answer.value
    if let second = other.map({ known[$0] }) {
      let (place, distance) = place(of: load, from: first.load, to: second.load)
      answer = mixed(first.answer, second.answer, place)
      let width = 0.5 * (place * (1 - place)).magnitude + distance
      doubt = Response(
        components: zip(first.answer.value.components, second.answer.value.components).map {
          width * ($1 - $0)
        })
    }
    answer.errors = answer.errors.map { error in
      SamplingError(source: error.source, amplitude: error.amplitude.mapComponents { 2 * $0 })
    }
    answer.errors.append(
      SamplingError(
        source: ErrorSource(sample: source, direction: 0, degreesOfFreedom: .infinity),
        amplitude: doubt))
    answer.origin = .neighbours
    answer.verdict.converged = false
    answer.verdict.flags = [
      Verdict.Flag(
        name: "fromNeighbours", value: 1, limit: 0,
        message: "the answer is taken from those to similar questions")
    ]
    return answer
  }

  /// Where a load lies along the way from one to another, and how far from the line, in units of the
  /// way.
  private func place(of load: Load, from: Load, to: Load) -> (along: Double, beside: Double) {
    let way = zip(from.components, to.components).map { $1 - $0 }
    let here = zip(from.components, load.components).map { $1 - $0 }
    let length = way.reduce(0) { $0 + $1 * $1 }
    let along = min(max(zip(way, here).reduce(0) { $0 + $1.0 * $1.1 } / length, -1), 2)
    let beside = zip(way, here).reduce(0) { sum, pair in
      let difference = pair.1 - along * pair.0
      return sum + difference * difference
    }
    return (along, (beside / length).squareRoot())
  }

  /// The mean of two answers that may share sources of error.
  private func mixed(
    _ one: Estimate<Response>, _ other: Estimate<Response>, _ place: Double
  ) -> Estimate<Response> {
    var mixed = one.mapped { $0.mapComponents { (1 - place) * $0 } }
    mixed.value = sum(mixed.value, other.value, times: place)
    for error in other.errors {
      if let index = mixed.errors.firstIndex(where: { $0.source == error.source }) {
        mixed.errors[index].amplitude = sum(
          mixed.errors[index].amplitude, error.amplitude, times: place)
      } else {
        mixed.errors.append(
          SamplingError(
            source: error.source, amplitude: error.amplitude.mapComponents { place * $0 }))
      }
    }
    return mixed
  }

  private func sum(_ one: Response, _ other: Response, times factor: Double) -> Response {
    Response(components: zip(one.components, other.components).map { $0 + factor * $1 })
  }

  private func squaredDistance(_ one: Load, _ other: Load) -> Double {
    zip(one.components, other.components).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}
