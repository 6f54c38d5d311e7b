internal import FileFormats
internal import Multiscale
internal import Tensors

extension SurrogateReport {
  /// For `summary.json`.
  var json: JSONValue {
    .object([
      "answered": .integer("\(answered)"), "asked": .integer("\(asked)"),
      "recalled": .integer("\(recalled)"), "idle": .bool(isIdle),
      "leaveOneOutMeanSquare": meanSquare.map { .number($0) } ?? .null,
      "relativeAmplitude": relativeAmplitude.map { .number($0) } ?? .null,
      "length": length.map { .number($0) } ?? .null,
    ])
  }

  /// One paragraph for a person.
  var text: String {
    guard !isIdle else {
      return "The surrogate stepped aside: the model answers exactly."
    }
    var text = "The surrogate answered \(answered) questions and passed \(asked) on"
    if recalled > 0 { text += ", beginning with \(recalled) answers of the database" }
    if let meanSquare {
      text +=
        ". Answers lie from what the others predict of them "
        + NumberText.significant(meanSquare.squareRoot(), digits: 2)
        + " standard deviations in the mean, where 1 is expected"
    }
    return text + "."
  }
}
