using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchyard.Bundles.Authorization.Protocol;

/// <summary>An answer of HTTP, read to its end.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body if it is a JSON object, or null.</param>
/// <param name="Challenges">The values of <c>WWW-Authenticate</c>.</param>
internal sealed record OAuthAnswer(int Status, JsonObject? Body, IReadOnlyList<string> Challenges)
{
    /// <summary>Whether it is what was asked for.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>A member of the body that is a text with something in it, or null.</summary>
    public string? Text(string name) => Body?[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is { Length: > 0 } text ? text : null;

    /// <summary>A member of the body that is a list of texts; what is none is left out.</summary>
    public IReadOnlyList<string>? Texts(string name) => Body?[name] is JsonArray list
        ? [.. list.OfType<JsonValue>().Where(static item => item.GetValueKind() == JsonValueKind.String).Select(static item => item.GetValue<string>())]
        : null;

    /// <summary>Whether a member of the body is true.</summary>
    public bool IsTrue(string name) => Body?[name]?.GetValueKind() == JsonValueKind.True;
}
