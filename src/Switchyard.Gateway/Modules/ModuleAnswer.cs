namespace Switchyard.Gateway.Modules;

/// <summary>An answer that a module gives in place of a provider.</summary>
/// <param name="Body">The body, in the client's format.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Status">HTTP status, 200 to 299.</param>
public sealed record ModuleAnswer(ReadOnlyMemory<byte> Body, string ContentType = "application/json", int Status = 200)
{
    /// <summary>More headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whether it is recorded as an answer out of a cache.</summary>
    public bool FromCache { get; init; }
}
