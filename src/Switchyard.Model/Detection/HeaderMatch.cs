namespace Switchyard.Model.Detection;

/// <summary>A header by which a client is recognised.</summary>
/// <param name="Name">Its name, in any case.</param>
/// <param name="Value">Its whole value, in any case; null: that it is there is enough.</param>
public sealed record HeaderMatch(string Name, string? Value = null);
