internal import ScaleBridge
internal import Tensors

extension Verdict.Flag {
  /// The remark with its numbers, without a full stop.
  var text: String {
    "\(message) (\(NumberText.significant(value, digits: 2)), limit "
      + "\(NumberText.significant(limit, digits: 2)))"
  }
}
