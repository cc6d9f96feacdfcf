using Switchyard.Gateway.Bridges;

namespace Switchyard.Gateway.Recording;

/// <summary>How an interception ended.</summary>
internal sealed record InterceptionEnd
{
    /// <summary>The start, as it was given to <see cref="IRecorder.TryStart"/>. The journal repeats it, so that an end is whole without its start: usage is not lost with it.</summary>
    public required InterceptionStart Start { get; init; }

    /// <summary>The interception.</summary>
    public Guid Id => Start.Id;

    /// <summary>When the last byte was relayed or the request failed.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Completed, failed or cancelled.</summary>
    public required InterceptionStatus Status { get; init; }

    /// <summary>HTTP status the client got.</summary>
    public int HttpStatus { get; init; }

    /// <summary>Stable code of Switchyard's own failure, or null.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The provider that served, where it is another than at the start.</summary>
    public Guid? ProviderId { get; init; }

    /// <summary>Its name.</summary>
    public string? ProviderName { get; init; }

    /// <summary>Its model.</summary>
    public string? Model { get; init; }

    /// <summary>The provider key that served, or null (BYOK, Bedrock).</summary>
    public Guid? ProviderKeyId { get; init; }

    /// <summary>Masked form of the credential that served.</summary>
    public string? CredentialHint { get; init; }

    /// <summary>Upstream attempts made.</summary>
    public int Attempts { get; init; }

    /// <summary>Time from arrival to the first byte relayed; null when none was.</summary>
    public TimeSpan? TimeToFirstByte { get; init; }

    /// <summary>Tokens.</summary>
    public UsageTally Usage { get; init; }

    /// <summary>What each turn used, where the request was given tools; <see cref="Usage"/> is their sum. Empty for a request of one upstream answer.</summary>
    public IReadOnlyList<TurnUsage> Turns { get; init; } = [];

    /// <summary>True when the upstream reported no usage and the tokens are estimates.</summary>
    public bool Estimated { get; init; }

    /// <summary>True when a module answered from its cache, so that nothing was asked of a provider.</summary>
    public bool Cached { get; init; }

    /// <summary>Tool calls of the model.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>Reasoning text; null when there is none or recording of texts is off.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The upstream's id of the answer.</summary>
    public string? ResponseId { get; init; }
}
