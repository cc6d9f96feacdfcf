namespace Switchyard.Hub.States;

/// <summary>A provider key without its secret.</summary>
internal sealed record ProviderKeyWire(Guid Id, string Label, int Position, bool Enabled, string Masked, DateTimeOffset? ResetAt);
