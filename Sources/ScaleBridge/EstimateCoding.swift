internal import Tensors

extension SamplingError: Codable {
  private enum CodingKeys: String, CodingKey { case source, amplitude }

  /// Reads a source with the components of its amplitude.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      source: try container.decode(ErrorSource.self, forKey: .source),
      amplitude: try Value(checking: container, .amplitude))
  }

  /// Writes the source and the components of the amplitude.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(source, forKey: .source)
    try container.encode(amplitude.components, forKey: .amplitude)
  }
}

extension Estimate: Codable {
  private enum CodingKeys: String, CodingKey {
    case value, errors, effectiveSamples, verdict, cost, origin
  }

  /// Reads an estimate.
  ///
  /// - Throws: `DecodingError` where the value has other components.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try Value(checking: container, .value),
      errors: try container.decode([SamplingError<Value>].self, forKey: .errors),
      effectiveSamples: try container.decode(Double.self, forKey: .effectiveSamples),
      verdict: try container.decode(Verdict.self, forKey: .verdict),
      cost: try container.decode(Cost.self, forKey: .cost))
    origin = try container.decode(Origin.self, forKey: .origin)
  }

  /// Writes the components of the value, its errors and all that belongs to it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(value.components, forKey: .value)
    try container.encode(errors, forKey: .errors)
    try container.encode(effectiveSamples, forKey: .effectiveSamples)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(cost, forKey: .cost)
    try container.encode(origin, forKey: .origin)
  }
}

extension Componentwise {
  /// A value from components that a file holds.
  fileprivate init<Key>(
    checking container: KeyedDecodingContainer<Key>, _ key: Key
  ) throws {
    let components = try container.decode([Double].self, forKey: key)
    guard components.count == Self.componentCount else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: container,
        debugDescription: "\(components.count) components instead of \(Self.componentCount)")
    }
    self.init(components: components)
  }
}
