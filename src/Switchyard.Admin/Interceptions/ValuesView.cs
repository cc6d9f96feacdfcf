namespace Switchyard.Admin.Interceptions;

/// <summary>Values that a field has, for completion.</summary>
internal sealed record ValuesView(IReadOnlyList<string> Items);
