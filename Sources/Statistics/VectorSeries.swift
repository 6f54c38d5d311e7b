public struct VectorSeries: Sendable, Codable, Equatable {
  public let componentCount: Int
  public var values: [Double] = []
  public init(componentCount: Int) { self.componentCount = componentCount }
  public var count: Int { values.count / componentCount }
  public mutating func append(_ row: [Double]) { values += row }
  public func column(_ k: Int) -> [Double] { stride(from: k, to: values.count, by: componentCount).map { values[$0] } }
}
