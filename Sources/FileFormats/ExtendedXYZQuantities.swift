public import Tensors

/// The remarks that programs agree on.
extension ExtendedXYZ {
  /// The simulated time, in [time], or nothing if the frame has no such number.
  public var time: Double? {
    get { number("time") }
    set { setRemark("time", newValue.map { "\($0)" }) }
  }

  /// The step of the trajectory, or nothing if the frame has no such whole number.
  public var step: Int? {
    get { remark("step").flatMap { Int($0) } }
    set { setRemark("step", newValue.map { "\($0)" }) }
  }

  /// The potential energy, in [energy], or nothing if the frame has no such number.
  public var energy: Double? {
    get { number("energy") }
    set { setRemark("energy", newValue.map { "\($0)" }) }
  }

  /// The stress, positive in tension, shape [3, 3], in [pressure], or nothing if the frame has no
  /// nine such numbers. The pressure tensor is its negative.
  ///
  /// In the file the components stand column by column, as ASE reads them.
  public var stress: Tensor3? {
    get {
      remark("stress").flatMap { FiniteNumber.list($0, count: 9) }.map { numbers in
        Tensor3(
          columns: Vector3(numbers[0..<3]), Vector3(numbers[3..<6]), Vector3(numbers[6..<9]))
      }
    }
    set {
      let text = newValue.map { stress in
        (0..<9).map { "\(stress[$0 % 3, $0 / 3])" }.joined(separator: " ")
      }
      setRemark("stress", text)
    }
  }

  /// A number among the remarks.
  private func number(_ key: String) -> Double? {
    remark(key).flatMap { FiniteNumber.read($0) }
  }

  /// Sets a remark, in its place if there is one of that name, or removes it.
  public mutating func setRemark(_ key: String, _ value: String?) {
    guard let value else { return remarks.removeAll { $0.key == key } }
    if let index = remarks.firstIndex(where: { $0.key == key }) {
      remarks[index].value = value
    } else {
      remarks.append(Remark(key, value))
    }
  }
}
