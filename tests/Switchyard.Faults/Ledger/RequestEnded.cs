namespace Switchyard.Faults.Ledger;

/// <summary>What came of a request.</summary>
/// <param name="Request">The client's own id of it.</param>
/// <param name="Node">The node or gateway that was asked.</param>
/// <param name="AskedAt">When it was sent.</param>
/// <param name="Provider">The provider it was for.</param>
/// <param name="IsStream">Whether it was answered event by event.</param>
/// <param name="Outcome">What the client got.</param>
internal sealed record RequestEnded(TimeSpan At, string Actor, Guid Request, string Node, TimeSpan AskedAt, string Provider, bool IsStream, RequestOutcome Outcome) : LedgerEntry(At, Actor)
{
    /// <summary>Status of the answer, or null.</summary>
    public int? Status { get; init; }

    /// <summary>The code of a failure that is Switchyard's own, or null.</summary>
    public string? Code { get; init; }

    /// <summary><c>X-Switchyard-Request-Id</c>, or null.</summary>
    public string? RequestId { get; init; }

    /// <summary><c>X-Switchyard-Revision</c>, or null.</summary>
    public long? Revision { get; init; }

    /// <summary>When the status line was there; null if it never was. The revision was in force no later.</summary>
    public TimeSpan? AnsweredAt { get; init; }

    /// <summary>Output tokens of the whole answer.</summary>
    public int Tokens { get; init; }

    /// <summary>Whether the provider never changes, so that every request for it has to be served.</summary>
    public bool MustServe { get; init; }

    /// <summary>What broke, for people.</summary>
    public string Said { get; init; } = "";
}
