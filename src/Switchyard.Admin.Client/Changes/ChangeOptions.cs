namespace Switchyard.Admin.Client.Changes;

/// <summary>How a change is made.</summary>
public sealed record ChangeOptions
{
    /// <summary>Plain: unconditional, written, not waited for.</summary>
    public static ChangeOptions Default { get; } = new();

    /// <summary>ETag the record must still have; otherwise 412 and nothing changes. Null: unconditional, concurrent changes merge.</summary>
    public string? IfMatch { get; init; }

    /// <summary>Writes only what is not there yet (of documents); otherwise 412 and nothing changes.</summary>
    public bool IfNoneMatch { get; init; }

    /// <summary>What to say about the change in the history (at most 500 characters).</summary>
    public string? Comment { get; init; }

    /// <summary>Validates and shows the difference, but writes nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Waits this long (at most 5 min) for all nodes and connected gateways to apply the change. Null: does not wait.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Ends requests that run on what is removed or disabled at once, instead of letting them finish.</summary>
    public bool Cut { get; init; }

    /// <summary>Names this change for 24 h, so that repeating it has one effect (at most 255 characters). Null: the client makes one up, for its own retry after a cut connection.</summary>
    public string? IdempotencyKey { get; init; }
}
