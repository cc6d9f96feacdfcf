namespace Switchyard.Storage.Idempotency;

/// <summary>A mutation that was made under an idempotency key.</summary>
public sealed record IdempotencyRow
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Who asked; keys of different actors never meet.</summary>
    public required string Actor { get; init; }

    /// <summary>The caller's key, 1 to 255 characters.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>Method and path.</summary>
    public required string Route { get; init; }

    /// <summary>SHA-256 of the request body, 32 bytes.</summary>
    public required byte[] BodyHash { get; init; }

    /// <summary>HTTP status of the answer; 0 until it is stored.</summary>
    public int Status { get; init; }

    /// <summary>The answer, sealed for <c>idempotency_keys.answer_sealed</c> and <see cref="Id"/>: it may hold a secret that is shown once.</summary>
    public byte[]? AnswerSealed { get; init; }

    /// <summary>When it was first asked.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether a request of <paramref name="route"/> and <paramref name="bodyHash"/> is the same one; otherwise the key was used for something else.</summary>
    public bool IsSameRequest(string route, ReadOnlySpan<byte> bodyHash) => Route == route && bodyHash.SequenceEqual(BodyHash);
}
