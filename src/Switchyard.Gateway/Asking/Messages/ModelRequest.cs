using Switchyard.Model.Bundles;

namespace Switchyard.Gateway.Asking.Messages;

/// <summary>A request to a model, in no API's format.</summary>
/// <param name="Model"><c>provider/model</c> or a route's alias.</param>
/// <param name="Messages">What was said so far; at least one.</param>
public sealed record ModelRequest(string Model, IReadOnlyList<ModelMessage> Messages)
{
    /// <summary>What the model is told before everything else, or null.</summary>
    public string? System { get; init; }

    /// <summary>Tools that the model may call; the caller runs them.</summary>
    public ToolOffer Tools { get; init; } = ToolOffer.Empty;

    /// <summary>Whether the model is to answer without calling any of <see cref="Tools"/>, which stay described because the conversation has calls of them.</summary>
    public bool IsClosing { get; init; }

    /// <summary>Most tokens of the answer, for formats that must be told; 1 or more.</summary>
    public int MaxTokens { get; init; } = 4096;

    /// <summary>What the request is recorded under, together with <see cref="Sequence"/>; null for nothing.</summary>
    public Guid? Session { get; init; }

    /// <summary>Number of the request within the session, from 0.</summary>
    public int Sequence { get; init; }
}
