namespace Switchyard.Storage.Gateways;

/// <summary>Whether a connection may go on.</summary>
public sealed record ConnectionVerdict
{
    /// <summary>Id of the connection.</summary>
    public required Guid Id { get; init; }

    /// <summary>Why it must end, or null when it may go on.</summary>
    public string? Reason { get; init; }
}
