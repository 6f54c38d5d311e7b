internal import ScaleBridge
internal import Tensors

extension Verdict.Flag {
  /// The remark with its numbers, without a full stop.
  var text: String {
    "\(message) (\(NumberText.significant(value, digits: 2)), limit "
      + "\(NumberText.significant(limit, digits: 2)))"
  }
}

extension Verdict {
  /// All remarks in one line, or what it means that there are none.
  func text(ifSound praise: String) -> String {
    flags.isEmpty ? praise : flags.map { "\($0.name): \($0.text)" }.joined(separator: "; ")
  }
}
