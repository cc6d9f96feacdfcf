namespace Switchyard.Storage.Revisions;

/// <summary>A row of <c>cuts</c>: running requests on something retired must end at once.</summary>
public sealed record CutRow
{
    /// <summary><c>provider</c> or <c>provider_key</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Id of the provider or provider key.</summary>
    public required Guid Id { get; init; }

    /// <summary>Version of the <c>config</c> stream that retired it.</summary>
    public required long Revision { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
