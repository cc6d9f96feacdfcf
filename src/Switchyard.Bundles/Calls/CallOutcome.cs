using System.Text.Json.Nodes;

namespace Switchyard.Bundles.Calls;

/// <summary>What came of a request to a bundle.</summary>
internal abstract record CallOutcome
{
    private CallOutcome()
    {
    }

    /// <summary>The server's result, unchanged.</summary>
    public sealed record Result(JsonNode? Value) : CallOutcome;

    /// <summary>The server's error object, unchanged.</summary>
    public sealed record Error(int Code, string Message, JsonNode? ErrorData) : CallOutcome;

    /// <summary>The server did not answer, or was not asked.</summary>
    /// <param name="Code">A stable code, see <see cref="CallFaults"/>.</param>
    /// <param name="Message">One sentence for people and models, without secrets or addresses.</param>
    public sealed record Unavailable(string Code, string Message) : CallOutcome;
}
